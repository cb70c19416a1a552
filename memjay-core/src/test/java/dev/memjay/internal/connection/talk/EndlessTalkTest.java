package dev.memjay.internal.connection.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.model.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An endpoint that sends without pause holds no conversation past its deadline. What it sends takes many seconds to read; what
 * is asserted is that there is more of it when the conversation is over.
 */
@Tag("hostile")
class EndlessTalkTest {
    private static final Node NODE = Node.of("192.0.2.1", 11211);
    private static final Duration PATIENCE = Duration.ofMillis(30);
    private static final long MUCH = 4 << 20;
    private static final int ONE_LINE = 100_000;
    /** About what a call to the system takes. */
    private static final long ONE_READ_NANOS = 2_000;

    private final Endless link = new Endless(ONE_LINE);
    private final Transport transport = (node, deadline) -> link;

    @AfterEach
    void close() {
        Thread.interrupted();
        link.close();
    }

    @Test
    void inquiryEndsAtItsDeadline() {
        Inquiries inquiries = new Inquiries(transport, Session.NONE, PATIENCE);
        assertThatThrownBy(() -> inquiries.ask(NODE, "config get cluster", line -> false))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("the server's answer did not end within the connect timeout, after ");
        assertThat(link.isFlooding()).isTrue();
        assertThat(link.closed).isTrue();
    }

    @Test
    void loginBeforeAnInquiryEndsAtItsDeadline() {
        Session endless = talk -> {
            while (true) {
                talk.asks("the login", AnswerLimit.TALK);
                talk.receive(1000);
            }
        };
        Inquiries inquiries = new Inquiries(transport, endless, PATIENCE);
        assertThatThrownBy(() -> inquiries.ask(NODE, "config get cluster", line -> false))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(link.isFlooding()).isTrue();
    }

    @Test
    void inquiryEndsWhenItsThreadIsInterrupted() {
        Inquiries inquiries = new Inquiries(transport, Session.NONE, Duration.ofSeconds(60));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> inquiries.ask(NODE, "config get cluster", line -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("interrupted");
        assertThat(link.isFlooding()).isTrue();
    }

    @Test
    void answerThatLiesHereIsReadThoughTheDeadlineIsOver() throws Exception {
        Endless answer = new Endless(6);
        try (LinkTalk talk = new LinkTalk(answer, System.nanoTime() - 1)) {
            assertThat(talk.receiveLine()).isEqualTo("xxxxx");
        } finally {
            answer.close();
        }
    }

    @Test
    void greetingOfALogEndsAtItsDeadline() {
        Session endless = talk -> {
            while (true) {
                talk.asks("the login", AnswerLimit.TALK);
                talk.receive(1000);
            }
        };
        LogStream log = new LogStream(transport, endless, PATIENCE);
        assertThatThrownBy(() -> log.follow(NODE, "watch fetchers", 1, line -> {}))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(link.isFlooding()).isTrue();
        assertThat(link.closed).isTrue();
    }

    @Test
    void logIsFollowedAsLongAsItWasAskedFor() throws Exception {
        Endless lines = new Endless(4);
        lines.head = "OK\r\n";
        AtomicInteger count = new AtomicInteger();
        LogStream log = new LogStream((node, deadline) -> lines, Session.NONE, PATIENCE);
        assertThat(log.follow(NODE, "watch fetchers", PATIENCE.toNanos(), line -> count.incrementAndGet()))
                .isEqualTo("OK");
        assertThat(count).hasPositiveValue();
        assertThat(lines.isFlooding()).isTrue();
    }

    /** Lines of x, a byte for each read, while its own socket is silent. */
    private static final class Endless implements Link {
        private final Pipe pipe;
        private final int lineLength;
        private String head = "";
        private long given;
        private boolean closed;

        Endless(int lineLength) {
            this.lineLength = lineLength;
            try {
                pipe = Pipe.open();
                pipe.source().configureBlocking(false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isFlooding() {
            return given < MUCH;
        }

        @Override
        public SelectableChannel channel() {
            return pipe.source();
        }

        @Override
        public int read(ByteBuffer target) {
            if (!isFlooding()) {
                return -1;
            }
            long position = given++ - head.length();
            char next = position < 0
                    ? head.charAt((int) (head.length() + position))
                    : (position + 1) % lineLength == 0 ? '\n' : 'x';
            target.put((byte) next);
            long end = System.nanoTime() + ONE_READ_NANOS;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return 1;
        }

        @Override
        public boolean write(ByteBuffer source) {
            source.position(source.limit());
            return true;
        }

        @Override
        public void close() {
            closed = true;
            try {
                pipe.source().close();
                pipe.sink().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
