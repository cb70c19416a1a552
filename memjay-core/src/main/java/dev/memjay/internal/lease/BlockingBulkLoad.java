package dev.memjay.internal.lease;

import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.model.BulkLoader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A getAllOrCompute whose caller waits, and runs the loader himself.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class BlockingBulkLoad<K, V> {
    private final Engine engine;
    private final BulkLoading<K, V> loading;
    private final BulkLoader<K, ? extends V> loader;

    public BlockingBulkLoad(Engine engine, BulkLoading<K, V> loading, BulkLoader<K, ? extends V> loader) {
        this.engine = engine;
        this.loading = loading;
        this.loader = loader;
    }

    public Map<K, V> run() {
        List<BulkSlot<K, V>> pending = loading.all();
        while (!pending.isEmpty()) {
            BulkRound<K, V> round = ask(pending);
            if (!round.toRefresh.isEmpty()) {
                engine.loads().refresh(loading.policy().refreshExecutor().orElse(null), () -> refresh(round.toRefresh));
            }
            load(round.toLoad);
            pending = round.waiting;
            if (!pending.isEmpty() && !pause()) {
                load(loading.afterWait(pending));
                pending = List.of();
            }
        }
        return loading.result();
    }

    private BulkRound<K, V> ask(List<BulkSlot<K, V>> slots) {
        BulkRound<K, V> round = loading.round(slots);
        while (!round.leased.isEmpty()) {
            try {
                loading.read(round, engine.callAll(loading.asking(round.leased), loading.timeoutNanos()));
                break;
            } catch (UnsupportedByServerException e) {
                round = loading.without(round);
            }
        }
        for (BulkSlot<K, V> slot : round.locked) {
            try {
                loading.sort(slot.with(loading.publishing().lock(slot).ask()), round);
            } catch (MemjayException e) {
                loading.failed(slot, e, round);
            }
        }
        return round;
    }

    /** False when the waiting is over. */
    private boolean pause() {
        long nanos = loading.pauseNanos();
        if (nanos == 0) {
            return false;
        }
        LockSupport.parkNanos(this, nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedCallException(
                    "the calling thread was interrupted while others load",
                    new MemjayException.Context(null, "getAllOrCompute", 0, false),
                    null);
        }
        return true;
    }

    private void load(List<BulkSlot<K, V>> slots) {
        if (slots.isEmpty()) {
            return;
        }
        Map<K, ? extends V> values;
        try {
            values = loader.loadAll(BulkLoading.keysOf(slots));
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            loading.crashed(slots, e);
            return;
        }
        publish(slots, values);
        loading.loaded(slots, values);
    }

    private void publish(List<BulkSlot<K, V>> slots, Map<K, ? extends V> values) {
        BulkCall call;
        try {
            call = loading.publishing().storing(slots, values);
        } catch (RuntimeException | Error unencodable) {
            loading.publishing().giveBack(slots);
            throw unencodable;
        }
        if (call != null) {
            loading.publishing().published(call, engine.callAll(call, loading.timeoutNanos()));
        }
        loading.publishing().unlock(slots);
    }

    private void refresh(List<BulkSlot<K, V>> slots) {
        try {
            publish(slots, loader.loadAll(BulkLoading.keysOf(slots)));
        } catch (Exception | Error e) {
            loading.refreshFailed(slots, e);
        }
    }
}
