package dev.memjay.zstd;

import dev.memjay.codec.Compression;
import dev.memjay.codec.MarkedCompression;
import java.util.List;

/**
 * Compression by Zstandard, marked by {@link Compression#ZSTD_FLAG}: faster than zlib and smaller, and with a dictionary
 * much smaller for short values that resemble each other.
 *
 * <p>{@code users.compressed(Zstd.compression())}; what may be set further is in {@link MarkedCompression}.
 */
public final class Zstd {
    private static final int DEFAULT_LEVEL = 3;

    private Zstd() {}

    /** Zstandard at level 3, its own default. */
    public static MarkedCompression compression() {
        return compression(DEFAULT_LEVEL);
    }

    /**
     * Zstandard at a level.
     *
     * @param level 1 (fast) to 22 (small and slow)
     */
    public static MarkedCompression compression(int level) {
        return MarkedCompression.of("zstd", Compression.ZSTD_FLAG, new ZstdFrames(checked(level), List.of()));
    }

    /**
     * Zstandard with a dictionary. A value tells the number of its dictionary, so older ones are read as long as they are
     * given too.
     *
     * @param level 1 (fast) to 22 (small and slow)
     * @param dictionary what is written with
     * @param older what is read too
     * @throws IllegalArgumentException if two have the same number
     */
    public static MarkedCompression compression(int level, ZstdDictionary dictionary, ZstdDictionary... older) {
        List<ZstdDictionary> all = new java.util.ArrayList<>(List.of(dictionary));
        all.addAll(List.of(older));
        if (all.stream().map(ZstdDictionary::id).distinct().count() < all.size()) {
            throw new IllegalArgumentException(
                    "two dictionaries have the same number, so values could not tell them apart");
        }
        return MarkedCompression.of("zstd", Compression.ZSTD_FLAG, new ZstdFrames(checked(level), all));
    }

    private static int checked(int level) {
        if (level < 1 || level > 22) {
            throw new IllegalArgumentException("level is " + level + "; it has to be 1 to 22");
        }
        return level;
    }
}
