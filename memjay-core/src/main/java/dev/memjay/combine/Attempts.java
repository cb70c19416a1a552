package dev.memjay.combine;

import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.Lookup;
import dev.memjay.model.RetryPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts at one call have brought so far. Told of one attempt after the other, by whichever thread.
 *
 * @param <R> the type of the call's result
 */
interface Attempts<R extends @Nullable Object> {
    /**
     * Takes what came of an attempt, and says whether another one is to follow.
     *
     * @param result what it answered; null also where it failed
     * @param error why it failed, or null
     */
    boolean goOn(@Nullable R result, @Nullable MemjayException error);

    /** The end: what the call answers or throws. */
    R result();

    /** Whether an attempt took effect, in part, or may have. */
    boolean mayHaveBeenApplied();

    /** The attempts at a call that is made again as a whole; the last one's end is the call's. */
    final class OfOne<R extends @Nullable Object> implements Attempts<R> {
        private final RetryPolicy policy;
        private int made;
        private boolean mayHaveBeenApplied;
        private @Nullable R result;
        private @Nullable MemjayException error;

        OfOne(RetryPolicy policy) {
            this.policy = policy;
        }

        @Override
        public boolean goOn(@Nullable R answer, @Nullable MemjayException thrown) {
            made++;
            result = answer;
            error = thrown;
            MemjayException failure = answer instanceof Lookup.Failed<?> failed ? failed.error() : thrown;
            if (failure == null) {
                return false;
            }
            boolean goesOn = made < policy.attempts() && policy.covers(failure);
            mayHaveBeenApplied |= failure.mayHaveBeenApplied();
            if (mayHaveBeenApplied) {
                failure.appliedElsewhere();
            }
            return goesOn;
        }

        @Override
        public boolean mayHaveBeenApplied() {
            return mayHaveBeenApplied;
        }

        @Override
        @SuppressWarnings("NullAway") // null is the result where the call's type has it
        public R result() {
            if (error != null) {
                throw error;
            }
            return result;
        }
    }

    /**
     * The attempts at a bulk call, which is made again for those of its keys only that failed and may be asked for again; the
     * result is put together from the parts.
     *
     * @param <K> the type of the keys
     * @param <R> the type of the call's result
     */
    final class OfMany<K, R> implements Attempts<R> {
        private final RetryPolicy policy;
        private final Set<K> asked;
        private final Function<R, Map<K, ?>> parts;
        private final Function<Map<K, Object>, R> whole;
        private final Map<K, Object> found = new HashMap<>();
        private final Map<Object, MemjayException> failed = new LinkedHashMap<>();
        private final Set<Object> perhapsApplied = new HashSet<>();
        private Collection<? extends K> left;
        private int made;
        /** The end of the only attempt. */
        private @Nullable R only;
        /** What is to be thrown as it is, since no attempt brought a part. */
        private @Nullable MemjayException total;

        /** What a write came to for one key. */
        private enum End {
            DONE,
            NOT_DONE,
            FAILED
        }

        private OfMany(
                RetryPolicy policy,
                Collection<? extends K> keys,
                Function<R, Map<K, ?>> parts,
                Function<Map<K, Object>, R> whole) {
            this.policy = policy;
            this.parts = parts;
            this.whole = whole;
            asked = new LinkedHashSet<>(Objects.requireNonNull(keys, "keys"));
            left = asked;
        }

        /** Of a call that answers something for each key. */
        @SuppressWarnings("unchecked") // what comes out is what went in
        static <K, T> OfMany<K, Map<K, T>> ofMap(RetryPolicy policy, Collection<? extends K> keys) {
            return new OfMany<>(policy, keys, part -> part, found -> (Map<K, T>) found);
        }

        /** Of a write. A swallowed failure has no error that the policy could cover, so the key stays as it is. */
        static <K> OfMany<K, BulkWrite<K>> ofWrite(RetryPolicy policy, Collection<? extends K> keys) {
            return new OfMany<>(policy, keys, OfMany::ends, OfMany::write);
        }

        private static <K> Map<K, End> ends(BulkWrite<K> write) {
            Map<K, End> ends = new HashMap<>();
            write.done().forEach(key -> ends.put(key, End.DONE));
            write.notDone().forEach(key -> ends.put(key, End.NOT_DONE));
            write.failed().forEach(key -> ends.put(key, End.FAILED));
            return ends;
        }

        private static <K> BulkWrite<K> write(Map<K, Object> ends) {
            Set<K> notDone = new LinkedHashSet<>(ends.keySet());
            notDone.removeIf(key -> ends.get(key) == End.DONE);
            Set<K> failed = new LinkedHashSet<>(notDone);
            failed.removeIf(key -> ends.get(key) != End.FAILED);
            return BulkWrite.of(ends.keySet(), notDone, failed);
        }

        /** The keys to ask for next. */
        Collection<? extends K> left() {
            return left;
        }

        @Override
        public boolean goOn(@Nullable R result, @Nullable MemjayException error) {
            boolean isTotal = error != null && !(error instanceof BulkException);
            total = isTotal && (made == 0 || total != null) ? error : null;
            made++;
            Map<K, ?> part = part(result, error);
            Collection<? extends K> next = worthAnother(failures(part, error), error != null);
            if (made == 1 && next.isEmpty()) {
                only = result;
                total = error;
            } else {
                found.putAll(part);
            }
            left = next;
            return !next.isEmpty();
        }

        @Override
        public boolean mayHaveBeenApplied() {
            return !found.isEmpty() || !perhapsApplied.isEmpty();
        }

        private Map<K, ?> part(@Nullable R result, @Nullable MemjayException error) {
            R part = error instanceof BulkException bulk ? bulk.results() : result;
            return part == null ? Map.of() : parts.apply(part);
        }

        /** Lookups tell their failures in the result. */
        private Map<?, MemjayException> failures(Map<K, ?> part, @Nullable MemjayException error) {
            if (error instanceof BulkException bulk) {
                return bulk.failed();
            }
            Map<Object, MemjayException> failures = new LinkedHashMap<>();
            if (error != null) {
                left.forEach(key -> failures.put(key, error));
            }
            part.forEach((key, value) -> {
                if (value instanceof Lookup.Failed<?> lookup) {
                    failures.put(key, lookup.error());
                }
            });
            return failures;
        }

        /** Those of the failures that may be asked for again; of the others it is noted what is to be thrown. */
        @SuppressWarnings("unchecked") // the keys that failed are keys that were asked for
        private Collection<? extends K> worthAnother(Map<?, MemjayException> failures, boolean isThrown) {
            Set<K> again = new LinkedHashSet<>();
            failures.forEach((key, error) -> {
                if (made < policy.attempts() && policy.covers(error)) {
                    again.add((K) key);
                } else if (isThrown) {
                    failed.put(key, error);
                }
                if (error.mayHaveBeenApplied()) {
                    perhapsApplied.add(key);
                } else if (perhapsApplied.contains(key)) {
                    error.appliedElsewhere();
                }
            });
            return again;
        }

        @Override
        public R result() {
            if (total != null) {
                throw total;
            } else if (only != null) {
                return only;
            }
            Map<K, Object> ordered = new LinkedHashMap<>();
            for (K key : asked) {
                Object value = found.get(key);
                if (value != null) {
                    ordered.put(key, value);
                }
            }
            R result = whole.apply(ordered);
            if (failed.isEmpty()) {
                return result;
            }
            String command = failed.values().iterator().next().command();
            throw BulkException.of(command, result, failed, asked.size());
        }
    }
}
