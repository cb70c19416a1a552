package dev.memjay.internal.lease;

import dev.memjay.error.CodecException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.engine.DecodeError;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.Recovery;
import dev.memjay.internal.engine.WireKey;
import dev.memjay.internal.load.SingleFlight;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One getOrCompute under way: what is to be done about an answer, when waiting ends, and what then. Who waits, and how, is
 * the matter of {@link BlockingLoad} and {@link AsyncLoad}. Confined to the call.
 *
 * @param <V> the type of the value
 */
public final class Loading<V> {
    /** The first pause between two looks for another's value; it doubles up to {@link #MAX_PAUSE_NANOS}. */
    private static final long FIRST_PAUSE_NANOS = 4_000_000;

    private static final long MAX_PAUSE_NANOS = 50_000_000;

    /** What a flight loads: the same value under the same lease. */
    private record FlightKey(Object identity, long cas) {}

    /** In the place of a CAS number where the cache cannot be asked. */
    private static final long UNREACHABLE = -1;

    private final Engine engine;
    private final Supplier<LeaseSource<V>> locks;
    private volatile LeaseSource<V> source;
    private final LoadPolicy policy;
    private final LoadRules rules;
    private final WireKey key;
    private final @Nullable Recovery<@Nullable V> recovery;
    private final Recovery<Boolean> publishing = new Recovery<>(false, true, error -> false);
    private final long start = Clock.nanoTime();
    private int looks;

    /** A getOrCompute under way. */
    public static <K, V> Loading<V> of(Engine engine, Verbs<K, V> verbs, K key, LoadPolicy policy) {
        return new Loading<>(engine, verbs, verbs.encoded(key), Objects.requireNonNull(policy, "policy"));
    }

    private Loading(Engine engine, Verbs<?, V> verbs, WireKey key, LoadPolicy policy) {
        this.engine = engine;
        this.policy = policy;
        rules = new LoadRules(policy);
        this.key = key;
        LoadTimes times = LoadTimes.of(policy, verbs.settings());
        locks = () -> new LockLease<>(engine, verbs, key, policy.leaseTime(), times);
        source = engine.hasLeases(key.placed())
                ? new ServerLease<>(engine, verbs, key, LeaseRequests.of(policy), times)
                : locks.get();
        recovery = Recovery.ofRead(verbs.settings().failurePolicy(), null);
    }

    LeaseSource<V> source() {
        return source;
    }

    /** The node has no leases after all, which was not known before there was a connection; throws where it is known. */
    void fallBack(UnsupportedByServerException error) {
        if (source instanceof LockLease) {
            throw error;
        }
        source = locks.get();
    }

    WireKey key() {
        return key;
    }

    LoadRules rules() {
        return rules;
    }

    LoadPolicy policy() {
        return policy;
    }

    // ---- What an answer means

    /** The error of an answer whose value is none, where the caller is to see that; else it is counted, and loaded. */
    @Nullable
    MemjayException undecodable(LeaseAnswer<V> answer) {
        CodecException cause = answer.undecodable();
        if (cause == null) {
            return null;
        }
        CodecException error = DecodeError.located(engine, Verb.GET_OR_COMPUTE, key.placed(), cause);
        try {
            recovered(error);
            return null;
        } catch (MemjayException unrecovered) {
            return unrecovered;
        }
    }

    // ---- Failures of the cache

    /** Counts a failed read that a miss is made of; throws it where the policy does not want that. */
    void recovered(MemjayException error) {
        if (recovery == null) {
            throw error;
        }
        recovery.recover(engine, Verb.GET_OR_COMPUTE, key.placed(), error);
    }

    /** A value that was loaded is the result whether or not it could be stored; only what the caller is to blame for throws. */
    void unpublished(MemjayException error) {
        publishing.recover(engine, Verb.COMPLETE, key.placed(), error);
    }

    // ---- Sharing and waiting

    SingleFlight.Seat join(LeaseAnswer<V> answer) {
        return engine.loads().flights().join(new FlightKey(source.identity(), answer.cas()));
    }

    /** The flight of those who cannot ask the cache. */
    SingleFlight.Seat joinUnreachable() {
        return engine.loads().flights().join(new FlightKey(source.identity(), UNREACHABLE));
    }

    /** What is left of the time that a caller waits for others; zero or less when it is over. */
    long patienceNanos() {
        return longestWaitNanos() - (Clock.nanoTime() - start);
    }

    long longestWaitNanos() {
        return policy.maxWait().toNanos();
    }

    /** How long to pause before the next look for another's value; varies at random. */
    long pauseNanos() {
        long most = Math.min(MAX_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(looks++, 10));
        return Math.min(most / 2 + ThreadLocalRandom.current().nextLong(most / 2), Math.max(1, patienceNanos()));
    }

    // ---- Errors

    MemjayException tooLate() {
        return new OperationTimeoutException(
                "another caller holds the lease of this key and published nothing within "
                        + policy.maxWait().toMillis() + " ms",
                context(),
                Phase.WAITING);
    }

    Context context() {
        return new Context(null, Verb.GET_OR_COMPUTE.toString(), Clock.nanoTime() - start, false);
    }

    /** The loader's error as its callers see it. */
    RuntimeException ofLoader(Throwable error) {
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException unchecked
                ? unchecked
                : new LoaderException("the loader failed", context(), error);
    }

    static IllegalStateException askedForItself() {
        return new IllegalStateException("a loader asked the cache for the key that it is loading");
    }
}
