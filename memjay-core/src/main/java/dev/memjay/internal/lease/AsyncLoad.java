package dev.memjay.internal.lease;

import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.Futures;
import dev.memjay.internal.load.Flight;
import dev.memjay.internal.load.SingleFlight;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.LoadPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A getOrCompute that nobody waits for: each answer starts what comes next.
 *
 * <p>Giving up the result ends the asking; a load that has begun goes on and is stored, since others may wait for it.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
public final class AsyncLoad<K, V> {
    private final Engine engine;
    private final Loading<V> loading;
    private final K key;
    private final AsyncLoader<? super K, ? extends V> loader;
    private final CompletableFuture<@Nullable V> result = new CompletableFuture<>();
    /** The flight for which this call looks after another's value. */
    private volatile @Nullable Flight watched;

    public AsyncLoad(Engine engine, Loading<V> loading, K key, AsyncLoader<? super K, ? extends V> loader) {
        this.engine = engine;
        this.loading = loading;
        this.key = key;
        this.loader = loader;
    }

    public CompletableFuture<@Nullable V> start() {
        result.whenComplete((value, error) -> stopWatching());
        ask();
        return result;
    }

    private void ask() {
        if (result.isDone()) {
            return;
        }
        loading.source()
                .askLater()
                .whenComplete((answer, error) -> guarded(() -> {
                    if (error == null) {
                        act(answer);
                    } else if (Futures.unwrapped(error) instanceof UnsupportedByServerException unsupported) {
                        loading.fallBack(unsupported);
                        ask();
                    } else if (Futures.unwrapped(error) instanceof MemjayException failure) {
                        loading.recovered(failure);
                        loadUnstored();
                    } else {
                        result.completeExceptionally(Futures.unwrapped(error));
                    }
                }));
    }

    private void act(LeaseAnswer<V> answer) {
        if (result.isDone()) {
            loading.source().giveBack(answer);
            return;
        }
        MemjayException undecodable = loading.undecodable(answer);
        if (undecodable != null) {
            loading.source().giveBack(answer);
            throw undecodable;
        }
        switch (loading.rules().next(answer)) {
            case SERVE -> serve(answer);
            case SERVE_AND_REFRESH -> {
                refresh(answer);
                serve(answer);
            }
            case LOAD -> load(answer, loading.join(answer).flight());
            case WAIT -> await(answer);
        }
    }

    private void serve(LeaseAnswer<V> answer) {
        Flight flight = watched;
        if (flight != null) {
            watched = null;
            flight.land(answer.value());
        }
        result.complete(answer.value());
    }

    private void stopWatching() {
        Flight flight = watched;
        if (flight != null) {
            watched = null;
            flight.divert();
        }
    }

    // ---- Loading

    /** Calls the loader; what it throws counts as what its stage fails with. */
    private void loaded(Consumer<@Nullable V> then, Consumer<Throwable> failed) {
        CompletionStage<? extends @Nullable V> stage;
        try {
            stage = loader.load(key);
        } catch (Throwable e) {
            failed.accept(e);
            return;
        }
        stage.whenCompleteAsync(
                (value, error) -> {
                    if (error != null) {
                        failed.accept(Futures.unwrapped(error));
                        return;
                    }
                    try {
                        then.accept(value);
                    } catch (Throwable e) {
                        failed.accept(e);
                    }
                },
                engine.callbacks());
    }

    private void load(LeaseAnswer<V> answer, Flight flight) {
        if (flight == watched) {
            watched = null;
        } else {
            stopWatching();
        }
        flight.claim();
        loaded(
                value -> publish(answer, value, () -> {
                    flight.land(value);
                    result.complete(value);
                }),
                error -> {
                    loading.source().giveBack(answer);
                    flight.crash(error);
                    fail(error, answer);
                });
    }

    /** Stores what was loaded, and goes on whether or not that could be done. */
    private void publish(LeaseAnswer<V> answer, @Nullable V value, Runnable then) {
        loading.source()
                .publishLater(answer, value)
                .whenComplete((stored, error) -> guarded(() -> {
                    if (error != null && Futures.unwrapped(error) instanceof MemjayException failure) {
                        loading.unpublished(failure);
                    }
                    then.run();
                }));
    }

    private void fail(Throwable error, @Nullable LeaseAnswer<V> answer) {
        if (answer != null && !(error instanceof Error) && loading.rules().isServedOnError(answer)) {
            result.complete(answer.value());
        } else {
            result.completeExceptionally(error instanceof Error ? error : loading.ofLoader(error));
        }
    }

    private void refresh(LeaseAnswer<V> answer) {
        loaded(value -> publish(answer, value, () -> {}), error -> {
            loading.source().giveBack(answer);
            engine.refreshFailed(loading.key().placed(), error);
        });
    }

    private void loadUnstored() {
        SingleFlight.Seat seat = loading.joinUnreachable();
        Flight flight = seat.flight();
        if (seat.isFirst()) {
            flight.claim();
            loaded(
                    value -> {
                        flight.land(value);
                        result.complete(value);
                    },
                    error -> {
                        flight.crash(error);
                        fail(error, null);
                    });
            return;
        }
        within(flight, loading.longestWaitNanos(), landing -> {
            if (landing == null || landing.end() == Flight.End.DIVERTED) {
                loaded(result::complete, error -> fail(error, null));
            } else {
                take(landing, null);
            }
        });
    }

    // ---- Waiting

    private void await(LeaseAnswer<V> answer) {
        SingleFlight.Seat seat = loading.join(answer);
        Flight flight = seat.flight();
        if (flight != watched) {
            stopWatching();
        }
        if (seat.isFirst()) {
            watched = flight;
        }
        long patience = loading.patienceNanos();
        if (patience <= 0) {
            afterWait(answer, flight);
            return;
        }
        boolean looks = flight == watched;
        within(flight, looks ? loading.pauseNanos() : patience, landing -> {
            if (landing != null) {
                if (flight == watched) {
                    watched = null;
                }
                take(landing, answer);
            } else if (looks && loading.patienceNanos() > 0) {
                ask();
            } else {
                afterWait(answer, flight);
            }
        });
    }

    private void afterWait(LeaseAnswer<V> answer, Flight flight) {
        LoadPolicy.AfterWait rule = loading.policy().afterWait();
        if (rule == LoadPolicy.AfterWait.FAIL) {
            throw loading.tooLate();
        }
        if (rule == LoadPolicy.AfterWait.STALE && answer.isUsable()) {
            result.complete(answer.value());
        } else if (flight.claim()) {
            load(answer, flight);
        } else {
            within(flight, loading.longestWaitNanos(), landing -> {
                if (landing != null && landing.end() != Flight.End.DIVERTED) {
                    take(landing, answer);
                } else {
                    loaded(value -> publish(answer, value, () -> result.complete(value)), error -> fail(error, answer));
                }
            });
        }
    }

    @SuppressWarnings("unchecked") // a flight of this identity has values of this codec
    private void take(Flight.Landing landing, @Nullable LeaseAnswer<V> answer) {
        switch (landing.end()) {
            case LANDED -> result.complete((V) landing.value());
            case DIVERTED -> ask();
            case CRASHED -> {
                Throwable error = landing.error();
                fail(error == null ? Loading.askedForItself() : error, answer);
            }
        }
    }

    /** Goes on with the end of a flight, or with null when the time is over. */
    private void within(Flight flight, long nanos, Consumer<Flight.@Nullable Landing> then) {
        flight.future()
                .completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS)
                .whenCompleteAsync((landing, never) -> guarded(() -> then.accept(landing)), engine.callbacks());
    }

    /** Whatever a step throws is the result. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            result.completeExceptionally(Futures.unwrapped(e));
        }
    }
}
