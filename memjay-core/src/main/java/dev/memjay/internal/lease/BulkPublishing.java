package dev.memjay.internal.lease;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.WireKey;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the leases that a getAllOrCompute won: values are stored under them, or they are given back. Immutable.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class BulkPublishing<K, V> {
    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final LoadPolicy policy;
    private final LoadTimes times;

    BulkPublishing(Engine engine, Verbs<K, V> verbs, LoadPolicy policy) {
        this.engine = engine;
        this.verbs = verbs;
        this.policy = policy;
        times = LoadTimes.of(policy, verbs.settings());
    }

    /** How to ask for one key where there are no leases. */
    LeaseSource<V> lock(BulkSlot<K, V> slot) {
        return new LockLease<>(engine, verbs, slot.wire(), policy.leaseTime(), times);
    }

    /** What stores what was loaded; what is not to be stored is given back. Null if there is nothing to store. */
    @Nullable
    BulkCall storing(List<BulkSlot<K, V>> slots, Map<K, ? extends V> values) {
        List<BulkSlot<K, V>> stored = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (BulkSlot<K, V> slot : slots) {
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
                engine.tell(routes[row], (listener, node) -> listener.leaseExpired(node, key));
            }
        }
    }

    /** Locks have to go once the values are stored; leases are over by themselves. */
    void unlock(List<BulkSlot<K, V>> slots) {
        giveBack(slots.stream().filter(BulkSlot::locked).toList());
    }

    void giveBack(List<BulkSlot<K, V>> slots) {
        for (BulkSlot<K, V> slot : slots) {
            LeaseAnswer<V> answer = slot.answer();
            if (answer == null || !answer.isWon()) {
                continue;
            }
            if (slot.locked()) {
                lock(slot).giveBack(answer);
            } else {
                ServerLease.giveBack(
                        engine,
                        slot.wire(),
                        ServerLease.givingBack(verbs, answer),
                        verbs.settings().timeoutNanos());
            }
        }
    }

    static <K, V> BulkCall call(Verb verb, List<BulkSlot<K, V>> slots, Request[] requests, BulkResult result) {
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
}
