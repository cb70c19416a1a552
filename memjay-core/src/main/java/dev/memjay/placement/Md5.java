package dev.memjay.placement;

import org.jspecify.annotations.Nullable;

/**
 * MD5 of RFC 1321 over keys and point names: for placing keys only, where it has to be repeatable and not secure.
 *
 * <p>The JDK's digest needs an object, a byte array for the key and one for the result on each call; this allocates
 * nothing, which is why it is here. For the same reason the sixty-four steps are one long method: an array of the
 * block's words, or an object that carries the state between methods, would have to be allocated.
 */
final class Md5 {
    private static final int BLOCK = 64;
    /** The first byte of the padding and the eight of the length, for which the last block must have room. */
    private static final int PADDING = 9;

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
            a = first(a, b, c, d, x0 + 0xD76AA478, 7);
            d = first(d, a, b, c, x1 + 0xE8C7B756, 12);
            c = first(c, d, a, b, x2 + 0x242070DB, 17);
            b = first(b, c, d, a, x3 + 0xC1BDCEEE, 22);
            a = first(a, b, c, d, x4 + 0xF57C0FAF, 7);
            d = first(d, a, b, c, x5 + 0x4787C62A, 12);
            c = first(c, d, a, b, x6 + 0xA8304613, 17);
            b = first(b, c, d, a, x7 + 0xFD469501, 22);
            a = first(a, b, c, d, x8 + 0x698098D8, 7);
            d = first(d, a, b, c, x9 + 0x8B44F7AF, 12);
            c = first(c, d, a, b, x10 + 0xFFFF5BB1, 17);
            b = first(b, c, d, a, x11 + 0x895CD7BE, 22);
            a = first(a, b, c, d, x12 + 0x6B901122, 7);
            d = first(d, a, b, c, x13 + 0xFD987193, 12);
            c = first(c, d, a, b, x14 + 0xA679438E, 17);
            b = first(b, c, d, a, x15 + 0x49B40821, 22);
            a = second(a, b, c, d, x1 + 0xF61E2562, 5);
            d = second(d, a, b, c, x6 + 0xC040B340, 9);
            c = second(c, d, a, b, x11 + 0x265E5A51, 14);
            b = second(b, c, d, a, x0 + 0xE9B6C7AA, 20);
            a = second(a, b, c, d, x5 + 0xD62F105D, 5);
            d = second(d, a, b, c, x10 + 0x02441453, 9);
            c = second(c, d, a, b, x15 + 0xD8A1E681, 14);
            b = second(b, c, d, a, x4 + 0xE7D3FBC8, 20);
            a = second(a, b, c, d, x9 + 0x21E1CDE6, 5);
            d = second(d, a, b, c, x14 + 0xC33707D6, 9);
            c = second(c, d, a, b, x3 + 0xF4D50D87, 14);
            b = second(b, c, d, a, x8 + 0x455A14ED, 20);
            a = second(a, b, c, d, x13 + 0xA9E3E905, 5);
            d = second(d, a, b, c, x2 + 0xFCEFA3F8, 9);
            c = second(c, d, a, b, x7 + 0x676F02D9, 14);
            b = second(b, c, d, a, x12 + 0x8D2A4C8A, 20);
            a = third(a, b, c, d, x5 + 0xFFFA3942, 4);
            d = third(d, a, b, c, x8 + 0x8771F681, 11);
            c = third(c, d, a, b, x11 + 0x6D9D6122, 16);
            b = third(b, c, d, a, x14 + 0xFDE5380C, 23);
            a = third(a, b, c, d, x1 + 0xA4BEEA44, 4);
            d = third(d, a, b, c, x4 + 0x4BDECFA9, 11);
            c = third(c, d, a, b, x7 + 0xF6BB4B60, 16);
            b = third(b, c, d, a, x10 + 0xBEBFBC70, 23);
            a = third(a, b, c, d, x13 + 0x289B7EC6, 4);
            d = third(d, a, b, c, x0 + 0xEAA127FA, 11);
            c = third(c, d, a, b, x3 + 0xD4EF3085, 16);
            b = third(b, c, d, a, x6 + 0x04881D05, 23);
            a = third(a, b, c, d, x9 + 0xD9D4D039, 4);
            d = third(d, a, b, c, x12 + 0xE6DB99E5, 11);
            c = third(c, d, a, b, x15 + 0x1FA27CF8, 16);
            b = third(b, c, d, a, x2 + 0xC4AC5665, 23);
            a = fourth(a, b, c, d, x0 + 0xF4292244, 6);
            d = fourth(d, a, b, c, x7 + 0x432AFF97, 10);
            c = fourth(c, d, a, b, x14 + 0xAB9423A7, 15);
            b = fourth(b, c, d, a, x5 + 0xFC93A039, 21);
            a = fourth(a, b, c, d, x12 + 0x655B59C3, 6);
            d = fourth(d, a, b, c, x3 + 0x8F0CCC92, 10);
            c = fourth(c, d, a, b, x10 + 0xFFEFF47D, 15);
            b = fourth(b, c, d, a, x1 + 0x85845DD1, 21);
            a = fourth(a, b, c, d, x8 + 0x6FA87E4F, 6);
            d = fourth(d, a, b, c, x15 + 0xFE2CE6E0, 10);
            c = fourth(c, d, a, b, x6 + 0xA3014314, 15);
            b = fourth(b, c, d, a, x13 + 0x4E0811A1, 21);
            a = fourth(a, b, c, d, x4 + 0xF7537E82, 6);
            d = fourth(d, a, b, c, x11 + 0xBD3AF235, 10);
            c = fourth(c, d, a, b, x2 + 0x2AD7D2BB, 15);
            b = fourth(b, c, d, a, x9 + 0xEB86D391, 21);
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
