package dev.memjay.placement;

/** Paul Hsieh's SuperFastHash as libmemcached has it: from 0, and the last byte of three counts as negative above 127. */
final class Hsieh {
    private Hsieh() {}

    static int hash(String key) {
        int rest = key.length() & 3;
        int end = key.length() - rest;
        int hash = 0;
        for (int i = 0; i < end; i += 4) {
            hash += pair(key, i);
            hash = hash << 16 ^ pair(key, i + 2) << 11 ^ hash;
            hash += hash >>> 11;
        }
        hash = tail(hash, key, end, rest);
        hash ^= hash << 3;
        hash += hash >>> 5;
        hash ^= hash << 4;
        hash += hash >>> 17;
        hash ^= hash << 25;
        hash += hash >>> 6;
        return hash;
    }

    private static int tail(int before, String key, int from, int rest) {
        int hash = before;
        switch (rest) {
            case 3 -> {
                hash += pair(key, from);
                hash ^= hash << 16;
                hash ^= (byte) key.charAt(from + 2) << 18;
                hash += hash >>> 11;
            }
            case 2 -> {
                hash += pair(key, from);
                hash ^= hash << 11;
                hash += hash >>> 17;
            }
            case 1 -> {
                hash += key.charAt(from);
                hash ^= hash << 10;
                hash += hash >>> 1;
            }
            default -> {}
        }
        return hash;
    }

    private static int pair(String key, int i) {
        return key.charAt(i) | key.charAt(i + 1) << 8;
    }
}
