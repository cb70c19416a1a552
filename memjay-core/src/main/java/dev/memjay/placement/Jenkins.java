package dev.memjay.placement;

/** Two of Bob Jenkins' hashes as libmemcached has them. */
final class Jenkins {
    private static final int BLOCK = 12;

    private Jenkins() {}

    /** One-at-a-time, which libmemcached takes when nobody chose; bytes above 127 count as negative. */
    static int oneAtATime(String key) {
        int hash = 0;
        int length = key.length();
        for (int i = 0; i < length; i++) {
            hash += (byte) key.charAt(i);
            hash += hash << 10;
            hash ^= hash >>> 6;
        }
        hash += hash << 3;
        hash ^= hash >>> 11;
        hash += hash << 15;
        return hash;
    }

    /** Lookup3 ({@code hashlittle}) with libmemcached's start value 13, its {@code jenkins}. */
    static int lookup3(String key) {
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
