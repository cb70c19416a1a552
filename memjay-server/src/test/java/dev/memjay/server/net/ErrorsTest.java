package dev.memjay.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.server.protocol.FakeServer;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import dev.memjay.server.store.StoreObserver;
import dev.memjay.server.store.StoreOutcome;
import dev.memjay.server.store.StoreRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An Error in the middle of a request ends its connection, and no byte of it reaches another one. */
class ErrorsTest {
    private static final String VERSION = "VERSION 1.6.45\r\n";

    private final FakeServer server = new FakeServer("1.6.45");

    private EmbeddedChannel connect(long id) {
        return new EmbeddedChannel(
                new ConnectionHandler(server.state(), new FaultPlan(), id, "tcp:peer" + id, "tcp:local"));
    }

    private static void send(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)));
        channel.checkException();
    }

    private static String received(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
        return text.toString();
    }

    /** An allocator that has memory for so many buffers only. */
    private static ByteBufAllocator allocator(int buffers) {
        int[] left = {buffers};
        return (ByteBufAllocator) Proxy.newProxyInstance(
                ByteBufAllocator.class.getClassLoader(),
                new Class<?>[] {ByteBufAllocator.class},
                (proxy, method, arguments) -> {
                    if (method.getReturnType() == ByteBuf.class && left[0]-- <= 0) {
                        throw new OutOfMemoryError("made by the test");
                    }
                    try {
                        return method.invoke(ByteBufAllocator.DEFAULT, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void othersAreAnswered(EmbeddedChannel failed) {
        assertThat(failed.isOpen()).isFalse();
        assertThat(server.state().connections()).isEmpty();
        EmbeddedChannel other = connect(2);
        send(other, "version\r\n");
        assertThat(received(other)).isEqualTo(VERSION);
        assertThat(other.isOpen()).isTrue();
        other.finishAndReleaseAll();
        failed.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void noMemoryForABuffer(int buffers) {
        server.ask("set secret 0 0 100000\r\n" + "s".repeat(100_000) + "\r\n");
        EmbeddedChannel one = connect(1);
        one.config().setAllocator(allocator(buffers));
        send(one, "get secret secret secret\r\n");
        othersAreAnswered(one);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get first second\r\n",
                "gets first second\r\n",
                "gat 0 first second\r\n",
                "mg first v\r\nmg second v\r\n",
                "get first\r\nset second 0 0 1\r\nx\r\n",
                "get first\r\nincr second 1\r\n",
                "\u0080\0\0\5\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\0first"
                        + "\u0080\0\0\6\0\0\0\0\0\0\0\6\0\0\0\0\0\0\0\0\0\0\0\0second"
            })
    void anErrorInTheMiddleOfAReply(String request) {
        server.ask("set first 0 0 6\r\nsecret\r\nset second 0 0 1\r\n1\r\n");
        EmbeddedChannel one = connect(1);
        server.state().store().observer(new Failing("second"));
        send(one, request);
        server.state().store().observer(null);
        assertThat(received(one)).isEmpty();
        othersAreAnswered(one);
    }

    @Test
    void afterAnErrorAConnectionIsServedNoMore() {
        server.ask("set first 0 0 6\r\nsecret\r\n");
        EmbeddedChannel one = connect(1);
        send(one, "get first\r\n");
        assertThat(received(one)).isEqualTo("VALUE first 0 6\r\nsecret\r\nEND\r\n");
        server.state().store().observer(new Failing("second"));
        send(one, "get second\r\nset third 0 0 1\r\nx\r\n");
        server.state().store().observer(null);
        assertThat(server.ask("get third\r\n")).isEqualTo("END\r\n");
        othersAreAnswered(one);
    }

    @Test
    void aReplyThatCannotBeWrittenIsNotLeftOut() {
        int[] left = {1};
        EmbeddedChannel one = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
                            throws Exception {
                        if (left[0]-- == 0) {
                            ((ByteBuf) message).release();
                            promise.setFailure(new OutOfMemoryError("made by the test"));
                        } else {
                            super.write(context, message, promise);
                        }
                    }
                },
                new ConnectionHandler(server.state(), new FaultPlan(), 1, "tcp:peer", "tcp:local"));
        send(one, "version\r\n");
        send(one, "mn\r\nversion\r\n");
        assertThat(received(one)).isEqualTo(VERSION);
        othersAreAnswered(one);
    }

    private static DatagramPacket datagram(String text) {
        byte[] bytes = ("\0\1\0\0\0\1\0\0" + text).getBytes(StandardCharsets.ISO_8859_1);
        return new DatagramPacket(
                Unpooled.wrappedBuffer(bytes),
                new InetSocketAddress("127.0.0.1", 1),
                new InetSocketAddress("127.0.0.1", 2));
    }

    @Test
    void anErrorInADatagram() {
        server.ask("set first 0 0 6\r\nsecret\r\n");
        EmbeddedChannel udp = new EmbeddedChannel(new UdpHandler(server.state(), new FaultPlan()));
        server.state().store().observer(new Failing("second"));
        udp.writeInbound(datagram("get first second\r\n"));
        server.state().store().observer(null);
        assertThat(udp.outboundMessages()).isEmpty();
        udp.writeInbound(datagram("version\r\n"));
        DatagramPacket answer = udp.readOutbound();
        assertThat(answer.content().toString(StandardCharsets.ISO_8859_1)).isEqualTo("\0\1\0\0\0\1\0\0" + VERSION);
        answer.release();
        EmbeddedChannel other = connect(2);
        send(other, "version\r\n");
        assertThat(received(other)).isEqualTo(VERSION);
        other.finishAndReleaseAll();
        udp.finishAndReleaseAll();
    }

    /** Throws when a key is looked for. */
    private record Failing(String name) implements StoreObserver {
        @Override
        public void fetched(Key key, @Nullable Item item, String outcome) {
            String text = new String(key.bytes(), key.offset(), key.length(), StandardCharsets.ISO_8859_1);
            if (text.equals(name)) {
                throw new OutOfMemoryError("made by the test");
            }
        }

        @Override
        public void stored(StoreRequest request, StoreOutcome outcome) {}

        @Override
        public void deleted(Item item, String command) {}

        @Override
        public void evicted(Item item) {}
    }
}
