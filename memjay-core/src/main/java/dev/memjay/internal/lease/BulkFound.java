package dev.memjay.internal.lease;

import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.lease.BulkLeases.Slot;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.BulkFailures;
import dev.memjay.internal.route.call.Recovery;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one getAllOrCompute, and what was found or failed so far. Confined to the call.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class BulkFound<K, V> {
    private final Map<K, @Nullable V> values = new LinkedHashMap<>();
    private final Map<Object, Slot<K, V>> slots = new LinkedHashMap<>();
    private static final int KEYS_A_LOOK = 1024;

    private final BulkFailures failures;
    /** What the compressed values of all answers may still expand to; one is read after the other. */
    private long expandable;
    /** What those took in this round that are waited for. */
    private long awaited;

    /**
     * Throws what is wrong with the keys, of which several may be one on the wire. Where failures are thrown and there is no
     * time to encode all keys, that is a failure of each of them; a policy that takes failures for misses has them loaded,
     * which takes the time it takes.
     */
    BulkFound(Engine engine, Verbs<K, V> verbs, Collection<? extends K> keys) {
        Recovery<?> recovery =
                Recovery.<@Nullable Object>ofRead(verbs.settings().failurePolicy(), null);
        expandable = verbs.settings().maxExpandedBytes();
        failures = new BulkFailures(engine, Verb.GET_OR_COMPUTE, recovery);
        long start = Clock.nanoTime();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            if (recovery == null && isLate(start, verbs.settings().timeoutNanos())) {
                throw unsent(keys, Clock.nanoTime() - start);
            }
            WireKey wire = verbs.encoded(Objects.requireNonNull(key, "keys has a null element"));
            if (!values.containsKey(key)) {
                values.put(key, null);
                Object identity = wire.base64() ? List.of(wire.wire()) : wire.wire();
                slots.computeIfAbsent(identity, fresh -> new Slot<>(new ArrayList<>(), wire, false, null))
                        .keys()
                        .add(key);
            }
        }
    }

    /** The clock is read for one of so many keys. */
    private boolean isLate(long start, long timeoutNanos) {
        return values.size() % KEYS_A_LOOK == KEYS_A_LOOK - 1 && Clock.nanoTime() - start >= timeoutNanos;
    }

    private BulkException unsent(Collection<? extends K> keys, long elapsedNanos) {
        MemjayException late = new OperationTimeoutException(
                "nothing was sent: the time was over after " + values.size()
                        + " keys were encoded; ask for fewer at once",
                new MemjayException.Context(null, Verb.GET_OR_COMPUTE.toString(), elapsedNanos, false),
                OperationTimeoutException.Phase.QUEUED);
        Map<Object, MemjayException> failed = new LinkedHashMap<>();
        keys.forEach(key -> failed.put(key, late));
        return BulkException.of(Verb.GET_OR_COMPUTE.toString(), Map.of(), failed, failed.size());
    }

    /** All keys, to be asked for. */
    List<Slot<K, V>> slots() {
        return new ArrayList<>(slots.values());
    }

    /** What the values of the next answer may expand to, which share a bound with those of all others. */
    long expandable() {
        return expandable;
    }

    /** The values of an answer were expanded. */
    void expanded(long bytes) {
        expandable -= bytes;
    }

    /** What a value took that is not served, since another's is waited for: it is asked for again and takes it again. */
    void waits(long expanded) {
        awaited += expanded;
    }

    /** A round begins, so what the last one read of those that still wait is dropped. */
    void asksAgain() {
        expandable += awaited;
        awaited = 0;
    }

    void serve(Slot<K, V> slot, @Nullable V value) {
        slot.keys().forEach(key -> values.put(key, value));
    }

    /** Whether the policy makes a miss of a failed read; else it is an error of its keys. */
    boolean swallows(Slot<K, V> slot, MemjayException error) {
        boolean swallowed = true;
        for (K key : slot.keys()) {
            swallowed &= failures.swallow(key, slot.wire().placed(), error);
        }
        return swallowed;
    }

    /** What was found and loaded, in the order asked; throws if keys failed. */
    Map<K, V> result() {
        Map<K, V> found = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (value != null) {
                found.put(key, value);
            }
        });
        return failures.orThrow(found, values.size());
    }
}
