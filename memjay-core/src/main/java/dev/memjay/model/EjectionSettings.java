package dev.memjay.model;

import java.time.Duration;
import java.util.Objects;

/**
 * When a node that fails is left alone, and when it is tried again. Has a name for every such setting of pymemcache's
 * {@code HashClient} and of libmemcached, and does what their documents promise; {@code docs/failures.md} lists where that
 * is not what they do.
 *
 * <p>A failure is a call that could not be sent or got no reply in time, or an attempt to connect that failed. An error
 * that the server answered is no failure: it shows that the node lives. Only failures in a row count, without an answer
 * between them.
 *
 * <p>Immutable.
 */
public final class EjectionSettings {
    /**
     * Memjay's own: down after 5 failures in a row, no time to be left alone before that, and tried again from 10 ms on, in
     * pauses that grow to 1 s.
     */
    public static final EjectionSettings DEFAULT =
            new EjectionSettings(5, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), true);

    /** The most failures in a row that {@link #failureLimit(int)} takes. */
    public static final int MAX_FAILURES = 1_000_000;

    /** The longest that each of the times may be. */
    public static final Duration MAX_TIME = Duration.ofDays(1);

    private final int failureLimit;
    private final Duration retryTimeout;
    private final Duration deadTimeout;
    private final Duration probePause;
    private final boolean autoEject;

    private EjectionSettings(
            int failureLimit, Duration retryTimeout, Duration deadTimeout, Duration probePause, boolean autoEject) {
        this.failureLimit = failureLimit;
        this.retryTimeout = retryTimeout;
        this.deadTimeout = deadTimeout;
        this.probePause = probePause;
        this.autoEject = autoEject;
    }

    /**
     * The defaults of pymemcache's HashClient: 2 retries a second apart, then left alone for a minute, each time anew: the
     * pauses do not grow, unless {@link #probePause} is set too.
     */
    public static EjectionSettings pymemcache() {
        return new EjectionSettings(3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ZERO, true);
    }

    /**
     * The defaults of libmemcached: tried every 2 seconds and never ejected; with {@link #autoEject} after 5 failures. The
     * pauses do not grow, unless {@link #probePause} is set too.
     */
    public static EjectionSettings libmemcached() {
        return new EjectionSettings(5, Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, false);
    }

    /** Failures in a row after which a node is down; libmemcached's {@code failure_limit}. */
    public int failureLimit() {
        return failureLimit;
    }

    /**
     * libmemcached's {@code failure_limit}.
     *
     * @param failures failures in a row after which a node is down, 1 to 1,000,000
     */
    public EjectionSettings failureLimit(int failures) {
        if (failures < 1 || failures > MAX_FAILURES) {
            throw new IllegalArgumentException("failureLimit is " + failures + "; it has to be 1 to " + MAX_FAILURES);
        }
        return new EjectionSettings(failures, retryTimeout, deadTimeout, probePause, autoEject);
    }

    /** Tries after the first failure until a node is down; pymemcache's {@code retry_attempts}. */
    public int retryAttempts() {
        return failureLimit - 1;
    }

    /**
     * pymemcache's {@code retry_attempts}: the same setting as {@link #failureLimit(int)}, which counts the first failure too.
     *
     * @param attempts tries after the first failure until a node is down, 0 to 999,999
     */
    public EjectionSettings retryAttempts(int attempts) {
        if (attempts < 0 || attempts >= MAX_FAILURES) {
            throw new IllegalArgumentException(
                    "retryAttempts is " + attempts + "; it has to be 0 to " + (MAX_FAILURES - 1));
        }
        return failureLimit(attempts + 1);
    }

    /** How long a node is left alone after a failure that does not yet make it down; zero for not at all. */
    public Duration retryTimeout() {
        return retryTimeout;
    }

    /**
     * {@code retry_timeout} of both.
     *
     * @param timeout how long a node is left alone after a failure that does not yet make it down, up to a day; zero for
     *     not at all
     */
    public EjectionSettings retryTimeout(Duration timeout) {
        return new EjectionSettings(failureLimit, checked("retryTimeout", timeout), deadTimeout, probePause, autoEject);
    }

    /** How long a node that is down is left alone; zero for not at all. */
    public Duration deadTimeout() {
        return deadTimeout;
    }

    /**
     * {@code dead_timeout} of both.
     *
     * @param timeout how long a node that is down is left alone at least, up to a day; zero for not at all
     */
    public EjectionSettings deadTimeout(Duration timeout) {
        return new EjectionSettings(failureLimit, retryTimeout, checked("deadTimeout", timeout), probePause, autoEject);
    }

    /** The longest pause between two probes of a node that is down, where {@link #deadTimeout()} is not longer. */
    public Duration probePause() {
        return probePause;
    }

    /**
     * The longest pause between two probes of a node that is down. Pauses begin with {@link #deadTimeout()}, at least 10
     * ms, and double.
     *
     * @param longest up to a day; where it is shorter than the first pause that one stays, and does not grow
     */
    public EjectionSettings probePause(Duration longest) {
        return new EjectionSettings(failureLimit, retryTimeout, deadTimeout, checked("probePause", longest), autoEject);
    }

    /** Whether a node can be down at all; without that it is only left alone after each failure. */
    public boolean autoEject() {
        return autoEject;
    }

    /**
     * libmemcached's {@code auto_eject}.
     *
     * @param eject whether a node is down after so many failures; without that it is only left alone after each
     */
    public EjectionSettings autoEject(boolean eject) {
        return new EjectionSettings(failureLimit, retryTimeout, deadTimeout, probePause, eject);
    }

    /**
     * pylibmc's {@code remove_failed}, which is {@link #autoEject(boolean)} by another name.
     *
     * @param remove whether a node is down after so many failures
     */
    public EjectionSettings removeFailed(boolean remove) {
        return autoEject(remove);
    }

    private static Duration checked(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative() || value.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it has to be zero to one day");
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EjectionSettings that
                && failureLimit == that.failureLimit
                && retryTimeout.equals(that.retryTimeout)
                && deadTimeout.equals(that.deadTimeout)
                && probePause.equals(that.probePause)
                && autoEject == that.autoEject;
    }

    @Override
    public int hashCode() {
        return Objects.hash(failureLimit, retryTimeout, deadTimeout, probePause, autoEject);
    }

    @Override
    public String toString() {
        return "failureLimit=" + failureLimit + ", retryTimeout=" + retryTimeout + ", deadTimeout=" + deadTimeout
                + ", probePause=" + probePause + ", autoEject=" + autoEject;
    }
}
