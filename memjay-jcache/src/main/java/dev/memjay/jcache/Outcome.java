package dev.memjay.jcache;

import org.jspecify.annotations.Nullable;

/**
 * What one round of an operation decided to do with an entry.
 *
 * @param deed what becomes of the item
 * @param value the value to store; null where nothing is stored
 * @param end when the stored entry ends
 * @param result what the operation returns
 */
record Outcome<V, R>(
        Deed deed, @Nullable V value, long end, @Nullable R result) {
    enum Deed {
        /** Leave it as it is. */
        KEEP,
        /** Store a value: the entry is created or updated. */
        STORE,
        /** Store what the loader returned. */
        LOAD,
        /** Store a value that has ended already: an update and its expiry, or nothing, if there was no entry. */
        EXPIRE,
        /** Keep the value and move its end. */
        TOUCH,
        /** End it now. */
        END,
        /** Remove it. */
        REMOVE
    }

    static <V, R> Outcome<V, R> keep(@Nullable R result) {
        return new Outcome<>(Deed.KEEP, null, Envelope.NEVER, result);
    }

    static <V, R> Outcome<V, R> store(V value, long end, long now, @Nullable R result) {
        return new Outcome<>(end <= now ? Deed.EXPIRE : Deed.STORE, value, end, result);
    }

    static <V, R> Outcome<V, R> load(V value, long end, long now, @Nullable R result) {
        return new Outcome<>(end <= now ? Deed.EXPIRE : Deed.LOAD, value, end, result);
    }

    static <V, R> Outcome<V, R> touch(long end, long now, @Nullable R result) {
        return new Outcome<>(end <= now ? Deed.END : Deed.TOUCH, null, end, result);
    }

    static <V, R> Outcome<V, R> remove(@Nullable R result) {
        return new Outcome<>(Deed.REMOVE, null, Envelope.NEVER, result);
    }
}
