package dev.memjay.internal.lease;

import dev.memjay.codec.ExpansionBudget;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.clock.Clock;
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
    private static final long MAX_PAUSE_NANOS = 50_000_000;

    private final BulkPublishing<K, V> publishing;
    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final LoadPolicy policy;
    private final LoadRules rules;
    private final @Nullable Recovery<?> recovery;
    private final Map<K, @Nullable V> found = new LinkedHashMap<>();
    private final BulkFailures failures;
    private final List<BulkSlot<K, V>> all;
    private final long start = Clock.nanoTime();
    /** What the compressed values of all its rounds may still expand to; a round follows the one before. */
    private long expandable;

    /** A getAllOrCompute under way. */
    public static <K, V> BulkLoading<K, V> of(
            Engine engine, Verbs<K, V> verbs, Collection<? extends K> keys, LoadPolicy policy) {
        return new BulkLoading<>(engine, verbs, keys, Objects.requireNonNull(policy, "policy"));
    }

    private BulkLoading(Engine engine, Verbs<K, V> verbs, Collection<? extends K> keys, LoadPolicy policy) {
        this.engine = engine;
        this.verbs = verbs;
        this.policy = policy;
        expandable = verbs.settings().maxExpandedBytes();
        rules = new LoadRules(policy);
        publishing = new BulkPublishing<>(engine, verbs, policy);
        recovery = Recovery.<@Nullable Object>ofRead(verbs.settings().failurePolicy(), null);
        failures = new BulkFailures(engine, Verb.GET_OR_COMPUTE, recovery);
        Map<Object, BulkSlot<K, V>> slots = new LinkedHashMap<>();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            WireKey wire = verbs.encoded(Objects.requireNonNull(key, "keys has a null element"));
            if (!found.containsKey(key)) {
                found.put(key, null);
                Object identity = wire.base64() ? List.of(wire.wire()) : wire.wire();
                slots.computeIfAbsent(identity, fresh -> new BulkSlot<>(new ArrayList<>(), wire, false, null))
                        .keys()
                        .add(key);
            }
        }
        all = new ArrayList<>(slots.values());
    }

    List<BulkSlot<K, V>> all() {
        return all;
    }

    /** What becomes of the leases that were won. */
    BulkPublishing<K, V> publishing() {
        return publishing;
    }

    LoadPolicy policy() {
        return policy;
    }

    long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }

    // ---- Asking

    /** A round that has all to ask. */
    BulkRound<K, V> round(List<BulkSlot<K, V>> slots) {
        BulkRound<K, V> round = new BulkRound<>();
        for (BulkSlot<K, V> slot : slots) {
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
    BulkRound<K, V> without(BulkRound<K, V> refused) {
        BulkRound<K, V> again = round(refused.leased);
        if (again.locked.isEmpty()) {
            again.leased.forEach(slot -> again.locked.add(slot.withLock()));
            again.leased.clear();
        }
        again.locked.addAll(0, refused.locked);
        return again;
    }

    BulkCall asking(List<BulkSlot<K, V>> slots) {
        Request[] requests = new Request[slots.size()];
        Arrays.fill(requests, LeaseRequests.of(policy));
        return BulkPublishing.call(Verb.GET_OR_COMPUTE, slots, requests, BulkResult.forReads(slots.size(), true));
    }

    /** Sorts the answers to those that were asked for leases; those whose node turned out to have none are to be locked. */
    BulkRound<K, V> read(BulkRound<K, V> round, BulkOutcome outcome) {
        ExpansionBudget budget = ExpansionBudget.open(expandable);
        try {
            return readAll(round, outcome);
        } finally {
            expandable = budget.left();
            budget.close();
        }
    }

    private BulkRound<K, V> readAll(BulkRound<K, V> round, BulkOutcome outcome) {
        for (int i = 0; i < round.leased.size(); i++) {
            BulkSlot<K, V> slot = round.leased.get(i);
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

    /** A bulk call has no listener's ear for single keys, so what happened to their leases is told here. */
    private void tell(WireKey key, LeaseAnswer<V> answer) {
        if (answer.isWon()) {
            engine.tell(key.placed(), (listener, node) -> listener.leaseWon(node, key.wire()));
        } else if (answer.isLost()) {
            engine.tell(key.placed(), (listener, node) -> listener.leaseLost(node, key.wire()));
        }
    }

    private LeaseAnswer<V> answer(WireKey key, BulkResult result, int row) {
        ItemInfo info = result.info(row);
        Optional<Duration> ttl = info == null ? Optional.empty() : info.ttl();
        byte[] data = result.status(row) == Status.HIT ? result.value(row) : null;
        return ServerLease.of(verbs, key, data, result.flags(row), result.cas(row), result.marks(row), ttl);
    }

    /** Puts a key where it belongs by its answer. */
    void sort(BulkSlot<K, V> slot, BulkRound<K, V> round) {
        LeaseAnswer<V> answer = Objects.requireNonNull(slot.answer());
        if (answer.undecodable() != null) {
            MemjayException error =
                    DecodeError.located(engine, Verb.GET_OR_COMPUTE, slot.wire().placed(), answer.undecodable());
            if (recovery == null || !recovery.covers(error)) {
                publishing.giveBack(List.of(slot));
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
    void failed(BulkSlot<K, V> slot, MemjayException error, BulkRound<K, V> round) {
        boolean swallowed = true;
        for (K key : slot.keys()) {
            swallowed &= failures.swallow(key, slot.wire().placed(), error);
        }
        if (swallowed) {
            round.toLoad.add(slot);
        }
    }

    private void serve(BulkSlot<K, V> slot, @Nullable V value) {
        slot.keys().forEach(key -> found.put(key, value));
    }

    // ---- Loading

    static <K, V> Set<K> keysOf(List<BulkSlot<K, V>> slots) {
        Set<K> keys = new LinkedHashSet<>();
        slots.forEach(slot -> keys.add(slot.keys().get(0)));
        return Collections.unmodifiableSet(keys);
    }

    /** Takes what was loaded into the result. */
    void loaded(List<BulkSlot<K, V>> slots, Map<K, ? extends V> values) {
        slots.forEach(slot -> serve(slot, values.get(slot.keys().get(0))));
    }

    /** Gives everything back after the loader failed; serves the old values if there is one for every key. */
    void crashed(List<BulkSlot<K, V>> slots, Throwable error) {
        publishing.giveBack(slots);
        for (BulkSlot<K, V> slot : slots) {
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

    void refreshFailed(List<BulkSlot<K, V>> slots, Throwable error) {
        publishing.giveBack(slots);
        slots.forEach(slot -> engine.refreshFailed(slot.wire().placed(), error));
    }

    // ---- Waiting

    /** How long to pause before the next round; zero when the waiting is over. */
    long pauseNanos() {
        long left = policy.maxWait().toNanos() - (Clock.nanoTime() - start);
        if (left <= 0) {
            return 0;
        }
        long pause = MAX_PAUSE_NANOS / 4 + ThreadLocalRandom.current().nextLong(MAX_PAUSE_NANOS / 2);
        return Math.min(pause, left);
    }

    /** What those who waited long enough for have to be loaded after all; throws where the rule says so. */
    List<BulkSlot<K, V>> afterWait(List<BulkSlot<K, V>> waiting) {
        if (policy.afterWait() == LoadPolicy.AfterWait.FAIL) {
            throw new OperationTimeoutException(
                    "other callers hold the leases of " + waiting.size() + " keys and published nothing within "
                            + policy.maxWait().toMillis() + " ms",
                    new Context(null, "getAllOrCompute", Clock.nanoTime() - start, false),
                    OperationTimeoutException.Phase.WAITING);
        }
        List<BulkSlot<K, V>> toLoad = new ArrayList<>();
        for (BulkSlot<K, V> slot : waiting) {
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
