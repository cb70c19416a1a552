package dev.memjay.internal.lease;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How the right to load one value is asked for, used and given back: by the server's leases, or by a lock beside the item.
 * One for each call.
 *
 * @param <V> the type of the value
 */
public interface LeaseSource<V> {
    /** Reads, and takes the right to load if it is free. Failures are thrown whatever the policy. */
    LeaseAnswer<V> ask();

    /** As {@link #ask} without waiting. */
    CompletableFuture<LeaseAnswer<V>> askLater();

    /**
     * Stores a value, or that there is none, unless somebody changed the item since it was asked for.
     *
     * @return whether it was stored; without a right to remember a missing value, the lease is given back instead
     */
    boolean publish(LeaseAnswer<V> answer, @Nullable V value);

    /** As {@link #publish} without waiting. */
    CompletableFuture<Boolean> publishLater(LeaseAnswer<V> answer, @Nullable V value);

    /** Gives the right back, if the answer brought it, so that the next reader has it. Neither waits nor fails. */
    void giveBack(LeaseAnswer<V> answer);

    /** What callers have to have in common to share a load, beside the answer's CAS number. */
    Object identity();
}
