package dev.memjay.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How {@link dev.memjay.Keyspace#getOrCompute(Object, Loader, LoadPolicy)} loads, waits and keeps. Immutable; begin with
 * {@link #standard()} and change what should differ:
 *
 * <pre>{@code
 * LoadPolicy policy = LoadPolicy.standard()
 *         .ttl(Duration.ofMinutes(10))
 *         .refreshAhead(Duration.ofMinutes(1))
 *         .staleIfError(Duration.ofHours(1));
 * }</pre>
 *
 * <p>memcached counts whole seconds, so every duration but {@link #maxWait} is rounded up to them.
 */
public final class LoadPolicy {
    /** What a caller does who waited as long as he may for somebody else's load. */
    public enum AfterWait {
        /**
         * Loads the value itself; the callers of one client share one such load. The value is stored unless somebody
         * else's came first.
         */
        COMPUTE,
        /** Takes the old value, if there is one, and else loads as {@link #COMPUTE} says. */
        STALE,
        /** Fails with an {@link dev.memjay.error.OperationTimeoutException}. */
        FAIL
    }

    private static final Duration MAX = Duration.ofDays(30);
    private static final Duration MAX_LEASE = Duration.ofHours(1);
    /** A lease may last a second longer than it says, and whoever waits for its end looks again a little later. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final LoadPolicy STANDARD = new LoadPolicy(new Draft());

    /** The fields while a policy is made from another. */
    private static final class Draft {
        @Nullable
        Duration ttl;

        Duration lease = Duration.ofSeconds(5);

        @Nullable
        Duration wait;

        AfterWait afterWait = AfterWait.COMPUTE;
        Duration refreshAhead = Duration.ZERO;
        Duration staleWhileRevalidate = Duration.ZERO;
        Duration staleIfError = Duration.ZERO;
        Duration negative = Duration.ZERO;
        double spread;

        @Nullable
        Executor executor;
    }

    private final @Nullable Duration ttl;
    private final Duration lease;
    private final @Nullable Duration wait;
    private final AfterWait afterWait;
    private final Duration refreshAhead;
    private final Duration staleWhileRevalidate;
    private final Duration staleIfError;
    private final Duration negative;
    private final double spread;
    private final @Nullable Executor executor;

    private LoadPolicy(Draft draft) {
        ttl = draft.ttl;
        lease = draft.lease;
        wait = draft.wait;
        afterWait = draft.afterWait;
        refreshAhead = draft.refreshAhead;
        staleWhileRevalidate = draft.staleWhileRevalidate;
        staleIfError = draft.staleIfError;
        negative = draft.negative;
        spread = draft.spread;
        executor = draft.executor;
    }

    private Draft draft() {
        Draft draft = new Draft();
        draft.ttl = ttl;
        draft.lease = lease;
        draft.wait = wait;
        draft.afterWait = afterWait;
        draft.refreshAhead = refreshAhead;
        draft.staleWhileRevalidate = staleWhileRevalidate;
        draft.staleIfError = staleIfError;
        draft.negative = negative;
        draft.spread = spread;
        draft.executor = executor;
        return draft;
    }

    /**
     * The policy of calls without one: the keyspace's time to live, a lease of 5 seconds, callers wait up to 7 and then
     * compute, nothing is refreshed ahead, served stale or remembered as missing, and times to live are not spread.
     */
    public static LoadPolicy standard() {
        return STANDARD;
    }

    /**
     * The time to live of what is loaded.
     *
     * @param ttl longer than zero, {@link dev.memjay.Memjay#NEVER} for no end; the keyspace's by default
     */
    public LoadPolicy ttl(Duration ttl) {
        Draft draft = draft();
        if (Objects.requireNonNull(ttl, "ttl").isZero() || ttl.isNegative()) {
            throw new IllegalArgumentException(
                    "the time to live is " + ttl + "; it has to be longer than zero, Memjay.NEVER for no end");
        }
        draft.ttl = ttl;
        return new LoadPolicy(draft);
    }

    /**
     * How long whoever loads has the sole right to. If he dies, somebody else gets it when this is over. About twice what
     * the slowest loads take is right: a shorter lease has slow values loaded twice, a longer one has callers wait longer
     * after a crash.
     *
     * @param length 1 second to 1 hour; 5 seconds by default
     */
    public LoadPolicy leaseTime(Duration length) {
        Draft draft = draft();
        draft.lease = between("length", length, Duration.ofSeconds(1), MAX_LEASE);
        return new LoadPolicy(draft);
    }

    /**
     * How long a caller waits at most for somebody else's load.
     *
     * @param wait up to 1 hour, zero for not at all; by default the length of the lease and 2 seconds more, so that after
     *     a crash the lease runs out before the waiting does
     */
    public LoadPolicy maxWait(Duration wait) {
        Draft draft = draft();
        draft.wait = between("wait", wait, Duration.ZERO, MAX_LEASE);
        return new LoadPolicy(draft);
    }

    /**
     * What a caller does who waited as long as {@link #maxWait} says.
     *
     * @param rule {@link AfterWait#COMPUTE} by default
     */
    public LoadPolicy afterWait(AfterWait rule) {
        Draft draft = draft();
        draft.afterWait = Objects.requireNonNull(rule, "rule");
        return new LoadPolicy(draft);
    }

    /**
     * Refreshes a value before its time is over: once less than this is left, one caller of the whole fleet loads it in
     * the background, while everybody is served the one that is there. No use for values without a time to live.
     *
     * @param left up to 30 days, zero for never, the default
     */
    public LoadPolicy refreshAhead(Duration left) {
        Draft draft = draft();
        draft.refreshAhead = between("left", left, Duration.ZERO, MAX);
        return new LoadPolicy(draft);
    }

    /**
     * Serves a value for some time after its own is over, or after an {@linkplain dev.memjay.Keyspace#invalidate invalidation}, while
     * one caller of the whole fleet loads the new one in the background. The server keeps values so much longer.
     *
     * @param grace up to 30 days, zero for not at all, the default
     */
    public LoadPolicy staleWhileRevalidate(Duration grace) {
        Draft draft = draft();
        draft.staleWhileRevalidate = between("grace", grace, Duration.ZERO, MAX);
        return new LoadPolicy(draft);
    }

    /**
     * Serves a value for some time after its own is over, or after an {@linkplain dev.memjay.Keyspace#invalidate invalidation}, if
     * the loader fails. The server keeps values so much longer.
     *
     * @param grace up to 30 days, zero for not at all, the default
     */
    public LoadPolicy staleIfError(Duration grace) {
        Draft draft = draft();
        draft.staleIfError = between("grace", grace, Duration.ZERO, MAX);
        return new LoadPolicy(draft);
    }

    /**
     * Remembers for some time that there is no value, when the loader returned null. To all other verbs the key is
     * missing, except that {@code add}, {@code append} and {@code prepend} find an item. Other clients see an empty one.
     *
     * @param ttl up to 30 days, zero for not at all, the default
     */
    public LoadPolicy missTtl(Duration ttl) {
        Draft draft = draft();
        draft.negative = between("ttl", ttl, Duration.ZERO, MAX);
        return new LoadPolicy(draft);
    }

    /**
     * Shortens every time to live by a random part, so that values that were stored together do not end together.
     *
     * @param part the largest part that is taken off, 0 to 0.5; 0 by default
     */
    public LoadPolicy spread(double part) {
        if (!(part >= 0 && part <= 0.5)) {
            throw new IllegalArgumentException("part is " + part + "; it has to be 0 to 0.5");
        }
        Draft draft = draft();
        draft.spread = part;
        return new LoadPolicy(draft);
    }

    /**
     * Where a blocking loader runs that refreshes in the background. An executor that refuses has the caller load.
     *
     * @param refresher the caller's own; by default a few threads that the client makes when they are needed
     */
    public LoadPolicy refreshExecutor(Executor refresher) {
        Draft draft = draft();
        draft.executor = Objects.requireNonNull(refresher, "refresher");
        return new LoadPolicy(draft);
    }

    private static Duration between(String name, Duration value, Duration least, Duration most) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it has to be " + least + " to " + most);
        }
        return value;
    }

    /** The time to live of what is loaded; empty for the keyspace's. */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    /** How long whoever loads has the sole right to. */
    public Duration leaseTime() {
        return lease;
    }

    /** How long a caller waits at most for somebody else's load. */
    public Duration maxWait() {
        return wait == null ? lease.plus(PATIENCE) : wait;
    }

    /** What a caller does who waited that long. */
    public AfterWait afterWait() {
        return afterWait;
    }

    /** How long after its end a value is served while one caller refreshes it. */
    public Duration staleWhileRevalidate() {
        return staleWhileRevalidate;
    }

    /** How long after its end a value is served if the loader fails. */
    public Duration staleIfError() {
        return staleIfError;
    }

    /** How much longer than its time to live the server keeps a value. */
    public Duration grace() {
        return staleWhileRevalidate.compareTo(staleIfError) > 0 ? staleWhileRevalidate : staleIfError;
    }

    /** How long it is remembered that there is no value; zero for not at all. */
    public Duration missTtl() {
        return negative;
    }

    /** How long before its end a value is refreshed in the background; zero for not at all. */
    public Duration refreshAhead() {
        return refreshAhead;
    }

    /** The largest part that is taken off a time to live at random, 0 to 0.5. */
    public double spread() {
        return spread;
    }

    /** Where a blocking loader refreshes in the background; empty for threads of the client's. */
    public Optional<Executor> refreshExecutor() {
        return Optional.ofNullable(executor);
    }

    /** All its settings but the executor. */
    @Override
    public String toString() {
        return "LoadPolicy[ttl=" + (ttl == null ? "keyspace" : ttl) + ", leaseTime=" + lease + ", maxWait=" + maxWait()
                + ", afterWait=" + afterWait + ", refreshAhead=" + refreshAhead + ", staleWhileRevalidate="
                + staleWhileRevalidate + ", staleIfError=" + staleIfError + ", missTtl=" + negative + ", spread="
                + spread + "]";
    }
}
