package dev.memjay.internal.lease;

import dev.memjay.internal.setting.TimeToLive;
import dev.memjay.internal.verb.ViewSettings;
import dev.memjay.model.LoadPolicy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long what was loaded is kept.
 *
 * @param ttl the time to live of values
 * @param grace how much longer the server keeps them
 * @param negative the time to live of "there is none"; zero to not remember that
 * @param spread the largest part that is taken off at random
 */
public record LoadTimes(Duration ttl, Duration grace, Duration negative, double spread) {

    /** The times of a policy in a keyspace. */
    static LoadTimes of(LoadPolicy policy, ViewSettings<?, ?> settings) {
        return new LoadTimes(policy.ttl().orElse(settings.ttl()), policy.grace(), policy.missTtl(), policy.spread());
    }

    boolean remembersMisses() {
        return !negative.isZero();
    }

    /** The time to live of a value. */
    Duration ofValue() {
        return kept(ttl);
    }

    /** The time to live of "there is none". */
    Duration ofNothing() {
        return kept(negative);
    }

    private Duration kept(Duration time) {
        if (time.compareTo(TimeToLive.MAX) >= 0) {
            return time;
        }
        Duration shorter = spread == 0
                ? time
                : Duration.ofMillis((long) (time.toMillis()
                        * (1 - spread * ThreadLocalRandom.current().nextDouble())));
        return (shorter.isZero() ? Duration.ofSeconds(1) : shorter).plus(grace);
    }
}
