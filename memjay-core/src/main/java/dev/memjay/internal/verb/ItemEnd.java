package dev.memjay.internal.verb;

import dev.memjay.internal.setting.TimeToLive;
import dev.memjay.model.LoadPolicy;
import java.time.Duration;

/**
 * A value's own end, after which the server keeps it for the grace of a load policy: how much longer it is stored, and by how
 * much its time is over, which the time left there tells.
 */
public final class ItemEnd {
    private ItemEnd() {}

    /** Rounded up, as the server takes it. */
    public static long seconds(Duration duration) {
        return duration.getNano() == 0 ? duration.getSeconds() : duration.getSeconds() + 1;
    }

    /**
     * How long the server keeps a value with a time to live.
     *
     * @param ttl longer than zero by itself, not by the grace alone
     */
    static Duration kept(LoadPolicy policy, Duration ttl) {
        TimeToLive.checked(ttl);
        Duration grace = policy.grace();
        return grace.isZero() || ttl.compareTo(TimeToLive.MAX) >= 0 ? ttl : ttl.plus(grace);
    }

    /**
     * By how much the value's own time is over.
     *
     * @param secondsLeft on the server; negative for no end
     */
    public static long overdueSeconds(LoadPolicy policy, long secondsLeft) {
        return secondsLeft < 0 ? 0 : seconds(policy.grace()) - secondsLeft;
    }

    /** With fewer seconds left on the server, a read that loads nothing must not serve a value any more. */
    static int overBelow(LoadPolicy policy) {
        return Math.toIntExact(seconds(policy.grace()) - seconds(policy.staleWhileRevalidate())); // of 30 days at most
    }
}
