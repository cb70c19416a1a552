package dev.memjay.junit.differential;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Binary answers as text, in which statistics look as they do in the text protocol. */
final class BinaryAnswers {
    private static final int HEADER = 24;
    private static final int STAT = 0x10;

    private BinaryAnswers() {}

    static String readable(byte[] answer) {
        StringBuilder text = new StringBuilder();
        ByteBuffer packets = ByteBuffer.wrap(answer);
        while (packets.remaining() >= HEADER && packets.remaining() >= length(packets)) {
            byte[] packet = new byte[length(packets)];
            packets.get(packet);
            text.append(packet(packet));
        }
        byte[] rest = new byte[packets.remaining()];
        packets.get(rest);
        return text + latin(rest, 0, rest.length);
    }

    private static int length(ByteBuffer packets) {
        return HEADER + Math.max(0, Math.min(1 << 24, packets.getInt(packets.position() + 8)));
    }

    private static String packet(byte[] packet) {
        int keyLength = (packet[2] & 0xFF) << 8 | packet[3] & 0xFF;
        if (packet[1] != STAT || keyLength == 0) {
            return latin(packet, 0, packet.length) + "\n";
        }
        String name = latin(packet, HEADER, keyLength);
        String value = latin(packet, HEADER + keyLength, packet.length - HEADER - keyLength);
        // a value of several lines begins with a line of its own, so that they can be sorted
        return "STAT " + name + (value.indexOf('\n') < 0 ? " " : "\r\n") + value + "\r\n";
    }

    private static String latin(byte[] bytes, int from, int count) {
        return new String(bytes, from, count, StandardCharsets.ISO_8859_1);
    }
}
