package dev.memjay.placement;

/** Reads words from keys that hold one byte a character, lowest byte first, as the hash functions' C code does on x86. */
final class LittleEndian {
    private LittleEndian() {}

    /** Four bytes. */
    static int word(String key, int i) {
        return key.charAt(i) | key.charAt(i + 1) << 8 | key.charAt(i + 2) << 16 | key.charAt(i + 3) << 24;
    }

    /** The bytes from there to the end, three at most; 0 when there are none. */
    static int tail(String key, int from) {
        int word = 0;
        for (int i = key.length() - 1; i >= from; i--) {
            word = word << 8 | key.charAt(i);
        }
        return word;
    }
}
