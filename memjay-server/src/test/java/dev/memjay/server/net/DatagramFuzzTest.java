package dev.memjay.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.memjay.server.protocol.FakeServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any bytes may arrive in a datagram: no exception, nothing kept, and only well-formed frames as an answer. */
class DatagramFuzzTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 11211);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 40000);
    private static final int HEADER = 8;
    private static final int MAX_FRAME = 1400;

    private static final String[] WORDS = {
        "get a\r\n",
        "set a 0 0 3\r\nabc\r\n",
        "set a 0 0 3000\r\n" + "x".repeat(3000) + "\r\n",
        "set a 0 0 10\r\nab",
        "mg a v\r\n",
        "ms a 2\r\nab\r\n",
        "stats\r\n",
        "quit\r\n",
        "watch\r\n",
        "flush_all",
        "\r\n",
        "\u0080\n" + "\0".repeat(22),
        "\u0080\0\0\1\0\0\0\0\0\0\0\1" + "\0".repeat(12) + "a",
        "\0",
        "k".repeat(300)
    };

    @FuzzTest(maxDuration = "30s")
    void datagram(byte[] input) {
        feed(input);
    }

    @Test
    void randomDatagrams() {
        Random random = new Random(9);
        for (int round = 0; round < 500; round++) {
            byte[] input = new byte[random.nextInt(60)];
            random.nextBytes(input);
            feed(input);
            StringBuilder text = new StringBuilder("\1\2\3\4\0\1\0\0");
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(WORDS[random.nextInt(WORDS.length)]);
            }
            feed(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static void feed(byte[] input) {
        FakeServer server = new FakeServer("1.6.45");
        EmbeddedChannel channel = new EmbeddedChannel(new UdpHandler(server.state(), new FaultPlan()));
        ByteBuf content = Unpooled.buffer(64).writeBytes(input);
        channel.writeInbound(new DatagramPacket(content, SERVER, CLIENT));
        assertThat(content.refCnt()).isZero();
        boolean request = input.length > HEADER && input[4] == 0 && input[5] == 1;
        int sequence = 0;
        int total = 0;
        for (DatagramPacket answer = channel.readOutbound(); answer != null; answer = channel.readOutbound()) {
            ByteBuf frame = answer.content();
            assertThat(request).isTrue();
            assertThat(answer.recipient()).isEqualTo(CLIENT);
            assertThat(frame.readableBytes()).isBetween(HEADER + 1, MAX_FRAME);
            assertThat(frame.readUnsignedShort()).isEqualTo((input[0] & 0xFF) << 8 | input[1] & 0xFF);
            assertThat(frame.readUnsignedShort()).isEqualTo(sequence++);
            total = frame.readUnsignedShort();
            assertThat(frame.readUnsignedShort()).isZero();
            answer.release();
        }
        assertThat(sequence).isEqualTo(total);
        channel.checkException();
        channel.finishAndReleaseAll();
    }
}
