package dev.memjay.internal.connection;

import dev.memjay.internal.wire.Request;
import org.jspecify.annotations.Nullable;

/**
 * An operation that a virtual thread waits for, parked without a time of its own: the event loop wakes it when its
 * reply is there or its deadline is over. A timed park of a virtual thread goes through the JDK's timer queue and took
 * as much CPU as all the rest of a get.
 */
final class Parked extends Operation {
    private final long deadline;

    Parked(Request request, @Nullable String key, boolean base64Key, long deadline) {
        super(request, key, base64Key);
        this.deadline = deadline;
    }

    /** When to give up, in {@link dev.memjay.internal.clock.Clock#nanoTime()}. */
    long deadline() {
        return deadline;
    }
}
