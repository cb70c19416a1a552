package dev.memjay.internal.route;

import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.NodeDownException;
import dev.memjay.internal.clock.Lapse;
import dev.memjay.internal.connection.Failure;
import java.time.Duration;

/**
 * Why calls to a node are refused, and until when.
 *
 * @param failures attempts to use the node that failed in a row
 * @param last what failed last
 * @param since since when calls are refused for as grave a reason
 * @param nextTry when the node is tried again; past while it is tried
 */
record Refusal(int failures, LastFailure last, long since, long nextTry) {
    /**
     * What failed last at a node.
     *
     * @param cause what failed
     * @param at when
     */
    record LastFailure(Throwable cause, long at) {}

    /** The same with something that failed meanwhile. */
    Refusal with(LastFailure newer) {
        return new Refusal(failures, newer, since, nextTry);
    }

    /** The same while the node is tried. */
    Refusal tried(long now) {
        return new Refusal(failures, last, since, now);
    }

    /** The error of a call that is refused now. */
    NodeDownException error(Context context, long now) {
        long untilNext = Math.max(0, nextTry - now);
        String message = "the node is not called: " + attempts() + " failed, the last " + Lapse.of(now - last.at())
                + " ago: "
                + Failure.reason(last.cause())
                + (untilNext == 0 ? "; an attempt is under way" : "; next attempt within " + Lapse.of(untilNext));
        return new NodeDownException(
                message,
                context,
                last.cause(),
                Duration.ofNanos(Math.max(0, now - last.at())),
                Duration.ofNanos(untilNext));
    }

    /** How many failed, in words. */
    String attempts() {
        return failures == 1 ? "1 attempt" : failures + " attempts in a row";
    }
}
