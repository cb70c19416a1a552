package dev.memjay.caffeine;

import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The copies, and the rule by which one's own writes are seen at once: a copy that was read from the server is kept only if
 * no write of its key was under way since the reading began. Writes are told apart by a counter for each of some stripes of
 * keys. Thread-safe.
 *
 * @param <K> the type of the keys
 */
final class LocalCopies<K> {
    /**
     * A copy.
     *
     * @param value the value
     * @param form how the value was made of its key and bytes; a copy is of use only to who has the same
     * @param cas its CAS number
     * @param readAt when the reading began
     * @param bytes how long it is, about
     */
    record Copy(Object value, Object form, long cas, long readAt, long bytes) {}

    private static final int STRIPES = 1024;
    /** What a write under way adds to its stripe; below lies the number of writes that ended. */
    private static final long UNDER_WAY = 1L << 48;

    private final ConcurrentMap<K, Copy> copies;
    private final AtomicLongArray writes = new AtomicLongArray(STRIPES);

    LocalCopies(ConcurrentMap<K, Copy> copies) {
        this.copies = copies;
    }

    @Nullable
    Copy get(K key) {
        return copies.get(key);
    }

    /** To be called before a value is read from the server. */
    long begin(K key) {
        return writes.get(stripe(key));
    }

    /** Keeps what was read since {@link #begin}, unless a write came between. */
    void fill(K key, long begun, Copy copy) {
        if (begun >= UNDER_WAY) {
            return;
        }
        copies.compute(key, (same, old) -> writes.get(stripe(key)) == begun ? copy : old);
    }

    /** To be called before a key is written; {@link #written} has to follow. */
    void writing(K key) {
        writes.getAndAdd(stripe(key), UNDER_WAY);
        copies.remove(key);
    }

    /** To be called after a key was written, or the write failed. */
    void written(K key) {
        copies.remove(key);
        writes.getAndAdd(stripe(key), 1 - UNDER_WAY);
    }

    void drop(K key, Copy copy) {
        copies.remove(key, copy);
    }

    private static int stripe(Object key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & STRIPES - 1;
    }
}
