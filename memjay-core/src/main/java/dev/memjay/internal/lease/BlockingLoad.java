package dev.memjay.internal.lease;

import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.load.Flight;
import dev.memjay.internal.load.SingleFlight;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import org.jspecify.annotations.Nullable;

/**
 * A getOrCompute whose caller waits, and runs the loader himself.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
public final class BlockingLoad<K, V> {
    private final Engine engine;
    private final Loading<V> loading;
    private final K key;
    private final Loader<? super K, ? extends V> loader;
    /** The flight for which this caller looks after another's value; somebody has to. */
    private @Nullable Flight watched;

    public BlockingLoad(Engine engine, Loading<V> loading, K key, Loader<? super K, ? extends V> loader) {
        this.engine = engine;
        this.loading = loading;
        this.key = key;
        this.loader = loader;
    }

    /** A result that may be null, where null alone says "not yet". */
    private record Result<V>(@Nullable V value) {}

    @Nullable
    public V run() {
        try {
            while (true) {
                LeaseAnswer<V> answer;
                try {
                    answer = loading.source().ask();
                } catch (UnsupportedByServerException e) {
                    loading.fallBack(e);
                    continue;
                } catch (MemjayException e) {
                    loading.recovered(e);
                    return loadUnstored();
                }
                Result<V> result = act(answer);
                if (result != null) {
                    return result.value();
                }
            }
        } finally {
            stopWatching();
        }
    }

    private @Nullable Result<V> act(LeaseAnswer<V> answer) {
        MemjayException undecodable = loading.undecodable(answer);
        if (undecodable != null) {
            loading.source().giveBack(answer);
            throw undecodable;
        }
        return switch (loading.rules().next(answer)) {
            case SERVE -> served(answer);
            case SERVE_AND_REFRESH -> {
                engine.loads().refresh(loading.policy().refreshExecutor().orElse(null), () -> refresh(answer));
                yield served(answer);
            }
            case LOAD -> new Result<>(load(answer, flightOf(answer)));
            case WAIT -> await(answer);
        };
    }

    private Result<V> served(LeaseAnswer<V> answer) {
        Flight flight = watched;
        if (flight != null) {
            watched = null;
            flight.land(answer.value());
        }
        return new Result<>(answer.value());
    }

    private void stopWatching() {
        Flight flight = watched;
        if (flight != null) {
            watched = null;
            flight.divert();
        }
    }

    // ---- Loading

    private Flight flightOf(LeaseAnswer<V> answer) {
        return loading.join(answer).flight();
    }

    private @Nullable V load(LeaseAnswer<V> answer, Flight flight) {
        if (flight == watched) {
            watched = null;
        } else {
            stopWatching(); // those who wait ask again, and find this one
        }
        V value;
        flight.loadsHere();
        try {
            value = loaded();
        } catch (RuntimeException | Error e) {
            loading.source().giveBack(answer);
            flight.crash(e);
            if (e instanceof RuntimeException && loading.rules().isServedOnError(answer)) {
                return answer.value();
            }
            throw e;
        }
        try {
            publish(answer, value);
        } catch (RuntimeException | Error e) {
            loading.source().giveBack(answer);
            flight.crash(e);
            throw e;
        }
        flight.land(value);
        return value;
    }

    private @Nullable V loaded() {
        try {
            return loader.load(key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw loading.ofLoader(e);
        } catch (Exception e) {
            throw loading.ofLoader(e);
        }
    }

    private void publish(LeaseAnswer<V> answer, @Nullable V value) {
        try {
            loading.source().publish(answer, value);
        } catch (MemjayException e) {
            loading.unpublished(e);
        }
    }

    /** In the background; nobody waits for it, so a failure is only told to the listener. */
    private void refresh(LeaseAnswer<V> answer) {
        try {
            publish(answer, loaded());
        } catch (RuntimeException | Error e) {
            loading.source().giveBack(answer);
            engine.refreshFailed(loading.key().placed(), e);
        }
    }

    /** The cache cannot be asked: the callers of this client share a load, and nobody stores its value. */
    private @Nullable V loadUnstored() {
        SingleFlight.Seat seat = loading.joinUnreachable();
        Flight flight = seat.flight();
        if (!seat.isFirst() && !flight.isOwn()) {
            Result<V> result = result(awaited(flight, loading.longestWaitNanos()), null);
            if (result != null) {
                return result.value();
            }
            return loaded();
        }
        flight.loadsHere();
        try {
            V value = loaded();
            flight.land(value);
            return value;
        } catch (RuntimeException | Error e) {
            flight.crash(e);
            throw e;
        }
    }

    // ---- Waiting

    private @Nullable Result<V> await(LeaseAnswer<V> answer) {
        SingleFlight.Seat seat = loading.join(answer);
        Flight flight = seat.flight();
        if (flight.isOwn()) {
            throw Loading.askedForItself();
        }
        if (flight != watched) {
            stopWatching();
        }
        if (seat.isFirst()) {
            watched = flight;
        }
        long patience = loading.patienceNanos();
        if (patience > 0) {
            Flight.Landing landing = awaited(flight, flight == watched ? loading.pauseNanos() : patience);
            if (landing != null) {
                watched = flight == watched ? null : watched;
                return result(landing, answer);
            }
            if (flight == watched && loading.patienceNanos() > 0) {
                return null;
            }
        }
        return afterWait(answer, flight);
    }

    private Result<V> afterWait(LeaseAnswer<V> answer, Flight flight) {
        LoadPolicy.AfterWait rule = loading.policy().afterWait();
        if (rule == LoadPolicy.AfterWait.FAIL) {
            throw loading.tooLate();
        }
        if (rule == LoadPolicy.AfterWait.STALE && answer.isUsable()) {
            return new Result<>(answer.value());
        }
        if (flight.claim()) {
            return new Result<>(load(answer, flight));
        }
        Result<V> others = result(awaited(flight, loading.longestWaitNanos()), answer);
        return others != null ? others : new Result<>(loadAlone(answer));
    }

    /** Somebody of this client loads and takes too long even for those who waited for the lease. */
    private @Nullable V loadAlone(LeaseAnswer<V> answer) {
        V value = loaded();
        publish(answer, value);
        return value;
    }

    /** What a landing is for this caller; null if there is none, or he has to ask again. */
    @SuppressWarnings("unchecked") // a flight of this identity has values of this codec
    private @Nullable Result<V> result(Flight.@Nullable Landing landing, @Nullable LeaseAnswer<V> answer) {
        if (landing == null || landing.end() == Flight.End.DIVERTED) {
            return null;
        }
        Throwable error = landing.error();
        if (error == null) {
            return new Result<>((V) landing.value());
        }
        if (answer != null
                && error instanceof RuntimeException
                && loading.rules().isServedOnError(answer)) {
            return new Result<>(answer.value());
        }
        throw loading.ofLoader(error);
    }

    private Flight.@Nullable Landing awaited(Flight flight, long nanos) {
        try {
            return flight.await(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(
                    "the calling thread was interrupted while another loads", loading.context(), e);
        }
    }
}
