package dev.memjay;

import dev.memjay.internal.lease.LeaseDeed;
import dev.memjay.internal.script.Script;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What {@link AsyncLeases#lease(Object)} found, and the sole right to load the value if it was free: a {@link Lease} that
 * does not block.
 *
 * @param <V> the type of the value
 */
public final class AsyncLease<V> implements AutoCloseable {
    private final LeaseDeed<V> deed;

    AsyncLease(LeaseDeed<V> deed) {
        this.deed = deed;
    }

    /** Whether this caller, and no other, has the right to load the value. */
    public boolean isWon() {
        return deed.answer().isWon();
    }

    /** The value that is there, old or not; null when there is none. */
    public @Nullable V value() {
        return deed.answer().value();
    }

    /** Whether the value was {@linkplain Keyspace#invalidate invalidated}. */
    public boolean isStale() {
        return deed.answer().isStale();
    }

    /**
     * Stores a value with the keyspace's time to live, if the lease still holds.
     *
     * @param value the value
     * @return of whether it was stored
     * @throws IllegalStateException if the right is not this caller's, or was used or given back already
     */
    public CompletableFuture<Boolean> complete(V value) {
        return complete(value, deed.ttl());
    }

    /**
     * Stores a value, if the lease still holds.
     *
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return of whether it was stored
     * @throws IllegalStateException if the right is not this caller's, or was used or given back already
     */
    public CompletableFuture<Boolean> complete(V value, Duration ttl) {
        return deed.completing(value, ttl).start(deed.engine(), deed.timeoutNanos());
    }

    /**
     * Gives the right back, so that the next reader has it.
     *
     * @return of whether it was still this caller's; of false as well if it was used or given back already
     */
    public CompletableFuture<Boolean> abandon() {
        Script<Boolean> abandoning = deed.abandoning();
        return abandoning == null
                ? CompletableFuture.completedFuture(false)
                : abandoning.start(deed.engine().callbacks());
    }

    /** Gives the right back if it was not used. Neither waits nor fails: at worst the lease runs out by itself. */
    @Override
    public void close() {
        deed.close();
    }

    /** What was found, without the value. */
    @Override
    public String toString() {
        return deed.toString();
    }
}
