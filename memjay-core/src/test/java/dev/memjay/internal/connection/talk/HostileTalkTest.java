package dev.memjay.internal.connection.talk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.model.Credentials;
import dev.memjay.model.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that answer without end what is said before a connection is used, and what is asked beside connections. */
@Tag("hostile")
class HostileTalkTest {
    private static final Node NODE = Node.of("hostile", 11211);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** Far above every bound, and soon read. */
    private static final int MUCH = 4 << 20;

    private Flood flood;

    @AfterEach
    void close() {
        flood.close();
    }

    /** A conversation. */
    private interface Talk {
        Object hold(LinkTalk talk) throws IOException;
    }

    private record Case(String name, Talk talk, String before, String repeated, String bound, int most) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> talks() {
        Talk meta = talk -> new TextGreeting(TextGreeting.Choice.META).begin(talk);
        Talk best = talk -> new TextGreeting(TextGreeting.Choice.BEST).begin(talk);
        Talk classic = talk -> new TextGreeting(TextGreeting.Choice.CLASSIC).begin(talk);
        Talk binary = talk -> new BinaryGreeting().begin(talk);
        Talk ascii = talk -> login(LoginSettings.Method.ASCII).begin(talk);
        Talk sasl = talk -> login(LoginSettings.Method.SASL).begin(talk);
        return Stream.of(
                new Case("meta greeting, one line", meta, "", "x", "the answer to version has more than 8192", 9_000),
                new Case("greeting, one line", best, "", "x", "8192 bytes", 18_000),
                new Case("greeting, zeros", classic, "", "\0", "8192 bytes", 18_000),
                new Case("its second answer", meta, "VERSION x\r\n", "y", "8192 bytes", 9_000),
                new Case("binary greeting", binary, packet(0x0b, Integer.MAX_VALUE), "x", "8192 bytes", 9_000),
                new Case("binary greeting, negative", binary, packet(0x0b, -1), "x", "8192 bytes", 9_000),
                new Case("login by ASCII", ascii, "", "x", "the answer to the login has more than 8192", 9_000),
                new Case("login by SASL", sasl, packet(0x20, 1 << 30), "x", "the login by SASL", 9_000),
                new Case("steps of a login", sasl, mechanisms("PLAIN"), step(0x21), "by PLAIN", 9_000));
    }

    private static LoginSession login(LoginSettings.Method method) {
        return new LoginSession(new LoginSettings(() -> Credentials.of("user", "secret"), method));
    }

    /** The header of a reply that declares so many bytes. */
    private static String packet(int opcode, int length) {
        byte[] header = ByteBuffer.allocate(24)
                .put((byte) 0x81)
                .put((byte) opcode)
                .putShort(6, (short) 0)
                .putInt(8, length)
                .array();
        return new String(header, ISO_8859_1);
    }

    private static String mechanisms(String names) {
        return packet(0x20, names.length()) + names;
    }

    /** A reply that asks for one more step of the login. */
    private static String step(int opcode) {
        byte[] header = packet(opcode, 0).getBytes(ISO_8859_1);
        header[7] = 0x21;
        return new String(header, ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("talks")
    void isRefusedAtTheBound(Case that) throws IOException {
        flood = new Flood(that.before, that.repeated);
        Throwable thrown;
        try (LinkTalk talk = new LinkTalk(flood, Clock.nanoTime() + PATIENCE.toNanos())) {
            thrown = catchThrowable(() -> that.talk.hold(talk));
            if (thrown == null) { // another link is wanted
                thrown = catchThrowable(() -> that.talk.hold(talk));
            }
        }
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(IOException.class).hasMessageContaining(that.bound);
            assertThat(thrown.toString()).doesNotContain("secret");
        }
        assertThat(flood.taken).isLessThan(that.most + that.before.length());
    }

    @ParameterizedTest
    @MethodSource("inquiries")
    void anInquiryIsRefusedAtTheBound(String repeated, String bound) throws IOException {
        flood = new Flood("", repeated);
        Inquiries inquiries = new Inquiries((node, deadline) -> flood, Session.NONE, PATIENCE);

        Throwable thrown = catchThrowable(() -> inquiries.ask(NODE, "config get cluster", "END"::equals));

        assertThat(thrown)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("config get cluster", "hostile:11211", bound);
        assertThat(flood.taken).isLessThan(300 * 1024);
    }

    private static Stream<Arguments> inquiries() {
        return Stream.of(
                Arguments.of("\r\n", "1000 lines"),
                Arguments.of("\n", "1000 lines"),
                Arguments.of("x", "262144 bytes"),
                Arguments.of("CONFIG cluster 0 " + "9".repeat(500) + "\r\n", "262144"));
    }

    @Test
    void theFirstLineOfALogIsBounded() throws IOException {
        flood = new Flood("", "x");
        LogStream logs = new LogStream((node, deadline) -> flood, Session.NONE, PATIENCE);

        assertThat(catchThrowable(() -> logs.follow(NODE, "watch fetchers", 1, line -> {})))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("watch fetchers", "hostile:11211", "8192 bytes");
        assertThat(flood.taken).isLessThan(9_000);
    }

    @Test
    void aLineOfALogThatNeverEndsEndsTheWatch() throws IOException {
        flood = new Flood("OK\r\n", "x");
        LogStream logs = new LogStream((node, deadline) -> flood, Session.NONE, PATIENCE);

        assertThat(catchThrowable(() -> logs.follow(NODE, "watch fetchers", PATIENCE.toNanos(), line -> {})))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("hostile:11211", "8192 bytes");
        assertThat(flood.taken).isLessThan(100_000);
    }

    @Test
    void aLogThatNeverPausesEndsWithItsTime() throws IOException {
        flood = new Flood("OK\r\n", "\r\n");
        LogStream logs = new LogStream((node, deadline) -> flood, Session.NONE, PATIENCE);
        AtomicInteger lines = new AtomicInteger();

        assertThat(logs.follow(NODE, "watch fetchers", 1, line -> lines.incrementAndGet()))
                .isEqualTo("OK");
        assertThat(lines).hasPositiveValue();
    }

    /** Takes what is said to it, and says one thing without end, as fast as it is read. */
    private static final class Flood implements Link {
        private final Pipe pipe;
        private final byte[] before;
        private final byte[] repeated;
        private int taken;

        Flood(String before, String repeated) throws IOException {
            this.before = before.getBytes(ISO_8859_1);
            this.repeated = repeated.getBytes(ISO_8859_1);
            pipe = Pipe.open();
            pipe.source().configureBlocking(false);
        }

        @Override
        public SelectableChannel channel() {
            return pipe.source();
        }

        @Override
        public int read(ByteBuffer target) {
            int count = target.remaining();
            while (target.hasRemaining()) {
                target.put(taken < before.length ? before[taken] : repeated[(taken - before.length) % repeated.length]);
                taken++;
            }
            assertThat(taken).as("bytes taken").isLessThan(MUCH);
            return count;
        }

        @Override
        public boolean write(ByteBuffer source) {
            source.position(source.limit());
            return true;
        }

        @Override
        public void close() {
            try {
                pipe.source().close();
                pipe.sink().close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
