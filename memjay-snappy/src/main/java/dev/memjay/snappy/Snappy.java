package dev.memjay.snappy;

import dev.memjay.codec.BlockCompressor;
import dev.memjay.codec.Compression;
import dev.memjay.codec.MarkedCompression;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Compression by Snappy, marked by {@link Compression#SNAPPY_FLAG}: raw blocks, which every implementation of Snappy reads.
 *
 * <p>{@code users.compressed(Snappy.compression())}; what may be set further is in {@link MarkedCompression}.
 */
public final class Snappy {
    private Snappy() {}

    /** Snappy, which knows no levels. */
    public static MarkedCompression compression() {
        return MarkedCompression.of("snappy", Compression.SNAPPY_FLAG, new Blocks());
    }

    /** Raw blocks, which begin with their length. */
    private static final class Blocks implements BlockCompressor {
        @Override
        public byte[] compress(byte[] data) {
            try {
                return org.xerial.snappy.Snappy.compress(data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public byte[] expand(byte[] data, int limit) throws IOException, TooLarge {
            int length = org.xerial.snappy.Snappy.uncompressedLength(data);
            if (length < 0) {
                throw new IOException("no length");
            }
            if (length > limit) {
                throw new TooLarge();
            }
            if (!org.xerial.snappy.Snappy.isValidCompressedBuffer(data)) {
                throw new IOException("no block");
            }
            return org.xerial.snappy.Snappy.uncompress(data);
        }
    }
}
