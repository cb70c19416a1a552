package dev.memjay.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The node is considered down, and the call was refused without trying it: nothing was sent. {@link #getCause} is what
 * failed last at this node.
 */
public final class NodeDownException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    private final Duration failedAgo;
    private final Duration nextAttempt;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param cause what failed last, or null
     * @param failedAgo how long ago that was
     * @param nextAttempt how long until the node is tried again, at most; zero while it is tried
     */
    public NodeDownException(
            String message, Context context, @Nullable Throwable cause, Duration failedAgo, Duration nextAttempt) {
        super(message, context, cause);
        this.failedAgo = failedAgo;
        this.nextAttempt = nextAttempt;
    }

    /** How long before this exception the failure happened that {@link #getCause} gives. */
    public Duration failedAgo() {
        return failedAgo;
    }

    /** How long after this exception the node is tried again, at most; zero if an attempt was under way. */
    public Duration nextAttempt() {
        return nextAttempt;
    }
}
