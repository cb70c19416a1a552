package dev.memjay.internal.lease;

import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.connection.Clock;
import dev.memjay.internal.engine.BulkFailures;
import dev.memjay.internal.engine.DecodeError;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.Recovery;
import dev.memjay.internal.engine.WireKey;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One getAllOrCompute under way: which keys are served, loaded or waited for, and what has been found so far. Who waits,
 * and how, is the matter of {@link BlockingBulkLoad} and {@link AsyncBulkLoad}. Confined to the call.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class BulkLoading<K, V> {
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;

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
    }

    /** What a round of asking found, key by key. */
    static final class Round<K, V> {
        /** Still to be asked, all at once. */
        final List<Slot<K, V>> leased = new ArrayList<>();
        /** Still to be asked, one by one. */
        final List<Slot<K, V>> locked = new ArrayList<>();

        final List<Slot<K, V>> toLoad = new ArrayList<>();
        final List<Slot<K, V>> toRefresh = new ArrayList<>();
        final List<Slot<K, V>> waiting = new ArrayList<>();
    }

    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final LoadPolicy policy;
    private final LoadRules rules;
    private final LoadTimes times;
    private final @Nullable Recovery<?> recovery;
    private final Map<K, @Nullable V> found = new LinkedHashMap<>();
    private final BulkFailures failures;
    private final List<Slot<K, V>> all;
    private final long start = Clock.nanoTime();

    /** A getAllOrCompute under way. */
    public static <K, V> BulkLoading<K, V> of(
            Engine engine, Verbs<K, V> verbs, Collection<? extends K> keys, LoadPolicy policy) {
        return new BulkLoading<>(engine, verbs, keys, Objects.requireNonNull(policy, "policy"));
    }

    private BulkLoading(Engine engine, Verbs<K, V> verbs, Collection<? extends K> keys, LoadPolicy policy) {
        this.engine = engine;
        this.verbs = verbs;
        this.policy = policy;
        rules = new LoadRules(policy);
        times = LoadTimes.of(policy, verbs.settings());
        recovery = Recovery.<@Nullable Object>ofRead(verbs.settings().failures(), null);
        failures = new BulkFailures(engine, Verb.GET_OR_COMPUTE, recovery);
        Map<Object, Slot<K, V>> slots = new LinkedHashMap<>();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            WireKey wire = verbs.encoded(Objects.requireNonNull(key, "keys has a null element"));
            if (!found.containsKey(key)) {
                found.put(key, null);
                Object identity = wire.base64() ? List.of(wire.wire()) : wire.wire();
                slots.computeIfAbsent(identity, fresh -> new Slot<>(new ArrayList<>(), wire, false, null))
                        .keys()
                        .add(key);
            }
        }
        all = new ArrayList<>(slots.values());
    }

    List<Slot<K, V>> all() {
        return all;
    }

    LoadPolicy policy() {
        return policy;
    }

    long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }

    // ---- Asking

    /** A round that has all to ask. */
    Round<K, V> round(List<Slot<K, V>> slots) {
        Round<K, V> round = new Round<>();
        for (Slot<K, V> slot : slots) {
            if (slot.locked() || !engine.hasLeases(slot.wire().placed())) {
                round.locked.add(slot.withLock());
            } else {
                round.leased.add(slot);
            }
        }
        return round;
    }

    /**
     * The same round after a call for leases was refused as a whole, since it is known now what a node of it speaks. Where
     * that changes nothing, all of them are locked.
     */
    Round<K, V> without(Round<K, V> refused) {
        Round<K, V> again = round(refused.leased);
        if (again.locked.isEmpty()) {
            again.leased.forEach(slot -> again.locked.add(slot.withLock()));
            again.leased.clear();
        }
        again.locked.addAll(0, refused.locked);
        return again;
    }

    /** How to ask for one key where there are no leases. */
    LeaseSource<V> lock(Slot<K, V> slot) {
        return new LockLease<>(engine, verbs, slot.wire(), policy.lease(), times);
    }

    BulkCall asking(List<Slot<K, V>> slots) {
        Request[] requests = new Request[slots.size()];
        Arrays.fill(requests, LeaseRequests.of(policy));
        return call(Verb.GET_OR_COMPUTE, slots, requests, BulkResult.forReads(slots.size(), true));
    }

    private static <K, V> BulkCall call(Verb verb, List<Slot<K, V>> slots, Request[] requests, BulkResult result) {
        String[] wires = new String[slots.size()];
        String[] routes = new String[wires.length];
        boolean[] base64 = new boolean[wires.length];
        boolean anyBase64 = false;
        for (int i = 0; i < wires.length; i++) {
            WireKey wire = slots.get(i).wire();
            wires[i] = wire.wire();
            routes[i] = wire.placed();
            base64[i] = wire.base64();
            anyBase64 |= base64[i];
        }
        return new BulkCall(verb, wires, routes, anyBase64 ? base64 : null, requests, false, true, result);
    }

    /** Sorts the answers to those that were asked for leases; those whose node turned out to have none are to be locked. */
    Round<K, V> read(Round<K, V> round, BulkOutcome outcome) {
        for (int i = 0; i < round.leased.size(); i++) {
            Slot<K, V> slot = round.leased.get(i);
            MemjayException error = outcome.error(i);
            if (error instanceof UnsupportedByServerException) {
                round.locked.add(slot.withLock());
            } else if (error != null) {
                failed(slot, error, round);
            } else {
                LeaseAnswer<V> answer = answer(slot.wire(), outcome.result(), i);
                tell(slot.wire(), answer);
                sort(slot.with(answer), round);
            }
        }
        return round;
    }

    /** A bulk call has no observer's ear for single keys, so what happened to their leases is told here. */
    private void tell(WireKey key, LeaseAnswer<V> answer) {
        if (answer.isWon()) {
            engine.tell(key.placed(), (observer, node) -> observer.leaseWon(node, key.wire()));
        } else if (answer.isLost()) {
            engine.tell(key.placed(), (observer, node) -> observer.leaseLost(node, key.wire()));
        }
    }

    private LeaseAnswer<V> answer(WireKey key, BulkResult result, int row) {
        ItemInfo info = result.info(row);
        Optional<Duration> ttl = info == null ? Optional.empty() : info.ttl();
        byte[] data = result.status(row) == Status.HIT ? result.value(row) : null;
        return ServerLease.of(verbs, key, data, result.flags(row), result.cas(row), result.marks(row), ttl);
    }

    /** Puts a key where it belongs by its answer. */
    void sort(Slot<K, V> slot, Round<K, V> round) {
        LeaseAnswer<V> answer = Objects.requireNonNull(slot.answer());
        if (answer.undecodable() != null) {
            MemjayException error =
                    DecodeError.located(engine, Verb.GET_OR_COMPUTE, slot.wire().placed(), answer.undecodable());
            if (recovery == null || !recovery.covers(error)) {
                giveBack(List.of(slot));
            }
            failed(slot, error, round);
            return;
        }
        switch (rules.next(answer)) {
            case SERVE -> serve(slot, answer.value());
            case SERVE_AND_REFRESH -> {
                serve(slot, answer.value());
                round.toRefresh.add(slot);
            }
            case LOAD -> round.toLoad.add(slot);
            case WAIT -> round.waiting.add(slot);
        }
    }

    /** A failed read is loaded where the policy makes a miss of it; else it is an error of its keys. */
    void failed(Slot<K, V> slot, MemjayException error, Round<K, V> round) {
        boolean swallowed = true;
        for (K key : slot.keys()) {
            swallowed &= failures.swallow(key, slot.wire().placed(), error);
        }
        if (swallowed) {
            round.toLoad.add(slot);
        }
    }

    private void serve(Slot<K, V> slot, @Nullable V value) {
        slot.keys().forEach(key -> found.put(key, value));
    }

    // ---- Loading

    static <K, V> Set<K> keysOf(List<Slot<K, V>> slots) {
        Set<K> keys = new LinkedHashSet<>();
        slots.forEach(slot -> keys.add(slot.keys().get(0)));
        return Collections.unmodifiableSet(keys);
    }

    /** Takes what was loaded into the result. */
    void loaded(List<Slot<K, V>> slots, Map<K, ? extends V> values) {
        slots.forEach(slot -> serve(slot, values.get(slot.keys().get(0))));
    }

    /** What stores what was loaded; what is not to be stored is given back. Null if there is nothing to store. */
    @Nullable
    BulkCall publishing(List<Slot<K, V>> slots, Map<K, ? extends V> values) {
        List<Slot<K, V>> stored = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (Slot<K, V> slot : slots) {
            LeaseAnswer<V> answer = slot.answer();
            if (answer == null) {
                continue; // the cache could not be asked, so there is no right to store
            }
            StoreRequest store = ServerLease.storing(
                    verbs, slot.wire(), answer.cas(), values.get(slot.keys().get(0)), times);
            if (store == null) {
                giveBack(List.of(slot));
            } else {
                stored.add(slot);
                requests.add(store);
            }
        }
        return stored.isEmpty()
                ? null
                : call(Verb.COMPLETE, stored, requests.toArray(new Request[0]), BulkResult.forWrites(stored.size()));
    }

    /** Counts and tells what could not be stored; its value is the result all the same. */
    void published(BulkCall call, BulkOutcome outcome) {
        String[] routes = Objects.requireNonNull(call.routes());
        for (int row = 0; row < routes.length; row++) {
            MemjayException error = outcome.error(row);
            if (error != null) {
                engine.swallowed(Verb.COMPLETE, routes[row], error);
            } else if (outcome.result().status(row) != Status.STORED) {
                String key = call.keys()[row];
                engine.tell(routes[row], (observer, node) -> observer.leaseExpired(node, key));
            }
        }
    }

    /** Locks have to go once the values are stored; leases are over by themselves. */
    void unlock(List<Slot<K, V>> slots) {
        giveBack(slots.stream().filter(Slot::locked).toList());
    }

    void giveBack(List<Slot<K, V>> slots) {
        for (Slot<K, V> slot : slots) {
            LeaseAnswer<V> answer = slot.answer();
            if (answer == null || !answer.isWon()) {
                continue;
            }
            if (slot.locked()) {
                lock(slot).giveBack(answer);
            } else {
                ServerLease.giveBack(engine, slot.wire(), ServerLease.givingBack(verbs, answer), timeoutNanos());
            }
        }
    }

    /** Gives everything back after the loader failed; serves the old values if there is one for every key. */
    void crashed(List<Slot<K, V>> slots, Throwable error) {
        giveBack(slots);
        for (Slot<K, V> slot : slots) {
            LeaseAnswer<V> answer = slot.answer();
            if (error instanceof Error || answer == null || !rules.isServedOnError(answer)) {
                throw ofLoader(error);
            }
            serve(slot, answer.value());
        }
    }

    RuntimeException ofLoader(Throwable error) {
        if (error instanceof Error fatal) {
            throw fatal;
        }
        Context context = new Context(null, "getAllOrCompute", Clock.nanoTime() - start, false);
        return error instanceof RuntimeException unchecked
                ? unchecked
                : new LoaderException("the loader failed", context, error);
    }

    void refreshFailed(List<Slot<K, V>> slots, Throwable error) {
        giveBack(slots);
        slots.forEach(slot -> engine.refreshFailed(slot.wire().placed(), error));
    }

    // ---- Waiting

    /** How long to pause before the next round; zero when the waiting is over. */
    long pauseNanos() {
        long left = policy.longestWait().toNanos() - (Clock.nanoTime() - start);
        if (left <= 0) {
            return 0;
        }
        long pause = LONGEST_PAUSE_NANOS / 4 + ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS / 2);
        return Math.min(pause, left);
    }

    /** What those who waited long enough for have to be loaded after all; throws where the rule says so. */
    List<Slot<K, V>> afterWait(List<Slot<K, V>> waiting) {
        if (policy.afterWait() == LoadPolicy.AfterWait.FAIL) {
            throw new OperationTimeoutException(
                    "other callers hold the leases of " + waiting.size() + " keys and published nothing within "
                            + policy.longestWait().toMillis() + " ms",
                    new Context(null, "getAllOrCompute", Clock.nanoTime() - start, false),
                    OperationTimeoutException.Phase.WAITING);
        }
        List<Slot<K, V>> toLoad = new ArrayList<>();
        for (Slot<K, V> slot : waiting) {
            LeaseAnswer<V> answer = Objects.requireNonNull(slot.answer());
            if (policy.afterWait() == LoadPolicy.AfterWait.STALE && answer.isUsable()) {
                serve(slot, answer.value());
            } else {
                toLoad.add(slot);
            }
        }
        return toLoad;
    }

    // ---- The end

    /** What was found and loaded, in the order asked; throws if keys failed. */
    Map<K, V> result() {
        Map<K, V> values = new LinkedHashMap<>();
        found.forEach((key, value) -> {
            if (value != null) {
                values.put(key, value);
            }
        });
        return failures.orThrow(values, found.size());
    }
}
