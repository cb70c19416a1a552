package dev.memjay.internal.wire.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.Wire;
import java.util.List;

/** Binary packets as text, one character a byte. */
public final class Packets {
    private Packets() {}

    /** Replies of all kinds. */
    public static List<String> samples() {
        return List.of(
                hit(BinaryOpcode.GET, 0, 5, 7, "bar"),
                hit(BinaryOpcode.TOUCH, 0, 5, 7, ""),
                hit(BinaryOpcode.GET_QUIETLY, 0, 5, 7, "bar"),
                hit(BinaryOpcode.GET_QUIETLY, 2, 5, 7, "barbarbarbar"),
                reply(BinaryOpcode.GET, 1, 0, "Not found"),
                reply(BinaryOpcode.SET, 0, 0, ""),
                reply(BinaryOpcode.SET, 3, 0, "Too large."),
                reply(BinaryOpcode.DELETE, 2, 0, "Data exists for key."),
                reply(BinaryOpcode.INCREMENT, 0, 0, "12345678"),
                reply(0x11, 0x82, 1, "Out of memory"),
                reply(BinaryOpcode.STAT, 0, 0, 0, "", "pid", "12"),
                reply(BinaryOpcode.STAT, 0, 0, ""),
                reply(BinaryOpcode.VERSION, 0, 0, "1.6.18"),
                fence());
    }

    /** A reply without key and extras. */
    static String reply(int opcode, int status, int opaque, String body) {
        return reply(opcode, status, opaque, 0, "", "", body);
    }

    /** A reply with all its parts. */
    static String reply(int opcode, int status, int opaque, long cas, String extras, String key, String value) {
        Output out = new Output();
        out.put(0x81);
        out.put(opcode);
        out.int16(key.length());
        out.put(extras.length());
        out.put(0);
        out.int16(status);
        out.int32(extras.length() + key.length() + value.length());
        out.int32(opaque);
        out.int64(cas);
        out.text(extras + key + value);
        return Wire.text(out);
    }

    /** A hit of a read. */
    public static String hit(int opcode, int opaque, int flags, long cas, String value) {
        return reply(opcode, 0, opaque, cas, number(flags), "", value);
    }

    /** The end of a run whose exchange has opaque 0. */
    public static String fence() {
        return reply(BinaryOpcode.NOOP, 0, BinaryDialect.FENCE, "");
    }

    /** Four bytes. */
    static String number(int number) {
        Output out = new Output();
        out.int32(number);
        return Wire.text(out);
    }

    /** Packets that were sent, in hexadecimal digits: header fields apart, then the body as text. */
    static String shown(String packets) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < packets.length()) {
            byte[] bytes = packets.substring(at).getBytes(ISO_8859_1);
            int length = (bytes[8] & 0xFF) << 24 | (bytes[9] & 0xFF) << 16 | (bytes[10] & 0xFF) << 8 | bytes[11] & 0xFF;
            int extras = bytes[4];
            text.append(text.isEmpty() ? "" : "\n")
                    .append(hex(bytes, 0, 2))
                    .append(" k")
                    .append((bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF)
                    .append(" o")
                    .append(hex(bytes, 12, 4))
                    .append(" c")
                    .append(hex(bytes, 16, 8).replaceFirst("^0+(?=.)", ""))
                    .append(" [")
                    .append(hex(bytes, 24, extras))
                    .append("] ")
                    .append(new String(bytes, 24 + extras, length - extras, ISO_8859_1));
            at += 24 + length;
        }
        return text.toString();
    }

    private static String hex(byte[] bytes, int from, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = from; i < from + count; i++) {
            digits.append(String.format("%02x", bytes[i]));
        }
        return digits.toString();
    }
}
