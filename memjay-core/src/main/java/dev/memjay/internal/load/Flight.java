package dev.memjay.internal.load;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
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
    /** When the loading began; 0 while nobody loads. */
    private final AtomicLong claimed = new AtomicLong();

    private volatile @Nullable Thread loader;

    Flight(SingleFlight all, Object key) {
        this.all = all;
        this.key = key;
    }

    /**
     * Becomes the one who loads; false if somebody is already.
     *
     * @param now the present time in nanoseconds
     */
    public boolean claim(long now) {
        return claimed.compareAndSet(0, now == 0 ? 1 : now);
    }

    /** When somebody began to load. */
    public long claimedAt() {
        return claimed.get();
    }

    /** Runs a loader such that one who asks for its own key on this thread is found out, see {@link #isOwn}. */
    public <T> T loading(Callable<T> code) throws Exception {
        loader = Thread.currentThread();
        try {
            return code.call();
        } finally {
            loader = null;
        }
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
        landing.complete(how);
    }

    /** What came of it, or null if it is still under way. */
    public @Nullable Landing landing() {
        return landing.getNow(null);
    }

    /** Its end, for those who wait; never completes exceptionally, and nobody but the flight may complete it. */
    public CompletableFuture<Landing> future() {
        return landing;
    }
}
