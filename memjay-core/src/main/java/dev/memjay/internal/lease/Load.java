package dev.memjay.internal.lease;

import dev.memjay.error.CodecException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.load.Flight;
import dev.memjay.internal.load.SingleFlight;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.route.call.DecodeError;
import dev.memjay.internal.route.call.Recovery;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One getOrCompute, or one refresh in its wake.
 *
 * <p>The path: ask; serve what was found, or load, or wait for another's load and ask again. Who loads under a lease first
 * joins the flight of that lease, so that the callers of one client who need the same value share the load: each follows with
 * a script of its own. A flight lands with the value, or crashes with the loader's error, for all who follow. It is diverted
 * where its leader ends without either, by an interruption or because nobody wants his result any more; then those who follow
 * ask again, and one of them leads. A lease that was won is held by the {@link LeaseSource} and given back when the script
 * ends, in whatever way, unless the value was stored.
 *
 * <p>Asking and storing have the keyspace's timeout each; the loader and the waiting are not in it. Once the loader runs, the
 * script goes on when its own caller has given up, since others may wait for the value.
 *
 * @param <V> the type of the value
 */
final class Load<V> extends Script<@Nullable V> {
    /** The first pause between two looks for another's value; it doubles up to {@link #MAX_PAUSE_NANOS}. */
    private static final long FIRST_PAUSE_NANOS = 4_000_000;

    private static final long MAX_PAUSE_NANOS = 50_000_000;

    /** In the place of a CAS number where the cache cannot be asked. */
    private static final long UNREACHABLE = -1;

    /**
     * What a flight loads: the same value under the same lease.
     *
     * @param rank 0, or 1 for the second load, which those begin for whom the first takes too long
     */
    private record FlightKey(Object identity, long cas, int rank) {}

    private final Engine engine;
    private final Verbs<?, V> verbs;
    private final WireKey key;
    private final LoadPolicy policy;
    private final Callable<CompletionStage<? extends @Nullable V>> loader;
    private final Consumer<Script<?>> background;
    private final boolean isRefresh;
    private final long begun;
    private LeaseSource<V> source;
    /** What was found before the script began. */
    private final @Nullable LeaseAnswer<V> first;

    private final @Nullable Throwable failure;

    /** The flight that this script sees to: it loads for it, or looks for another client's value. */
    private @Nullable Flight flight;

    private boolean isHandedOn;
    private boolean hasWaited;
    private int looks;
    private volatile boolean isLoading;

    /**
     * A getOrCompute, whose first question may have been asked already.
     *
     * @param begun when that was
     * @param first its answer, or null
     * @param failure its failure, or null
     * @param loader begins to load; a loader that blocks gives a stage that is complete
     * @param background takes the script of a refresh
     */
    Load(
            Engine engine,
            Verbs<?, V> verbs,
            LoadPolicy policy,
            LeaseSource<V> source,
            long begun,
            @Nullable LeaseAnswer<V> first,
            @Nullable Throwable failure,
            Callable<CompletionStage<? extends @Nullable V>> loader,
            Consumer<Script<?>> background) {
        super(Verb.GET_OR_COMPUTE.toString(), verbs.settings().timeoutNanos(), begun);
        this.engine = engine;
        this.verbs = verbs;
        key = source.key();
        this.policy = policy;
        this.source = source;
        this.begun = begun;
        this.first = first;
        this.failure = failure;
        this.loader = loader;
        this.background = background;
        isRefresh = false;
    }

    /** The refresh of a value that was served; it takes the right to load with it. */
    private Load(Load<V> served, LeaseAnswer<V> answer) {
        super(Verb.GET_OR_COMPUTE.toString(), served.verbs.settings().timeoutNanos(), served.begun);
        engine = served.engine;
        verbs = served.verbs;
        key = served.key;
        policy = served.policy;
        source = served.source;
        begun = served.begun;
        first = answer;
        failure = null;
        loader = served.loader;
        background = served.background;
        isRefresh = true;
    }

    @Override
    protected Step<@Nullable V> begin() {
        if (failure != null) {
            return unanswered(failure);
        }
        if (first == null) {
            return ask();
        }
        return isRefresh ? load(first) : source.take(first, this::act, this::unanswered);
    }

    @Override
    protected void ended() {
        if (!isHandedOn) {
            source.release();
        }
        letGo();
    }

    @Override
    protected boolean goesOn() {
        return isLoading;
    }

    // ---- Asking

    private Step<@Nullable V> ask() {
        renewTime();
        return source.reading()
                .asked(engine, read -> source.take(read, this::act, this::unanswered))
                .orElse(this::unanswered)
                .givingBack(read -> {});
    }

    private Step<@Nullable V> act(LeaseAnswer<V> answer) {
        CodecException undecodable = answer.undecodable();
        if (undecodable != null) {
            recover(DecodeError.located(engine, Verb.GET_OR_COMPUTE, key.placed(), undecodable));
        }
        return switch (LoadRules.verdict(policy, answer)) {
            case SERVE -> served(answer);
            case SERVE_AND_REFRESH -> {
                background.accept(new Load<>(this, answer));
                isHandedOn = true;
                yield served(answer);
            }
            case LOAD -> lead(answer, join(answer, 0).flight());
            case WAIT -> await(answer);
        };
    }

    private Step<@Nullable V> served(LeaseAnswer<V> answer) {
        land(answer.value());
        return new Step.Done<>(answer.value());
    }

    /** The node may turn out to have no leases, which was not known before there was a connection. */
    private Step<@Nullable V> unanswered(Throwable error) {
        if (error instanceof UnsupportedByServerException && source instanceof ServerLease) {
            source = new LockLease<>(engine, verbs, key, policy);
            return ask();
        }
        if (!(error instanceof MemjayException failed)) {
            return new Step.Failed<>(error);
        }
        recover(failed);
        return loadOnce(null, 0);
    }

    /** Counts a failed read that a miss is made of; throws it where the policy does not want that. */
    private void recover(MemjayException error) {
        Recovery<@Nullable V> recovery = Recovery.ofRead(verbs.settings().failurePolicy(), null);
        if (recovery == null) {
            throw error;
        }
        recovery.recover(engine, Verb.GET_OR_COMPUTE, key.placed(), error);
    }

    // ---- Loading

    private SingleFlight.Seat join(@Nullable LeaseAnswer<V> answer, int rank) {
        long cas = answer == null ? UNREACHABLE : answer.cas();
        SingleFlight.Seat seat = engine.loads().flights().join(new FlightKey(source.identity(), cas, rank));
        if (seat.flight().isOwn()) {
            throw new IllegalStateException("a loader asked the cache for the key that it is loading");
        }
        return seat;
    }

    private Step<@Nullable V> lead(@Nullable LeaseAnswer<V> answer, Flight common) {
        if (common != flight) {
            letGo(); // those who wait ask again, and find this one
            flight = common;
        }
        common.claim(Clock.nanoTime());
        return load(answer);
    }

    /**
     * @param answer the right to load; null where the cache cannot be asked, and nothing is stored
     */
    private Step<@Nullable V> load(@Nullable LeaseAnswer<V> answer) {
        isLoading = true;
        Flight led = flight;
        long loadingSince = Clock.nanoTime();
        return new Step.Foreign<>(
                led == null ? loader : () -> led.loading(loader),
                value -> {
                    engine.keyspace().loaded(true, Clock.nanoTime() - loadingSince);
                    return store(answer, value);
                },
                error -> {
                    engine.keyspace().loaded(false, Clock.nanoTime() - loadingSince);
                    return crashed(answer, error);
                });
    }

    private Step<@Nullable V> crashed(@Nullable LeaseAnswer<V> answer, Throwable error) {
        if (isRefresh) {
            engine.refreshFailed(key.placed(), error);
            return new Step.Done<>(null);
        }
        if (!isInterruption(error)) {
            crash(error);
        }
        return failed(error, answer);
    }

    /** Whether the loader did not fail by itself: its thread was interrupted, which is nothing to those who follow. */
    private static boolean isInterruption(Throwable error) {
        return error instanceof InterruptedException
                || error instanceof InterruptedCallException
                || Thread.currentThread().isInterrupted();
    }

    private Step<@Nullable V> failed(Throwable error, @Nullable LeaseAnswer<V> answer) {
        if (error instanceof Error) {
            return new Step.Failed<>(error);
        }
        if (answer != null && LoadRules.isServedOnError(policy, answer)) {
            return new Step.Done<>(answer.value());
        }
        return new Step.Failed<>(
                error instanceof RuntimeException ? error : new LoaderException("the loader failed", context(), error));
    }

    // ---- Storing: the value is the result whether or not it can be stored

    private Step<@Nullable V> store(@Nullable LeaseAnswer<V> answer, @Nullable V value) {
        Call<Boolean> storing;
        try {
            storing = answer == null ? null : source.storing(answer, value);
        } catch (RuntimeException | Error unencodable) {
            if (isRefresh) {
                engine.refreshFailed(key.placed(), unencodable);
            }
            crash(unencodable);
            return isRefresh ? new Step.Done<>(null) : new Step.Failed<>(unencodable);
        }
        if (answer == null || storing == null) {
            return loaded(value);
        }
        renewTime();
        return source.store(engine, storing, answer, () -> loaded(value));
    }

    private Step<@Nullable V> loaded(@Nullable V value) {
        land(value);
        return new Step.Done<>(value);
    }

    // ---- Flights

    private void land(@Nullable V value) {
        Flight mine = flight;
        if (mine != null) {
            flight = null;
            mine.land(value);
        }
    }

    /** Gives the lease back first, so that whoever comes next need not wait for it. */
    private void crash(Throwable error) {
        source.release();
        Flight mine = flight;
        if (mine != null) {
            flight = null;
            mine.crash(error);
        }
    }

    private void letGo() {
        Flight mine = flight;
        if (mine != null) {
            flight = null;
            mine.divert();
        }
    }

    // ---- Waiting

    private Step<@Nullable V> await(LeaseAnswer<V> answer) {
        if (!hasWaited) {
            hasWaited = true;
            engine.keyspace().waits();
        }
        SingleFlight.Seat seat = join(answer, 0);
        Flight common = seat.flight();
        if (common != flight) {
            letGo();
        }
        if (seat.isFirst()) {
            flight = common;
        }
        long patience = patienceNanos();
        if (patience <= 0) {
            return afterWait(answer);
        }
        return new Step.Await<>(
                common.future(),
                common == flight ? pauseNanos() : patience,
                landing -> awaited(answer, common, landing));
    }

    private Step<@Nullable V> awaited(LeaseAnswer<V> answer, Flight common, Flight.@Nullable Landing landing) {
        if (landing != null) {
            return take(landing, answer);
        }
        return common == flight && patienceNanos() > 0 ? ask() : afterWait(answer);
    }

    @SuppressWarnings("unchecked") // a flight of this identity has values of this codec
    private Step<@Nullable V> take(Flight.Landing landing, @Nullable LeaseAnswer<V> answer) {
        Throwable error = landing.error();
        if (landing.end() == Flight.End.DIVERTED) {
            return answer == null ? loadOnce(null, 0) : ask();
        }
        return error == null ? new Step.Done<>((V) landing.value()) : failed(error, answer);
    }

    private Step<@Nullable V> afterWait(LeaseAnswer<V> answer) {
        LoadPolicy.AfterWait rule = policy.afterWait();
        if (rule == LoadPolicy.AfterWait.FAIL) {
            throw new OperationTimeoutException(
                    "another caller holds the lease of this key and published nothing within "
                            + policy.maxWait().toMillis() + " ms",
                    context(),
                    Phase.WAITING);
        }
        return rule == LoadPolicy.AfterWait.STALE && answer.isUsable()
                ? new Step.Done<>(answer.value())
                : loadOnce(answer, 0);
    }

    /**
     * Loads, or waits while another caller of this client does, but for no load longer than the longest wait. Those for whom
     * it takes too long begin a second one, which they share too; for whom that is too long loads alone.
     */
    private Step<@Nullable V> loadOnce(@Nullable LeaseAnswer<V> answer, int rank) {
        Flight common = join(answer, rank).flight();
        long now = Clock.nanoTime();
        if (common.claim(now)) {
            return lead(answer, common);
        }
        long left = policy.maxWait().toNanos() - (now - common.claimedAt());
        if (left > 0) {
            return new Step.Await<>(
                    common.future(), left, landing -> landing == null ? loadOnce(answer, rank) : take(landing, answer));
        }
        if (rank == 0) {
            return loadOnce(answer, 1);
        }
        letGo();
        return load(answer);
    }

    /** What is left of the time that a caller waits for others; zero or less when it is over. */
    private long patienceNanos() {
        return policy.maxWait().toNanos() - (Clock.nanoTime() - begun);
    }

    /** How long to pause before the next look for another's value; varies at random. */
    private long pauseNanos() {
        long most = Math.min(MAX_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(looks++, 10));
        return Math.min(most / 2 + ThreadLocalRandom.current().nextLong(most / 2), Math.max(1, patienceNanos()));
    }

    private Context context() {
        return new Context(null, Verb.GET_OR_COMPUTE.toString(), Clock.nanoTime() - begun, false);
    }
}
