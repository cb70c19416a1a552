package dev.memjay.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls are sent to a node, since when that is so, and what failed last there.
 *
 * @param state whether calls are sent
 * @param lasting how long calls have been sent to the node, or refused
 * @param failuresInARow attempts to use the node that failed since it last answered
 * @param lastFailure what failed last, also where the node has answered since; null if nothing has yet
 * @param lastFailureAge how long ago that was; null if nothing has failed yet
 * @param nextAttempt how long until the node, or one of its connections that is missing, is tried again, at most; zero
 *     while an attempt is under way; null if nothing is missing
 */
public record NodeStatus(
        State state,
        Duration lasting,
        int failuresInARow,
        @Nullable Throwable lastFailure,
        @Nullable Duration lastFailureAge,
        @Nullable Duration nextAttempt) {
    /** Nothing is known to be wrong. */
    public static final NodeStatus UNTRIED = new NodeStatus(State.UP, Duration.ZERO, 0, null, null, null);

    /** What becomes of calls to a node. */
    public enum State {
        /** Calls are sent, and nothing failed since the last answer. */
        UP,
        /** Calls are sent, though some failed since the last answer. */
        SUSPECT,
        /** An attempt to use the node failed, and calls are refused until the {@code retryTimeout} is over. */
        WAITING,
        /** Calls are refused; they fail, or other nodes serve them, as the {@link DownNodePolicy} says. */
        DOWN,
        /** Calls are refused, and an attempt to use the node is under way. */
        PROBING,
        /** The server is there and refuses the login: calls fail with the reason that it gave. */
        LOGIN_REFUSED
    }

    /** Whether calls are sent to the node, and can be answered. */
    public boolean isUp() {
        return state == State.UP || state == State.SUSPECT;
    }
}
