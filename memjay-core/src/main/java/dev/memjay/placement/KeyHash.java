package dev.memjay.placement;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A hash function over keys. Stateless and thread-safe. */
@FunctionalInterface
public interface KeyHash {
    /**
     * The hash of a key.
     *
     * @param key the key, one character of 1 to 255 a byte
     * @return 32 bits, to be taken as unsigned
     */
    int hash(String key);

    /** CRC-32 as zlib computes it, all 32 bits. libmemcached's {@code crc} is another: it keeps 15 bits. */
    static KeyHash crc32() {
        return key -> {
            CRC32 crc = new CRC32();
            crc.update(key.getBytes(StandardCharsets.ISO_8859_1));
            return (int) crc.getValue();
        };
    }

    /** FNV-1a of 32 bits, as libmemcached's {@code fnv1a_32} computes it: bytes above 127 are taken as negative. */
    static KeyHash fnv1a32() {
        return key -> {
            int hash = 0x811C9DC5;
            for (int i = 0; i < key.length(); i++) {
                hash = (hash ^ (byte) key.charAt(i)) * 0x01000193;
            }
            return hash;
        };
    }
}
