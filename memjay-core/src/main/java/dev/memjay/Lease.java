package dev.memjay;

import dev.memjay.internal.lease.LeaseDeed;
import dev.memjay.internal.script.Script;
import dev.memjay.model.FailurePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Leases#lease(Object)} found, and the sole right to load the value if it was free.
 *
 * <pre>{@code
 * try (Lease<User> lease = users.leases().lease("42")) {
 *     if (lease.isWon()) {
 *         lease.complete(database.load("42"));
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe. The right is used or given back once; {@link #close()} gives it back if it was not used.
 *
 * @param <V> the type of the value
 */
public final class Lease<V> implements AutoCloseable {
    private final LeaseDeed<V> deed;

    Lease(LeaseDeed<V> deed) {
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
     * Stores a value with the keyspace's time to live, if the lease still holds. Blocks as every verb does.
     *
     * @param value the value
     * @return whether it was stored; false when the lease has run out or the key was changed meanwhile
     * @throws IllegalStateException if the right is not this caller's, or was used or given back already
     */
    public boolean complete(V value) {
        return complete(value, deed.ttl());
    }

    /**
     * Stores a value, if the lease still holds. Blocks as every verb does. Failures are thrown under every
     * {@link FailurePolicy}.
     *
     * @param value the value
     * @param ttl the time to live, {@link Memjay#NEVER} for no end
     * @return whether it was stored; false when the lease has run out or the key was changed meanwhile
     * @throws IllegalStateException if the right is not this caller's, or was used or given back already
     */
    public boolean complete(V value, Duration ttl) {
        return deed.completing(value, ttl).run(deed.engine(), deed.timeoutNanos());
    }

    /**
     * Gives the right back, so that the next reader has it. Blocks as every verb does.
     *
     * @return whether it was still this caller's; false as well if it was used or given back already
     */
    public boolean abandon() {
        Script<Boolean> abandoning = deed.abandoning();
        return abandoning != null && abandoning.run();
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
