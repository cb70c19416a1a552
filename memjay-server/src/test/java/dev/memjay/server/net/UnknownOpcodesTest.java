package dev.memjay.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.server.protocol.FakeServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binary packets that memcached does not know, answered as 1.6.18 and 1.6.45 do. */
class UnknownOpcodesTest {
    private static final String NOOP = packet(0x0a, "", "", "");

    private final EmbeddedChannel channel = new EmbeddedChannel(
            new ConnectionHandler(new FakeServer("1.6.45").state(), new FaultPlan(), 1, "tcp:peer", "tcp:local"));

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private static String packet(int opcode, String extras, String key, String value) {
        int body = extras.length() + key.length() + value.length();
        return "\u0080" + (char) opcode + '\0' + (char) key.length() + (char) extras.length() + "\0\0\0\0\0\0"
                + (char) body + "\0".repeat(12) + extras + key + value;
    }

    private static String unknown(int opcode) {
        return "\u0081" + (char) opcode + "\0\0\0\0\0\u0081\0\0\0\17" + "\0".repeat(12) + "Unknown command";
    }

    private static String done(int opcode) {
        return "\u0081" + (char) opcode + "\0".repeat(22);
    }

    private String ask(String request) {
        channel.writeInbound(Unpooled.wrappedBuffer(request.getBytes(StandardCharsets.ISO_8859_1)));
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x50, 0x1b, 0x1f, 0x25, 0x30, 0xff})
    void theConnectionStays(int opcode) {
        assertThat(ask(packet(opcode, "", "", ""))).isEqualTo(unknown(opcode));
        assertThat(ask(NOOP)).isEqualTo(done(0x0a));
        assertThat(ask(packet(opcode, "", "", "abc") + NOOP)).isEqualTo(unknown(opcode) + done(0x0a));
        assertThat(channel.isOpen()).isTrue();
    }

    /** memcached takes key and extras for read already, and reads as much once more behind them. */
    @ParameterizedTest
    @ValueSource(ints = {0x50, 0x1b})
    void extrasAreReadTwice(int opcode) {
        ask(packet(opcode, "\0\0\0\1", "", ""));
        assertThat(ask("four")).isEqualTo(unknown(opcode));
        assertThat(ask(NOOP)).isEqualTo(done(0x0a));
        assertThat(ask(packet(opcode, "\0\0\0\1", "", "") + NOOP)).isEqualTo(unknown(opcode));
        // what is left of the packet is no whole header: the end of the next one decides
        assertThat(channel.isOpen()).isTrue();
        ask(NOOP);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHeaderThatIsNoneEndsTheConnectionWhenItIsComplete() {
        assertThat(ask(NOOP + "z".repeat(23))).isEqualTo(done(0x0a));
        assertThat(channel.isOpen()).isTrue();
        assertThat(ask("z")).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void repliesBeforeABadHeaderAreLostUnlessTheyWereDue() {
        assertThat(ask(NOOP + packet(0x50, "", "", "") + "z".repeat(24))).isEqualTo(done(0x0a));
        assertThat(channel.isOpen()).isFalse();
    }
}
