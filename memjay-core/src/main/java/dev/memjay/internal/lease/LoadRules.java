package dev.memjay.internal.lease;

import dev.memjay.internal.verb.ItemEnd;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.time.Duration;

/** What a policy asks of a server that has leases, and what it makes of the answer. */
final class LoadRules {
    /** What is to be done about an answer. */
    enum Verdict {
        /** The value that was found is the result. */
        SERVE,
        /** The value that was found is the result, and the caller has to refresh it in the background. */
        SERVE_AND_REFRESH,
        /** The caller has to load. */
        LOAD,
        /** Somebody else loads. */
        WAIT
    }

    private static final ReadRequest STANDARD = make(LoadPolicy.standard());

    private LoadRules() {}

    /** A value, and the right to load it where there is none. */
    static ReadRequest request(LoadPolicy policy) {
        return policy == LoadPolicy.standard() ? STANDARD : make(policy);
    }

    private static ReadRequest make(LoadPolicy policy) {
        long refreshBelow = seconds(policy.grace().plus(policy.refreshAhead()));
        return ReadRequest.lease(Verb.GET_OR_COMPUTE, leaseSeconds(policy.leaseTime()), refreshBelow, refreshBelow > 0);
    }

    /** One more, since the server's clock ticks once a second, and the first tick may come at once. */
    static long leaseSeconds(Duration length) {
        return seconds(length) + 1;
    }

    static long seconds(Duration duration) {
        return ItemEnd.seconds(duration);
    }

    static Verdict verdict(LoadPolicy policy, LeaseAnswer<?> answer) {
        if (answer.undecodable() != null) {
            return Verdict.LOAD;
        }
        if (answer.isUsable() && (!isOld(policy, answer) || isWithin(policy, answer, policy.staleWhileRevalidate()))) {
            return answer.isWon() ? Verdict.SERVE_AND_REFRESH : Verdict.SERVE;
        }
        return answer.isLost() ? Verdict.WAIT : Verdict.LOAD;
    }

    /** Whether the old value is the result where the loader fails. */
    static boolean isServedOnError(LoadPolicy policy, LeaseAnswer<?> answer) {
        return answer.isUsable() && isWithin(policy, answer, policy.staleIfError());
    }

    private static boolean isOld(LoadPolicy policy, LeaseAnswer<?> answer) {
        return answer.isStale() || overdueSeconds(policy, answer) > 0;
    }

    private static boolean isWithin(LoadPolicy policy, LeaseAnswer<?> answer, Duration grace) {
        return !grace.isZero() && (answer.isStale() || overdueSeconds(policy, answer) <= seconds(grace));
    }

    /** By how much the value's own time is over, which the server keeps it longer than. */
    private static long overdueSeconds(LoadPolicy policy, LeaseAnswer<?> answer) {
        return ItemEnd.overdueSeconds(policy, answer.secondsLeft());
    }
}
