package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.util.Objects;

/**
 * A {@link BlockCompressor} with a flag of its own and the rules of when to compress: from a minimum length, only what
 * becomes smaller, and within bounds on what may be expanded.
 *
 * <p>Immutable.
 */
public final class MarkedCompression implements Compression {
    private static final int DEFAULT_MIN_LENGTH = 400;
    private static final int DEFAULT_MAX_EXPANDED = 64 * 1024 * 1024;
    /** Beyond deflate's best; what other algorithms make smaller than this is stored as it is. */
    private static final int DEFAULT_MAX_RATIO = 1_100;

    private final String name;
    private final int flag;
    private final BlockCompressor compressor;
    private final int minLength;
    private final int maxExpanded;
    private final int maxRatio;

    private MarkedCompression(
            String name, int flag, BlockCompressor compressor, int minLength, int maxExpanded, int maxRatio) {
        this.name = name;
        this.flag = flag;
        this.compressor = compressor;
        this.minLength = minLength;
        this.maxExpanded = maxExpanded;
        this.maxRatio = maxRatio;
    }

    /**
     * A compression by an algorithm, from 400 bytes on, of values of at most 64 MiB and to no less than 1/1,100.
     *
     * @param name what messages call it
     * @param flag the one bit of the flags that marks its values: {@link Compression} lists those that are taken
     * @param compressor the algorithm
     */
    public static MarkedCompression of(String name, int flag, BlockCompressor compressor) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(compressor, "compressor");
        if (Integer.bitCount(flag) != 1) {
            throw new IllegalArgumentException("flag is " + Integer.toUnsignedString(flag) + "; it has to be one bit");
        }
        return new MarkedCompression(
                name, flag, compressor, DEFAULT_MIN_LENGTH, DEFAULT_MAX_EXPANDED, DEFAULT_MAX_RATIO);
    }

    /**
     * Compresses values from this length on.
     *
     * @param bytes 1 or more; 400 by default
     */
    public MarkedCompression minLength(int bytes) {
        return new MarkedCompression(name, flag, compressor, atLeastOne("minLength", bytes), maxExpanded, maxRatio);
    }

    /**
     * Bounds the memory that reading a value can take: a longer one is refused with a {@link CodecException}, and is not
     * compressed on writing.
     *
     * @param bytes 1 or more; 64 MiB by default
     */
    public MarkedCompression maxExpanded(int bytes) {
        return new MarkedCompression(name, flag, compressor, minLength, atLeastOne("maxExpanded", bytes), maxRatio);
    }

    /**
     * Bounds how many times its compressed length a value may have: on reading, one beyond it is refused with a
     * {@link CodecException}; on writing it is left uncompressed.
     *
     * @param ratio 1 or more; 1,100 by default
     */
    public MarkedCompression maxRatio(int ratio) {
        return new MarkedCompression(name, flag, compressor, minLength, maxExpanded, atLeastOne("maxRatio", ratio));
    }

    @Override
    public Encoded compress(Encoded plain) {
        byte[] data = plain.data();
        if (data.length < minLength || data.length > maxExpanded) {
            return plain;
        }
        byte[] smaller = compressor.compress(data);
        boolean pays = smaller.length < data.length && data.length <= (long) smaller.length * maxRatio;
        return pays ? Encoded.of(smaller, plain.flags() | flag) : plain;
    }

    @Override
    public boolean isMarked(int flags) {
        return (flags & flag) != 0;
    }

    @Override
    public Encoded expand(Encoded compressed) {
        int length = compressed.length();
        if (length == 0) {
            throw new CodecException("the flags say " + name + ", but there is no data");
        }
        int own = (int) Math.min(maxExpanded, (long) length * maxRatio);
        int limit = ExpansionBudget.limit(own);
        try {
            byte[] expanded = compressor.expand(compressed.data(), limit);
            ExpansionBudget.spend(expanded.length);
            return Encoded.of(expanded, compressed.flags() & ~flag);
        } catch (BlockCompressor.TooLarge e) {
            if (limit < own) {
                throw ExpansionBudget.exceeded();
            }
            throw new CodecException(
                    "the value expands to more than " + limit + " bytes, by maxExpanded " + maxExpanded
                            + " or maxRatio " + maxRatio + " of its " + name + " compression",
                    e);
        } catch (CodecException e) {
            throw e;
        } catch (Exception e) {
            throw new CodecException("the flags say " + name + ", but the " + length + " bytes are none of it", e);
        }
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it has to be 1 or more");
        }
        return value;
    }

    /** The name of the algorithm. */
    @Override
    public String toString() {
        return name;
    }
}
