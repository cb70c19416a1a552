package dev.memjay.model;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What a write of several keys came to, {@code setAll}, {@code deleteAll} or {@code touchAll}: which keys it was done for,
 * and which not. Each set is in the order asked, names each key once, and cannot be modified. Immutable and thread-safe.
 *
 * <p>{@code notDone} has two reasons, and {@link #failed()} tells them apart. A key that is not done and did not fail got
 * memcached's answer: there was no such item to delete or touch. A key that failed got none, and the keyspace's {@link
 * FailurePolicy} swallowed the error: an item that should be gone may still be there. Under {@link FailurePolicy#THROW}
 * nothing is swallowed; the call throws a {@link dev.memjay.error.BulkException}, whose results tell of the keys that did
 * not fail.
 *
 * @param <K> the type of the keys
 */
public final class BulkWrite<K> {
    private static final int MAX_KEYS_IN_TEXT = 10;

    private final Set<K> asked;
    private final Set<K> notDone;
    private final Set<K> failed;

    private BulkWrite(Set<K> asked, Set<K> notDone, Set<K> failed) {
        this.asked = asked;
        this.notDone = notDone;
        this.failed = failed;
    }

    /**
     * A write that was done for all its keys.
     *
     * @param asked the keys in the order asked; kept, not copied, so it must not change afterwards
     */
    public static <K> BulkWrite<K> complete(Set<K> asked) {
        return of(asked, Set.of(), Set.of());
    }

    /**
     * A write that was done for some of its keys; for those who implement a keyspace. The sets are kept, not copied, so they
     * must not change afterwards.
     *
     * @param asked the keys in the order asked
     * @param notDone those of them that it was not done for
     * @param failed those of {@code notDone} whose failure was swallowed
     */
    public static <K> BulkWrite<K> of(Set<K> asked, Set<K> notDone, Set<K> failed) {
        return new BulkWrite<>(
                Collections.unmodifiableSet(Objects.requireNonNull(asked, "asked")),
                Collections.unmodifiableSet(Objects.requireNonNull(notDone, "notDone")),
                Collections.unmodifiableSet(Objects.requireNonNull(failed, "failed")));
    }

    /**
     * The keys that it was done for: stored by {@code setAll}; there and gone by {@code deleteAll}; there by {@code
     * touchAll}. Computed by each call where {@link #isComplete()} is false.
     */
    public Set<K> done() {
        if (notDone.isEmpty()) {
            return asked;
        }
        Set<K> done = new LinkedHashSet<>(asked);
        notDone.forEach(done::remove);
        return Collections.unmodifiableSet(done);
    }

    /** The keys that it was not done for; for {@code setAll} what the Python clients return as failed keys. */
    public Set<K> notDone() {
        return notDone;
    }

    /** Those of {@link #notDone()} whose failure the keyspace's {@link FailurePolicy} swallowed. */
    public Set<K> failed() {
        return failed;
    }

    /** Whether it was done for every key. */
    public boolean isComplete() {
        return notDone.isEmpty();
    }

    /** Whether the other one is of the same keys and came to the same for each, in whatever order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BulkWrite<?> write
                && asked.equals(write.asked)
                && notDone.equals(write.notDone)
                && failed.equals(write.failed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(asked, notDone, failed);
    }

    /** How many keys it was done for, and the first ones that it was not done for or that failed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append(asked.size() - notDone.size())
                .append(" of ")
                .append(asked.size())
                .append(" done");
        append(text, ", not done: ", notDone);
        append(text, ", failed: ", failed);
        return text.toString();
    }

    private static void append(StringBuilder text, String title, Set<?> keys) {
        if (keys.isEmpty()) {
            return;
        }
        text.append(title);
        Iterator<?> each = keys.iterator();
        for (int i = 0; i < MAX_KEYS_IN_TEXT && each.hasNext(); i++) {
            text.append(i == 0 ? "" : ", ").append(each.next());
        }
        int left = keys.size() - MAX_KEYS_IN_TEXT;
        if (left > 0) {
            text.append(" and ").append(left).append(" more");
        }
    }
}
