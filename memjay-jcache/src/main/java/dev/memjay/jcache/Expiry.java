package dev.memjay.jcache;

import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * An expiry policy, asked for the millisecond at which an entry ends. A policy that throws makes new entries eternal and leaves
 * the end of others as it is.
 */
final class Expiry {
    private final ExpiryPolicy policy;

    Expiry(ExpiryPolicy policy) {
        this.policy = policy;
    }

    ExpiryPolicy policy() {
        return policy;
    }

    static long now() {
        return System.currentTimeMillis();
    }

    /** When an entry ends that is created now; {@code now} or earlier for one that is not worth storing. */
    long afterCreation(long now) {
        Duration duration;
        try {
            duration = policy.getExpiryForCreation();
        } catch (RuntimeException e) {
            return Envelope.NEVER;
        }
        return end(duration, now, Envelope.NEVER);
    }

    long afterUpdate(long end, long now) {
        try {
            return end(policy.getExpiryForUpdate(), now, end);
        } catch (RuntimeException e) {
            return end;
        }
    }

    long afterAccess(long end, long now) {
        try {
            return end(policy.getExpiryForAccess(), now, end);
        } catch (RuntimeException e) {
            return end;
        }
    }

    private static long end(@Nullable Duration duration, long now, long otherwise) {
        if (duration == null) {
            return otherwise;
        }
        if (duration.isEternal()) {
            return Envelope.NEVER;
        }
        long end = now + duration.getTimeUnit().toMillis(duration.getDurationAmount());
        return end < now ? Envelope.NEVER : end;
    }

    /** Whether a read may change the end: false only of policies that are known not to. */
    boolean isMovedByAccess() {
        Class<?> type = policy.getClass();
        return type != EternalExpiryPolicy.class
                && type != CreatedExpiryPolicy.class
                && type != ModifiedExpiryPolicy.class;
    }

    /** Whether no entry ever ends, so that an item that is there is an entry. */
    boolean isEternal() {
        return policy.getClass() == EternalExpiryPolicy.class;
    }

    /** Whether an update ends when a creation would, so that a put need not know which of them it is. */
    boolean isSameForUpdate() {
        Class<?> type = policy.getClass();
        return type == EternalExpiryPolicy.class
                || type == ModifiedExpiryPolicy.class
                || type == TouchedExpiryPolicy.class;
    }
}
