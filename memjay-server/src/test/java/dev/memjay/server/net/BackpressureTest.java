package dev.memjay.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.server.protocol.FakeServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does for a client that sends and does not read. */
class BackpressureTest {
    /** The most that is written at a time, and a value of the tests. */
    private static final int BOUND = 64 * 1024 + 1000;

    private static final int TURN = 1024 * 1024 + 2 * BOUND;

    private final FakeServer server = new FakeServer("1.6.45");
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new ConnectionHandler(server.state(), new FaultPlan(), 1, "tcp:peer", "tcp:local"));

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private void takesReplies(boolean now) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, now);
    }

    private void send(String text) {
        channel.writeOneInbound(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private String received() {
        if (channel.isOpen()) {
            channel.flushOutbound();
        }
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mn\r\n", "version\r\n", "get a\r\n", "mg a\r\n", "incr a 1\r\n"})
    void repliesThatNobodyReadsStopTheReading(String command) {
        takesReplies(false);
        send(command.repeat(100_000 / command.length()));
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(received()).isEmpty();
        // what was under way before the reading stopped waits
        send(command);
        assertThat(received()).isEmpty();
        takesReplies(true);
        String expected = new FakeServer("1.6.45").ask(command.repeat(100_000 / command.length() + 1));
        assertThat(received()).isEqualTo(expected);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void binaryRepliesThatNobodyReadsStopTheReading() {
        String noop = "\u0080\n" + "\0".repeat(22);
        takesReplies(false);
        send(noop.repeat(5000));
        assertThat(channel.config().isAutoRead()).isFalse();
        takesReplies(true);
        assertThat(received()).hasSize(5000 * 24);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get KEYS",
                "gets KEYS",
                "gat 0 KEYS",
                "lru_crawler metadump all",
                "lru_crawler mgdump all",
                "stats cachedump 1 0"
            })
    void aLongAnswerComesInPieces(String command) {
        int items = 5000;
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < items; i++) {
            keys.append("some-key-").append(i).append(' ');
            server.ask("set some-key-" + i + " 0 0 10\r\n0123456789\r\n");
        }
        String line = command.replace("KEYS", keys) + "\r\n";
        String expected = server.ask(line);
        assertThat(expected).hasSizeGreaterThan(2 * BOUND - 50_000).matches("(?s).*(END|EN)\r\n");
        takesReplies(false);
        send(line + "mn\r\n");
        // one piece was made and waits
        assertThat(server.state().connections().get(1L).out().length()).isBetween(1, BOUND);
        takesReplies(true);
        assertThat(received()).isEqualTo(expected + "MN\r\n");
    }

    @Test
    void valuesAreWrittenInPiecesAndOthersHaveTheirTurns() {
        server.ask("set big 0 0 1000000\r\n" + "x".repeat(1_000_000) + "\r\n");
        int[] most = {0};
        long[] written = {0};
        long[] whenOthersWere = {0};
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
                if (written[0] == 0) {
                    // stands for another connection, whose bytes have come by now
                    context.executor().execute(() -> whenOthersWere[0] = written[0]);
                }
                int size = ((ByteBuf) message).readableBytes();
                most[0] = Math.max(most[0], size);
                written[0] += size;
                super.write(context, message, promise);
            }
        });
        send("get" + " big".repeat(10) + "\r\nmn\r\n");
        assertThat(received()).hasSizeGreaterThan(10_000_000).endsWith("END\r\nMN\r\n");
        assertThat(most[0]).isLessThanOrEqualTo(BOUND);
        assertThat(whenOthersWere[0]).isBetween(1L, TURN + 1_000_000L);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aClientThatEndsItsSideGetsTheRest() {
        server.ask("set big 0 0 100000\r\n" + "x".repeat(100_000) + "\r\n");
        takesReplies(false);
        send("get" + " big".repeat(100) + "\r\n");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(channel.isOpen()).isTrue();
        takesReplies(true);
        channel.runPendingTasks();
        assertThat(received()).hasSizeGreaterThan(10_000_000).endsWith("END\r\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aClientThatGoesInTheMiddleOfAnAnswerIsForgotten() {
        server.ask("set big 0 0 100000\r\n" + "x".repeat(100_000) + "\r\n");
        takesReplies(false);
        send("get" + " big".repeat(100) + "\r\n");
        channel.close();
        channel.runPendingTasks();
        assertThat(server.state().connections()).isEmpty();
        assertThat(server.state().requestMemory().taken()).isZero();
    }

    @Test
    void unfinishedRequestsAreCounted() {
        send("get " + "k ".repeat(1000));
        assertThat(server.state().requestMemory().taken()).isBetween(2000L, 5000L);
        send("\r\n");
        assertThat(server.state().requestMemory().taken()).isZero();
        send("set a 0 0 100000\r\n" + "x".repeat(70_000));
        assertThat(server.state().requestMemory().taken()).isGreaterThanOrEqualTo(70_000);
        send("x".repeat(30_000) + "\r\n");
        assertThat(server.state().requestMemory().taken()).isZero();
        assertThat(received()).isEqualTo("END\r\nSTORED\r\n");
    }

    @Test
    void aLineWithoutAnEndIsRefused() {
        String more = "k ".repeat(50_000);
        send("get ");
        for (int i = 0; i < 200 && channel.isOpen(); i++) {
            send(more);
        }
        assertThat(received()).isEqualTo("SERVER_ERROR out of memory reading request\r\n");
        assertThat(channel.isOpen()).isFalse();
        assertThat(server.state().requestMemory().taken()).isZero();
    }
}
