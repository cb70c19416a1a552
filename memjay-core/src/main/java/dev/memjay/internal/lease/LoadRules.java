package dev.memjay.internal.lease;

import dev.memjay.model.LoadPolicy;
import java.time.Duration;

/**
 * What a policy makes of an answer.
 *
 * @param policy the policy
 */
public record LoadRules(LoadPolicy policy) {
    /** What is to be done about an answer. */
    enum Step {
        /** The value that was found is the result. */
        SERVE,
        /** The value that was found is the result, and the caller has to refresh it in the background. */
        SERVE_AND_REFRESH,
        /** The caller has to load. */
        LOAD,
        /** Somebody else loads. */
        WAIT
    }

    Step next(LeaseAnswer<?> answer) {
        if (answer.undecodable() != null) {
            return Step.LOAD;
        }
        if (answer.isUsable() && (!isOld(answer) || isWithin(answer, policy.staleWhileRevalidate()))) {
            return answer.isWon() ? Step.SERVE_AND_REFRESH : Step.SERVE;
        }
        return answer.isLost() ? Step.WAIT : Step.LOAD;
    }

    /** Whether the old value is the result where the loader fails. */
    boolean isServedOnError(LeaseAnswer<?> answer) {
        return answer.isUsable() && isWithin(answer, policy.staleIfError());
    }

    private boolean isOld(LeaseAnswer<?> answer) {
        return answer.isStale() || overdueSeconds(answer) > 0;
    }

    private boolean isWithin(LeaseAnswer<?> answer, Duration grace) {
        return !grace.isZero() && (answer.isStale() || overdueSeconds(answer) <= LeaseRequests.seconds(grace));
    }

    /** By how much the value's own time is over, which the server keeps it longer than. */
    private long overdueSeconds(LeaseAnswer<?> answer) {
        return answer.secondsLeft() < 0 ? 0 : LeaseRequests.seconds(policy.grace()) - answer.secondsLeft();
    }
}
