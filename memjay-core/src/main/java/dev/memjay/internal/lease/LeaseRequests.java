package dev.memjay.internal.lease;

import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.time.Duration;

/** What is asked of a server that has leases: a value, and the right to load it where there is none. */
final class LeaseRequests {
    private static final ReadRequest STANDARD = make(LoadPolicy.standard());

    private LeaseRequests() {}

    /** What a call by the policy asks. */
    static ReadRequest of(LoadPolicy policy) {
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

    /** Rounded up, as the server takes it. */
    static long seconds(Duration duration) {
        return duration.getNano() == 0 ? duration.getSeconds() : duration.getSeconds() + 1;
    }
}
