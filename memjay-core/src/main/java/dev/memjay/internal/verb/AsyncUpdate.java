package dev.memjay.internal.verb;

import dev.memjay.internal.engine.Call;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An update that nobody waits for: each answer starts what comes next.
 *
 * <p>Giving up the result gives up the call in flight, after which no other is started.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
public final class AsyncUpdate<K, V> {
    private final Engine engine;
    private final Rounds<K, V> rounds;
    private final CompletableFuture<@Nullable V> result = new CompletableFuture<>();

    public AsyncUpdate(Engine engine, Rounds<K, V> rounds) {
        this.engine = engine;
        this.rounds = rounds;
    }

    public CompletableFuture<@Nullable V> start() {
        read(rounds.read());
        return result;
    }

    private void read(Call<Rounds.Found<V>> read) {
        then(read, this::attempt);
    }

    private void attempt(Rounds.Found<V> found) {
        Rounds.Step<V> step = rounds.next(found);
        Call<Boolean> attempt = step.attempt();
        if (attempt == null) {
            result.complete(step.result());
            return;
        }
        then(attempt, isApplied -> {
            if (isApplied) {
                result.complete(step.result());
            } else {
                pause(rounds.pauseNanos());
            }
        });
    }

    /** The timer's own thread only hands the next request over, which never blocks. */
    private void pause(long nanos) {
        Executor later = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run);
        later.execute(() -> guarded(() -> read(rounds.read())));
    }

    private <R extends @Nullable Object> void then(Call<R> call, Consumer<R> next) {
        if (result.isDone()) {
            return;
        }
        CompletableFuture<R> sent = call.start(engine, rounds.remainingNanos());
        Futures.cancelTogether(result, sent);
        sent.whenComplete((answer, error) -> {
            if (error == null) {
                guarded(() -> next.accept(answer));
            } else {
                result.completeExceptionally(Futures.unwrapped(error));
            }
        });
    }

    /** Whatever a step throws, the caller's operator above all, is the result. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }
}
