package dev.memjay.placement;

/** Bob Jenkins' lookup3 ({@code hashlittle}) with libmemcached's start value 13, its {@code jenkins}. */
final class Lookup3 {
    private static final int BLOCK = 12;

    private Lookup3() {}

    static int hash(String key) {
        int length = key.length();
        int a = 0xDEADBEEF + length + 13;
        int b = a;
        int c = a;
        int i = 0;
        for (; length - i > BLOCK; i += BLOCK) {
            a += LittleEndian.word(key, i);
            b += LittleEndian.word(key, i + 4);
            c += LittleEndian.word(key, i + 8);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        return length == 0 ? c : last(key, i, a, b, c);
    }

    private static int last(String key, int from, int a0, int b0, int c0) {
        int a = a0 + padded(key, from);
        int b = b0 + padded(key, from + 4);
        int c = c0 + padded(key, from + 8);
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }

    private static int padded(String key, int i) {
        return i + 4 <= key.length() ? LittleEndian.word(key, i) : LittleEndian.tail(key, i);
    }
}
