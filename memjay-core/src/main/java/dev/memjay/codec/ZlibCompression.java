package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * zlib (RFC 1950) as pymemcache and pylibmc use it: bit 8 of the flags marks a compressed value.
 *
 * <p>Immutable. What was compressed stays readable whatever the settings are later; only the two bounds on reading
 * apply.
 */
public final class ZlibCompression implements Compression {
    /** The bit that marks a compressed value. */
    public static final int FLAG = 8;

    /** pymemcache's own default: below it the header eats the gain. */
    private static final int DEFAULT_MIN_LENGTH = 400;
    /** Sixty-four times memcached's default item size. */
    private static final int DEFAULT_MAX_EXPANDED = 64 * 1024 * 1024;
    /** Deflate never does better than 1,032 to 1, so this refuses no honest value. */
    private static final int DEFAULT_MAX_RATIO = 1_100;

    private static final int FIRST_EXPANDED = 512;

    static final ZlibCompression DEFAULT = new ZlibCompression(
            DEFAULT_MIN_LENGTH, Deflater.DEFAULT_COMPRESSION, DEFAULT_MAX_EXPANDED, DEFAULT_MAX_RATIO);

    private final int minLength;
    private final int level;
    private final int maxExpanded;
    private final int maxRatio;

    private ZlibCompression(int minLength, int level, int maxExpanded, int maxRatio) {
        this.minLength = minLength;
        this.level = level;
        this.maxExpanded = maxExpanded;
        this.maxRatio = maxRatio;
    }

    /**
     * Compresses values from this length on.
     *
     * @param bytes 1 or more; 400 by default
     */
    public ZlibCompression minLength(int bytes) {
        return new ZlibCompression(atLeastOne("minLength", bytes), level, maxExpanded, maxRatio);
    }

    /**
     * Sets how hard to try.
     *
     * @param newLevel 1 (fast) to 9 (small), 0 to compress nothing, or -1 for zlib's default, which is 6 and the
     *     default here
     */
    public ZlibCompression level(int newLevel) {
        if (newLevel < -1 || newLevel > 9) {
            throw new IllegalArgumentException(
                    "level is " + newLevel + "; it has to be 1 to 9, 0 to compress nothing, or -1 for zlib's default");
        }
        return new ZlibCompression(minLength, newLevel, maxExpanded, maxRatio);
    }

    /**
     * Bounds the memory that reading a value can take: a longer one is refused with a {@link CodecException}.
     *
     * @param bytes 1 or more; 64 MiB by default
     */
    public ZlibCompression maxExpanded(int bytes) {
        return new ZlibCompression(minLength, level, atLeastOne("maxExpanded", bytes), maxRatio);
    }

    /**
     * Bounds how many times its compressed length a value may have: on reading, one beyond it is refused with a
     * {@link CodecException}; on writing it is left uncompressed.
     *
     * @param ratio 1 or more; 1,100 by default, which zlib never reaches
     */
    public ZlibCompression maxRatio(int ratio) {
        return new ZlibCompression(minLength, level, maxExpanded, atLeastOne("maxRatio", ratio));
    }

    @Override
    public Encoded compress(Encoded plain) {
        byte[] data = plain.data();
        if (level == 0 || data.length < minLength || data.length > maxExpanded) {
            return plain;
        }
        byte[] smaller = new byte[data.length - 1];
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(data);
            deflater.finish();
            int length = deflater.deflate(smaller);
            if (!deflater.finished() || data.length > (long) length * maxRatio) {
                return plain;
            }
            return Encoded.of(Arrays.copyOf(smaller, length), plain.flags() | FLAG);
        } finally {
            deflater.end();
        }
    }

    @Override
    public boolean isMarked(int flags) {
        return (flags & FLAG) != 0;
    }

    @Override
    public Encoded expand(Encoded compressed) {
        byte[] data = compressed.data();
        if (data.length == 0) {
            throw new CodecException("the flags say zlib (8), but there is no data");
        }
        int own = (int) Math.min(maxExpanded, (long) data.length * maxRatio);
        int limit = ExpansionBudget.limit(own);
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data);
            byte[] expanded =
                    inflate(inflater, new byte[Math.min(limit, Math.max(FIRST_EXPANDED, data.length * 2))], limit, own);
            ExpansionBudget.spend(expanded.length);
            return Encoded.of(expanded, compressed.flags() & ~FLAG);
        } catch (DataFormatException e) {
            throw new CodecException("the flags say zlib (8), but the data is no zlib stream", e);
        } finally {
            inflater.end();
        }
    }

    private byte[] inflate(Inflater inflater, byte[] first, int limit, int own) throws DataFormatException {
        byte[] target = first;
        int length = 0;
        while (true) {
            length += inflater.inflate(target, length, target.length - length);
            if (inflater.finished()) {
                return length == target.length ? target : Arrays.copyOf(target, length);
            }
            if (length == target.length) {
                if (length == limit && !endsWithin(inflater)) {
                    if (limit < own) {
                        throw ExpansionBudget.exceeded();
                    }
                    throw new CodecException("the value expands to more than " + limit
                            + " bytes, by maxExpanded " + maxExpanded + " or maxRatio " + maxRatio
                            + " of its zlib compression");
                }
                target = Arrays.copyOf(target, (int) Math.min(limit, Math.max(1L, length) * 2));
            } else if (inflater.needsInput() || inflater.needsDictionary()) {
                throw new CodecException("the flags say zlib (8), but the zlib stream "
                        + (inflater.needsDictionary() ? "needs a dictionary" : "is cut off"));
            }
        }
    }

    /** Whether a stream that just filled its limit holds no further byte, only its checksum. */
    private static boolean endsWithin(Inflater inflater) throws DataFormatException {
        return inflater.inflate(new byte[1]) == 0 && inflater.finished();
    }

    /** The name of the algorithm. */
    @Override
    public String toString() {
        return "zlib";
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it has to be 1 or more");
        }
        return value;
    }
}
