package dev.memjay.server.text;

import dev.memjay.server.protocol.Output;

/** Keys in base64, read as leniently as memcached does: bytes outside the alphabet are skipped. */
final class Base64Key {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final byte NONE = -1;
    private static final byte[] VALUES = values();

    private Base64Key() {}

    private static byte[] values() {
        byte[] values = new byte[256];
        java.util.Arrays.fill(values, NONE);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        values['='] = 0;
        return values;
    }

    /** Decodes into {@code target} and returns the length, 0 for a bad text. */
    static int decode(byte[] text, int from, int to, byte[] target) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (VALUES[text[i] & 0xFF] != NONE) {
                count++;
            }
        }
        if (count == 0 || count % 4 != 0) {
            return 0;
        }
        int length = 0;
        int bits = 0;
        int digits = 0;
        int padding = 0;
        for (int i = from; i < to; i++) {
            int value = VALUES[text[i] & 0xFF];
            if (value == NONE) {
                continue;
            }
            if (text[i] == '=') {
                padding++;
            }
            bits = bits << 6 | value;
            if (++digits == 4) {
                target[length++] = (byte) (bits >> 16);
                target[length++] = (byte) (bits >> 8);
                target[length++] = (byte) bits;
                digits = 0;
                bits = 0;
                if (padding > 0) {
                    return padding > 2 ? 0 : length - padding;
                }
            }
        }
        return length;
    }

    /** Writes bytes in base64 with padding. */
    static void encode(byte[] bytes, int offset, int length, Output out) {
        int end = offset + length;
        for (int i = offset; i < end; i += 3) {
            int left = Math.min(3, end - i);
            int bits = (bytes[i] & 0xFF) << 16
                    | (left > 1 ? (bytes[i + 1] & 0xFF) << 8 : 0)
                    | (left > 2 ? bytes[i + 2] & 0xFF : 0);
            out.put(ALPHABET.charAt(bits >> 18 & 63));
            out.put(ALPHABET.charAt(bits >> 12 & 63));
            out.put(left > 1 ? ALPHABET.charAt(bits >> 6 & 63) : '=');
            out.put(left > 2 ? ALPHABET.charAt(bits & 63) : '=');
        }
    }
}
