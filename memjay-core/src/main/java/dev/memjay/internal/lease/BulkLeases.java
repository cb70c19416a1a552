package dev.memjay.internal.lease;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Bulk;
import dev.memjay.internal.route.call.ValueDecoder;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The leases and locks of one getAllOrCompute: what asks for them, what stores values under them, and those that are held
 * until their values are stored or they are given back. Confined to the call.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class BulkLeases<K, V> {
    /**
     * A key on the wire, and which of the caller's keys are this one.
     *
     * @param keys at least one
     * @param wire the key on the wire
     * @param locked whether a lock takes the place of the lease, which its node does not have
     * @param answer what was found in the last round; null where the cache could not be asked
     */
    record Slot<K, V>(
            List<K> keys,
            WireKey wire,
            boolean locked,
            @Nullable LeaseAnswer<V> answer) {
        Slot<K, V> with(@Nullable LeaseAnswer<V> newAnswer) {
            return new Slot<>(keys, wire, locked, newAnswer);
        }

        Slot<K, V> withLock() {
            return new Slot<>(keys, wire, true, null);
        }

        /** The one that the loader is asked for. */
        K key() {
            return keys.get(0);
        }
    }

    /**
     * What stores several values.
     *
     * @param slots whose values, row by row
     */
    record Storing<K, V>(List<Slot<K, V>> slots, BulkCall call) {}

    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final LoadPolicy policy;
    private final Set<Slot<K, V>> held = Collections.newSetFromMap(new IdentityHashMap<>());

    BulkLeases(Engine engine, Verbs<K, V> verbs, LoadPolicy policy) {
        this.engine = engine;
        this.verbs = verbs;
        this.policy = policy;
    }

    // ---- Asking

    BulkCall asking(List<Slot<K, V>> slots) {
        return reads(slots, LoadRules.request(policy), BulkResult.forReads(slots.size(), true));
    }

    BulkCall reading(List<Slot<K, V>> slots) {
        return reads(slots, LockLease.READ, BulkResult.forReads(slots.size(), false));
    }

    private static <K, V> BulkCall reads(List<Slot<K, V>> slots, Request request, BulkResult result) {
        return call(Verb.GET_OR_COMPUTE, slots, Collections.nCopies(slots.size(), request), same -> same, result);
    }

    BulkCall locking(List<Slot<K, V>> slots) {
        Request locking = LockLease.locking(policy);
        BulkResult result = BulkResult.forWrites(slots.size());
        return call(Verb.LEASE, slots, Collections.nCopies(slots.size(), locking), LockLease::lockOf, result);
    }

    /** What decodes the values. */
    ValueDecoder values() {
        return verbs.values();
    }

    /** The answer of a row, decoded. Changes nothing here, since the caller may have gone on when the codec returns. */
    LeaseAnswer<V> decoded(Slot<K, V> slot, BulkResult result, int row) {
        ItemInfo info = result.info(row);
        Optional<Duration> ttl = info == null ? Optional.empty() : info.ttl();
        return LeaseAnswer.of(
                verbs, slot.wire(), data(result, row), result.flags(row), result.cas(row), result.marks(row), ttl);
    }

    /** The slot with the answer to a question for leases; a lease that it brings is held. */
    Slot<K, V> asked(Slot<K, V> slot, LeaseAnswer<V> answer) {
        tell(slot.wire(), answer);
        Slot<K, V> asked = slot.with(answer);
        if (answer.isWon()) {
            held.add(asked);
        }
        return asked;
    }

    /** The slot with what a look found in its row, as {@link LockLease} has it. */
    Slot<K, V> read(Slot<K, V> slot, LeaseAnswer<V> answer) {
        return slot.with(answer.asLooked());
    }

    /** The slot of a lock that was taken, which is held. */
    Slot<K, V> locked(Slot<K, V> slot) {
        Slot<K, V> mine = slot.with(Objects.requireNonNull(slot.answer()).with(Exchange.WON));
        held.add(mine);
        return mine;
    }

    private static byte @Nullable [] data(BulkResult result, int row) {
        return result.status(row) == Status.HIT ? result.value(row) : null;
    }

    /** A bulk call has no listener's ear for single keys, so what happened to their leases is told here. */
    void tell(WireKey key, LeaseAnswer<V> answer) {
        if (answer.isWon()) {
            engine.tell(key.placed(), (listener, node) -> listener.leaseWon(node, key.wire()));
        } else if (answer.isLost()) {
            engine.tell(key.placed(), (listener, node) -> listener.leaseLost(node, key.wire()));
        }
    }

    // ---- Storing

    /** What stores what was loaded; null if there is nothing to store. */
    @Nullable
    Storing<K, V> storing(List<Slot<K, V>> slots, Map<K, ? extends V> values) {
        LoadTimes times = LoadTimes.of(policy, verbs.settings());
        List<Slot<K, V>> stored = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (Slot<K, V> slot : slots) {
            LeaseAnswer<V> answer = slot.answer();
            // Where the cache could not be asked, there is no right to store.
            StoreRequest store = answer == null
                    ? null
                    : ServerLease.store(
                            verbs,
                            slot.wire(),
                            slot.locked() ? LockLease.modeOf(answer) : StoreRequest.Mode.SET,
                            answer.cas(),
                            values.get(slot.key()),
                            times);
            if (store != null) {
                stored.add(slot);
                requests.add(store);
            }
        }
        return stored.isEmpty() ? null : storing(stored, requests);
    }

    /**
     * Stores as far as it can be done, and goes on in any case. A connection that was lost may have taken the answer with it,
     * and a store under a CAS number may be sent again; every other failure is counted.
     */
    <R> Step<R> store(@Nullable Storing<K, V> storing, Supplier<Step<R>> then) {
        return store(storing, true, then);
    }

    private <R> Step<R> store(@Nullable Storing<K, V> storing, boolean mayRepeat, Supplier<Step<R>> then) {
        return storing == null
                ? then.get()
                : new Bulk<>(storing.call(), outcome -> outcome)
                        .asked(engine, outcome -> store(answered(storing, outcome, mayRepeat), false, then))
                        .orElse(error -> refused(storing, error, then));
    }

    /** Takes the answers; what is to be sent again, or null. */
    private @Nullable Storing<K, V> answered(Storing<K, V> storing, BulkOutcome outcome, boolean mayRepeat) {
        List<Integer> again = new ArrayList<>();
        for (int row = 0; row < storing.slots().size(); row++) {
            Slot<K, V> slot = storing.slots().get(row);
            MemjayException error = outcome.error(row);
            if (error == null) {
                stored(slot, outcome.result().status(row) == Status.STORED);
            } else if (mayRepeat && error instanceof ConnectionException && !slot.locked()) {
                again.add(row);
            } else {
                engine.swallowed(Verb.COMPLETE, slot.wire().placed(), error);
            }
        }
        return some(storing, again);
    }

    /** A caller who was interrupted cannot wait for an answer, so the store is posted. */
    private <R> Step<R> refused(Storing<K, V> storing, Throwable error, Supplier<Step<R>> then) {
        if (!(error instanceof MemjayException failure)) {
            return new Step.Failed<>(error);
        }
        MemjayException lost = failure instanceof InterruptedCallException ? post(storing.call()) : failure;
        for (Slot<K, V> slot : storing.slots()) {
            if (lost == null) {
                posted(slot);
            } else {
                engine.swallowed(Verb.COMPLETE, slot.wire().placed(), lost);
            }
        }
        return then.get();
    }

    /** Posts the store; the error if that cannot be done. */
    private @Nullable MemjayException post(BulkCall call) {
        try {
            new Bulk<>(call, outcome -> outcome).post(engine, verbs.settings().timeoutNanos());
            return null;
        } catch (MemjayException refused) {
            return refused;
        }
    }

    /** The rows of a store that are wanted; null if there are none. */
    private @Nullable Storing<K, V> some(Storing<K, V> storing, List<Integer> rows) {
        return rows.isEmpty()
                ? null
                : storing(
                        rows.stream().map(storing.slots()::get).toList(),
                        rows.stream().map(row -> storing.call().requests()[row]).toList());
    }

    private static <K, V> Storing<K, V> storing(List<Slot<K, V>> slots, List<Request> requests) {
        BulkResult result = BulkResult.forWrites(slots.size());
        return new Storing<>(slots, call(Verb.COMPLETE, slots, requests, same -> same, result));
    }

    /** The store of a value was answered, which ends its lease but no lock. */
    private void stored(Slot<K, V> slot, boolean isStored) {
        if (!isStored) {
            String key = slot.wire().wire();
            engine.tell(slot.wire().placed(), (listener, node) -> listener.leaseExpired(node, key));
        }
        posted(slot);
    }

    /** The store of a value is under way. */
    private void posted(Slot<K, V> slot) {
        if (!slot.locked()) {
            held.remove(slot);
        }
    }

    // ---- Giving back

    /** Leaves it to another call to give these back. */
    BulkLeases<K, V> handOn(List<Slot<K, V>> slots) {
        BulkLeases<K, V> other = new BulkLeases<>(engine, verbs, policy);
        for (Slot<K, V> slot : slots) {
            if (held.remove(slot)) {
                other.held.add(slot);
            }
        }
        return other;
    }

    /** Gives back those of these that are still held. Neither waits nor fails. */
    void release(List<Slot<K, V>> slots) {
        for (Slot<K, V> slot : slots) {
            LeaseAnswer<V> answer = slot.answer();
            if (answer == null || !held.remove(slot)) {
                continue;
            }
            long timeoutNanos = verbs.settings().timeoutNanos();
            if (slot.locked()) {
                LockLease.unlock(engine, slot.wire(), timeoutNanos);
            } else {
                ServerLease.giveBack(engine, slot.wire(), ServerLease.givingBack(verbs, answer), timeoutNanos);
            }
        }
    }

    /** Gives back all that are still held. */
    void release() {
        release(List.copyOf(held));
    }

    private static <K, V> BulkCall call(
            Verb verb,
            List<Slot<K, V>> slots,
            List<? extends Request> requests,
            UnaryOperator<WireKey> keyOf,
            BulkResult result) {
        String[] wires = new String[slots.size()];
        String[] routes = new String[wires.length];
        boolean[] base64 = new boolean[wires.length];
        boolean anyBase64 = false;
        for (int i = 0; i < wires.length; i++) {
            WireKey wire = keyOf.apply(slots.get(i).wire());
            wires[i] = wire.wire();
            routes[i] = wire.placed();
            base64[i] = wire.base64();
            anyBase64 |= base64[i];
        }
        Request[] rows = requests.toArray(new Request[0]);
        return new BulkCall(verb, wires, routes, anyBase64 ? base64 : null, rows, false, true, result);
    }
}
