package dev.memjay.internal.lease;

import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.Futures;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.model.AsyncBulkLoader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A getAllOrCompute that nobody waits for: each answer starts what comes next. Giving up the result ends the asking; a load
 * that has begun goes on and is stored.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class AsyncBulkLoad<K, V> {
    private final Engine engine;
    private final BulkLoading<K, V> loading;
    private final AsyncBulkLoader<K, V> loader;
    private final CompletableFuture<Map<K, V>> result = new CompletableFuture<>();

    public AsyncBulkLoad(Engine engine, BulkLoading<K, V> loading, AsyncBulkLoader<K, V> loader) {
        this.engine = engine;
        this.loading = loading;
        this.loader = loader;
    }

    public CompletableFuture<Map<K, V>> start() {
        round(loading.all());
        return result;
    }

    private void round(List<BulkSlot<K, V>> pending) {
        if (pending.isEmpty()) {
            result.complete(loading.result());
            return;
        }
        if (!result.isDone()) {
            askForLeases(loading.round(pending))
                    .thenCompose(this::askForLocks)
                    .whenComplete((round, error) -> guarded(error, () -> act(round)));
        }
    }

    private CompletableFuture<BulkRound<K, V>> askForLeases(BulkRound<K, V> round) {
        if (round.leased.isEmpty()) {
            return CompletableFuture.completedFuture(round);
        }
        return engine.startAll(
                        loading.asking(round.leased), loading.timeoutNanos(), outcome -> loading.read(round, outcome))
                .exceptionallyCompose(error -> Futures.unwrapped(error) instanceof UnsupportedByServerException
                        ? askForLeases(loading.without(round))
                        : CompletableFuture.failedFuture(error));
    }

    private CompletableFuture<BulkRound<K, V>> askForLocks(BulkRound<K, V> round) {
        CompletableFuture<BulkRound<K, V>> asked = CompletableFuture.completedFuture(round);
        for (BulkSlot<K, V> slot : round.locked) {
            CompletableFuture<LeaseAnswer<V>> one =
                    loading.publishing().lock(slot).askLater();
            asked = asked.thenCompose(same -> one.handle((answer, error) -> {
                if (error == null) {
                    loading.sort(slot.with(answer), round);
                } else if (Futures.unwrapped(error) instanceof MemjayException failure) {
                    loading.failed(slot, failure, round);
                } else {
                    throw new CompletionException(error);
                }
                return round;
            }));
        }
        return asked;
    }

    private void act(BulkRound<K, V> round) {
        if (result.isDone()) {
            loading.publishing().giveBack(round.toLoad);
            loading.publishing().giveBack(round.toRefresh);
            return;
        }
        if (!round.toRefresh.isEmpty()) {
            loaded(
                    round.toRefresh,
                    values -> publish(round.toRefresh, values, () -> {}),
                    error -> loading.refreshFailed(round.toRefresh, error));
        }
        load(round.toLoad, () -> waitFor(round.waiting));
    }

    private void waitFor(List<BulkSlot<K, V>> waiting) {
        long pause = waiting.isEmpty() ? 0 : loading.pauseNanos();
        if (pause > 0) {
            Executor later = CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, engine.callbacks());
            later.execute(() -> guarded(null, () -> round(waiting)));
        } else if (waiting.isEmpty()) {
            round(waiting);
        } else {
            load(loading.afterWait(waiting), () -> round(List.of()));
        }
    }

    private void load(List<BulkSlot<K, V>> slots, Runnable then) {
        if (slots.isEmpty()) {
            then.run();
            return;
        }
        loaded(
                slots,
                values -> publish(slots, values, () -> {
                    loading.loaded(slots, values);
                    then.run();
                }),
                error -> guarded(null, () -> {
                    loading.crashed(slots, error);
                    then.run();
                }));
    }

    private void loaded(List<BulkSlot<K, V>> slots, Consumer<Map<K, V>> then, Consumer<Throwable> failed) {
        CompletionStage<? extends Map<K, V>> stage;
        try {
            stage = loader.loadAll(BulkLoading.keysOf(slots));
        } catch (Throwable e) {
            failed.accept(e);
            return;
        }
        stage.whenCompleteAsync(
                (values, error) -> {
                    if (error != null) {
                        failed.accept(Futures.unwrapped(error));
                    } else {
                        guarded(null, () -> then.accept(values));
                    }
                },
                engine.callbacks());
    }

    private void publish(List<BulkSlot<K, V>> slots, Map<K, V> values, Runnable then) {
        BulkCall call;
        try {
            call = loading.publishing().storing(slots, values);
        } catch (RuntimeException | Error unencodable) {
            loading.publishing().giveBack(slots);
            throw unencodable;
        }
        CompletableFuture<?> sent = call == null
                ? CompletableFuture.completedFuture(true)
                : engine.startAll(call, loading.timeoutNanos(), outcome -> {
                    loading.publishing().published(call, outcome);
                    return true;
                });
        sent.whenComplete((done, error) -> guarded(null, () -> {
            loading.publishing().unlock(slots);
            then.run();
        }));
    }

    /** Whatever a step throws is the result. */
    private void guarded(@Nullable Throwable before, Runnable step) {
        if (before != null) {
            result.completeExceptionally(Futures.unwrapped(before));
            return;
        }
        try {
            step.run();
        } catch (Throwable e) {
            result.completeExceptionally(Futures.unwrapped(e));
        }
    }
}
