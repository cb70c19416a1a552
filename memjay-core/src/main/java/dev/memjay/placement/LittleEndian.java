package dev.memjay.placement;

/** Reads words from keys that hold one byte a character, lowest byte first, as the hash functions' C code does on x86. */
final class LittleEndian {
    private LittleEndian() {}

    /** Four bytes. Compiled, the array is never made, and one check of the bounds serves all four. */
    @SuppressWarnings("deprecation") // the low byte of each character is what is wanted
    static int word(String key, int i) {
        byte[] bytes = new byte[4];
        key.getBytes(i, i + 4, bytes, 0);
        return bytes[0] & 0xFF | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF) << 16 | bytes[3] << 24;
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
