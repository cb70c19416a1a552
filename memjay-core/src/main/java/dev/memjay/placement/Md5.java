package dev.memjay.placement;

import org.jspecify.annotations.Nullable;

/**
 * MD5 of RFC 1321 over keys and point names: for placing keys only, where it has to be repeatable and not secure.
 *
 * <p>Compiled, it allocates nothing but what {@link #words} gives; it needs no provider and may be used by any thread, and so it
 * stands in where {@link JdkMd5}, which is faster, cannot serve. For the same reason the sixty-four steps are one long method: an array of the
 * block's words, or an object that carries the state between methods, would have to be allocated.
 */
final class Md5 {
    private static final int BLOCK = 64;
    /** The first byte of the padding and the eight of the length, for which the last block must have room. */
    private static final int PADDING = 9;

    /**
     * What each step adds, RFC 1321's table T. From an array, because HotSpot's compiler moves a constant of the source to
     * the end of its sum, where the step has to wait for it.
     */
    private static final int[] ADDED = {
        0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
        0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
        0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
        0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
        0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
        0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
        0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
        0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
    };

    private Md5() {}

    /** The digest's first four bytes, lowest first. */
    static int hash(String key) {
        return digest(key, null);
    }

    /** The digest's four words. */
    static int[] words(String text) {
        int[] words = new int[4];
        digest(text, words);
        return words;
    }

    /** Gives the first word, and all four to the array if there is one. */
    private static int digest(String text, int @Nullable [] words) {
        int a = 0x67452301;
        int b = 0xEFCDAB89;
        int c = 0x98BADCFE;
        int d = 0x10325476;
        boolean isLast = false;
        for (int from = 0; !isLast; from += BLOCK) {
            isLast = from + BLOCK >= text.length() + PADDING;
            int a0 = a;
            int b0 = b;
            int c0 = c;
            int d0 = d;
            long w0 = pairOfWords(text, from);
            long w1 = pairOfWords(text, from + 8);
            long w2 = pairOfWords(text, from + 16);
            long w3 = pairOfWords(text, from + 24);
            long w4 = pairOfWords(text, from + 32);
            long w5 = pairOfWords(text, from + 40);
            long w6 = pairOfWords(text, from + 48);
            long w7 = isLast ? text.length() << 3 : pairOfWords(text, from + 56);
            int x0 = (int) w0;
            int x1 = (int) (w0 >>> 32);
            int x2 = (int) w1;
            int x3 = (int) (w1 >>> 32);
            int x4 = (int) w2;
            int x5 = (int) (w2 >>> 32);
            int x6 = (int) w3;
            int x7 = (int) (w3 >>> 32);
            int x8 = (int) w4;
            int x9 = (int) (w4 >>> 32);
            int x10 = (int) w5;
            int x11 = (int) (w5 >>> 32);
            int x12 = (int) w6;
            int x13 = (int) (w6 >>> 32);
            int x14 = (int) w7;
            int x15 = (int) (w7 >>> 32);
            a = first(a, b, c, d, x0 + ADDED[0], 7);
            d = first(d, a, b, c, x1 + ADDED[1], 12);
            c = first(c, d, a, b, x2 + ADDED[2], 17);
            b = first(b, c, d, a, x3 + ADDED[3], 22);
            a = first(a, b, c, d, x4 + ADDED[4], 7);
            d = first(d, a, b, c, x5 + ADDED[5], 12);
            c = first(c, d, a, b, x6 + ADDED[6], 17);
            b = first(b, c, d, a, x7 + ADDED[7], 22);
            a = first(a, b, c, d, x8 + ADDED[8], 7);
            d = first(d, a, b, c, x9 + ADDED[9], 12);
            c = first(c, d, a, b, x10 + ADDED[10], 17);
            b = first(b, c, d, a, x11 + ADDED[11], 22);
            a = first(a, b, c, d, x12 + ADDED[12], 7);
            d = first(d, a, b, c, x13 + ADDED[13], 12);
            c = first(c, d, a, b, x14 + ADDED[14], 17);
            b = first(b, c, d, a, x15 + ADDED[15], 22);
            a = second(a, b, c, d, x1 + ADDED[16], 5);
            d = second(d, a, b, c, x6 + ADDED[17], 9);
            c = second(c, d, a, b, x11 + ADDED[18], 14);
            b = second(b, c, d, a, x0 + ADDED[19], 20);
            a = second(a, b, c, d, x5 + ADDED[20], 5);
            d = second(d, a, b, c, x10 + ADDED[21], 9);
            c = second(c, d, a, b, x15 + ADDED[22], 14);
            b = second(b, c, d, a, x4 + ADDED[23], 20);
            a = second(a, b, c, d, x9 + ADDED[24], 5);
            d = second(d, a, b, c, x14 + ADDED[25], 9);
            c = second(c, d, a, b, x3 + ADDED[26], 14);
            b = second(b, c, d, a, x8 + ADDED[27], 20);
            a = second(a, b, c, d, x13 + ADDED[28], 5);
            d = second(d, a, b, c, x2 + ADDED[29], 9);
            c = second(c, d, a, b, x7 + ADDED[30], 14);
            b = second(b, c, d, a, x12 + ADDED[31], 20);
            a = third(a, b, c, d, x5 + ADDED[32], 4);
            d = third(d, a, b, c, x8 + ADDED[33], 11);
            c = third(c, d, a, b, x11 + ADDED[34], 16);
            b = third(b, c, d, a, x14 + ADDED[35], 23);
            a = third(a, b, c, d, x1 + ADDED[36], 4);
            d = third(d, a, b, c, x4 + ADDED[37], 11);
            c = third(c, d, a, b, x7 + ADDED[38], 16);
            b = third(b, c, d, a, x10 + ADDED[39], 23);
            a = third(a, b, c, d, x13 + ADDED[40], 4);
            d = third(d, a, b, c, x0 + ADDED[41], 11);
            c = third(c, d, a, b, x3 + ADDED[42], 16);
            b = third(b, c, d, a, x6 + ADDED[43], 23);
            a = third(a, b, c, d, x9 + ADDED[44], 4);
            d = third(d, a, b, c, x12 + ADDED[45], 11);
            c = third(c, d, a, b, x15 + ADDED[46], 16);
            b = third(b, c, d, a, x2 + ADDED[47], 23);
            a = fourth(a, b, c, d, x0 + ADDED[48], 6);
            d = fourth(d, a, b, c, x7 + ADDED[49], 10);
            c = fourth(c, d, a, b, x14 + ADDED[50], 15);
            b = fourth(b, c, d, a, x5 + ADDED[51], 21);
            a = fourth(a, b, c, d, x12 + ADDED[52], 6);
            d = fourth(d, a, b, c, x3 + ADDED[53], 10);
            c = fourth(c, d, a, b, x10 + ADDED[54], 15);
            b = fourth(b, c, d, a, x1 + ADDED[55], 21);
            a = fourth(a, b, c, d, x8 + ADDED[56], 6);
            d = fourth(d, a, b, c, x15 + ADDED[57], 10);
            c = fourth(c, d, a, b, x6 + ADDED[58], 15);
            b = fourth(b, c, d, a, x13 + ADDED[59], 21);
            a = fourth(a, b, c, d, x4 + ADDED[60], 6);
            d = fourth(d, a, b, c, x11 + ADDED[61], 10);
            c = fourth(c, d, a, b, x2 + ADDED[62], 15);
            b = fourth(b, c, d, a, x9 + ADDED[63], 21);
            a += a0;
            b += b0;
            c += c0;
            d += d0;
        }
        if (words != null) {
            words[0] = a;
            words[1] = b;
            words[2] = c;
            words[3] = d;
        }
        return a;
    }

    // In each step b is the value that the step before made, so all that can be added before it is known comes first.

    private static int first(int a, int b, int c, int d, int added, int turn) {
        return b + Integer.rotateLeft(a + added + (d ^ (b & (c ^ d))), turn);
    }

    private static int second(int a, int b, int c, int d, int added, int turn) {
        return b + Integer.rotateLeft(a + added + (c & ~d) + (b & d), turn);
    }

    private static int third(int a, int b, int c, int d, int added, int turn) {
        return b + Integer.rotateLeft(a + added + (b ^ (c ^ d)), turn);
    }

    private static int fourth(int a, int b, int c, int d, int added, int turn) {
        return b + Integer.rotateLeft(a + added + (c ^ (b | ~d)), turn);
    }

    /** Eight bytes of the text with its padding, lowest first: two words. */
    private static long pairOfWords(String text, int i) {
        int length = text.length();
        if (i + 8 <= length) {
            return pair(LittleEndian.word(text, i), LittleEndian.word(text, i + 4));
        }
        if (i > length) {
            return 0;
        }
        long pair = 0x80;
        for (int at = length - 1; at >= i; at--) {
            pair = pair << 8 | text.charAt(at);
        }
        return pair;
    }

    private static long pair(int low, int high) {
        return (long) high << 32 | low & 0xFFFF_FFFFL;
    }
}
