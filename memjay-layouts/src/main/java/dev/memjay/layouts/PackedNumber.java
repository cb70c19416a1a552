package dev.memjay.layouts;

import dev.memjay.error.CodecException;

/** Whole numbers as spymemcached and xmemcached pack them: big-endian without leading zero bytes. */
final class PackedNumber {
    private PackedNumber() {}

    static byte[] pack(long number, int width) {
        int length = width;
        while (length > 0 && (number >>> (8 * (length - 1)) & 0xff) == 0) {
            length--;
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (number >>> 8 * (length - 1 - i));
        }
        return bytes;
    }

    static long unpack(byte[] bytes, int width) {
        if (bytes.length > width) {
            throw new CodecException("a number of " + width + " bytes is stored in " + bytes.length);
        }
        long number = 0;
        for (byte b : bytes) {
            number = number << 8 | b & 0xff;
        }
        return number;
    }
}
