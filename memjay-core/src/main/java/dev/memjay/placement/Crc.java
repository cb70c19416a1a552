package dev.memjay.placement;

/** CRC-32 as zlib, Ruby and PHP compute it, and the 15 bits of it that libmemcached's {@code crc} keeps. */
final class Crc {
    private static final int[] TABLE = table();

    private Crc() {}

    static int hash(String key) {
        int crc = -1;
        int length = key.length();
        for (int i = 0; i < length; i++) {
            crc = crc >>> 8 ^ TABLE[(crc ^ key.charAt(i)) & 0xFF];
        }
        return ~crc;
    }

    static int hash15(String key) {
        return hash(key) >>> 16 & 0x7FFF;
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ (0xEDB88320 & -(crc & 1));
            }
            table[i] = crc;
        }
        return table;
    }
}
