package dev.memjay.zstd;

import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;
import java.util.Collection;

/**
 * What short values have in common, trained from samples of them.
 *
 * <p>Keep it as long as values that were written with it may be read. Immutable.
 */
public final class ZstdDictionary {
    /** The first bytes of every trained dictionary. */
    private static final int MAGIC = 0xEC30A437;

    private final byte[] bytes;
    private final long id;

    private ZstdDictionary(byte[] bytes, long id) {
        this.bytes = bytes;
        this.id = id;
    }

    /**
     * A dictionary that was trained before, by {@link #train}, {@code ./memjay train-dictionary} or {@code zstd --train}.
     *
     * @param bytes its bytes; copied
     * @throws IllegalArgumentException if they are no trained dictionary
     */
    public static ZstdDictionary of(byte[] bytes) {
        long id = com.github.luben.zstd.Zstd.getDictIdFromDict(bytes);
        boolean isTrained = bytes.length > 8
                && (bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24) == MAGIC;
        if (!isTrained || id == 0) {
            throw new IllegalArgumentException("the " + bytes.length + " bytes are no trained dictionary of Zstandard");
        }
        return new ZstdDictionary(bytes.clone(), id);
    }

    /**
     * Trains a dictionary.
     *
     * @param samples values as they are before compression; a few hundred at least, and in all about a hundred times
     *     {@code size}
     * @param size the most bytes it may have; 16 to 112 KiB are usual, 256 the least
     * @throws IllegalArgumentException if the samples are too few or too short, or {@code size} too small
     */
    public static ZstdDictionary train(Collection<byte[]> samples, int size) {
        if (size < 256) {
            throw new IllegalArgumentException("size is " + size + "; it has to be 256 or more");
        }
        long total = samples.stream().mapToLong(sample -> sample.length).sum();
        if (samples.size() < 8 || total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("there are " + samples.size() + " samples of " + total
                    + " bytes; it has to be 8 of less than 2 GiB, better some hundred");
        }
        ZstdDictTrainer trainer = new ZstdDictTrainer((int) total, size);
        samples.forEach(trainer::addSample);
        try {
            return of(trainer.trainSamples());
        } catch (ZstdException e) {
            throw new IllegalArgumentException(
                    "no dictionary can be trained of " + samples.size() + " samples of " + total
                            + " bytes; more of them may help",
                    e);
        }
    }

    /** Its number, which every value compressed with it bears; never 0. */
    public long id() {
        return id;
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    byte[] shared() {
        return bytes;
    }

    /** Number and length. */
    @Override
    public String toString() {
        return "ZstdDictionary[" + id + ", " + bytes.length + " bytes]";
    }
}
