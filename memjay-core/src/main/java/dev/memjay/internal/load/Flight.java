package dev.memjay.internal.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One load that several callers wait for: it lands with a value, crashes with an error, or is diverted, and then everybody
 * who waits asks again. Thread-safe; ends once.
 */
public final class Flight {
    /** How a flight ended. */
    public enum End {
        /** With a value, which may be null for "there is none". */
        LANDED,
        /** With the loader's error. */
        CRASHED,
        /** Without either: somebody else has to be asked. */
        DIVERTED
    }

    /**
     * What came of a flight.
     *
     * @param end how it ended
     * @param value the value of one that landed
     * @param error the error of one that crashed
     */
    public record Landing(
            End end, @Nullable Object value, @Nullable Throwable error) {
        private static final Landing DIVERSION = new Landing(End.DIVERTED, null, null);
    }

    private final SingleFlight all;
    private final Object key;
    private final CompletableFuture<Landing> landing = new CompletableFuture<>();
    private final AtomicBoolean loading = new AtomicBoolean();
    private volatile @Nullable Thread loader;

    Flight(SingleFlight all, Object key) {
        this.all = all;
        this.key = key;
    }

    /** Becomes the one who loads; false if somebody is already. */
    public boolean claim() {
        return loading.compareAndSet(false, true);
    }

    /** Says that the current thread runs the loader, so that a loader who asks for its own key is found out. */
    public void loadsHere() {
        loading.set(true);
        loader = Thread.currentThread();
    }

    /** Whether the current thread runs the loader that this flight waits for. */
    public boolean isOwn() {
        return loader == Thread.currentThread();
    }

    /** Ends with a value. */
    public void land(@Nullable Object value) {
        end(new Landing(End.LANDED, value, null));
    }

    /** Ends with the loader's error. */
    public void crash(Throwable error) {
        end(new Landing(End.CRASHED, null, error));
    }

    /** Ends without a result. */
    public void divert() {
        end(Landing.DIVERSION);
    }

    private void end(Landing how) {
        // Removed first, so that whoever comes after the end never joins it.
        all.remove(key, this);
        loader = null;
        landing.complete(how);
    }

    /** What came of it, or null if it is still under way. */
    public @Nullable Landing landing() {
        return landing.getNow(null);
    }

    /**
     * Waits for its end.
     *
     * @return what came of it, or null when the time is over
     */
    public @Nullable Landing await(long nanos) throws InterruptedException {
        try {
            return landing.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a flight ends only with a landing", e);
        }
    }

    /** Its end, for those who do not wait; never completes exceptionally, and is the caller's own. */
    public CompletableFuture<Landing> future() {
        return landing.copy();
    }
}
