package dev.memjay.lz4;

import dev.memjay.codec.Compression;
import dev.memjay.codec.MarkedCompression;

/**
 * Compression by LZ4, marked by {@link Compression#LZ4_FLAG}: the fastest to expand. The length before compression stands
 * before the block in four bytes, the least significant first.
 *
 * <p>{@code users.compressed(Lz4.compression())}; what may be set further is in {@link MarkedCompression}.
 */
public final class Lz4 {
    private Lz4() {}

    /** LZ4 in its fast mode. */
    public static MarkedCompression compression() {
        return MarkedCompression.of("lz4", Compression.LZ4_FLAG, new Lz4Blocks(0));
    }

    /**
     * LZ4 in its high compression mode, which writes slower and reads as fast.
     *
     * @param level 1 to 17
     */
    public static MarkedCompression compression(int level) {
        if (level < 1 || level > 17) {
            throw new IllegalArgumentException("level is " + level + "; it has to be 1 to 17");
        }
        return MarkedCompression.of("lz4", Compression.LZ4_FLAG, new Lz4Blocks(level));
    }
}
