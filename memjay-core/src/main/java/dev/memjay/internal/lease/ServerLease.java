package dev.memjay.internal.lease;

import dev.memjay.codec.Encoded;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.ValueCoder;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The server's own leases: {@code mg} with {@code N} and {@code R}, and everything that follows guarded by the CAS number.
 *
 * @param <V> the type of the value
 */
final class ServerLease<V> implements LeaseSource<V> {
    /**
     * What callers have to have in common to share a load.
     *
     * @param codec the values' codec, the same object
     * @param wire the key as it goes on the wire
     * @param base64 whether that is base64
     */
    private record Identity(Object codec, String wire, boolean base64) {}

    private final Engine engine;
    private final Verbs<?, V> verbs;
    private final WireKey key;
    private final LoadPolicy policy;
    private @Nullable LeaseAnswer<V> held;

    ServerLease(Engine engine, Verbs<?, V> verbs, WireKey key, LoadPolicy policy) {
        this.engine = engine;
        this.verbs = verbs;
        this.key = key;
        this.policy = policy;
    }

    @Override
    public WireKey key() {
        return key;
    }

    @Override
    public Call<LeaseAnswer<V>> reading() {
        return new Call<>(LoadRules.request(policy), key, this::answer, null, verbs.values());
    }

    private LeaseAnswer<V> answer(Exchange exchange) {
        LeaseAnswer<V> answer = LeaseAnswer.of(verbs, key, exchange);
        if (answer.isWon()) {
            held = answer;
        }
        return answer;
    }

    @Override
    public <R extends @Nullable Object> Step<R> take(
            LeaseAnswer<V> read, Function<LeaseAnswer<V>, Step<R>> then, Function<Throwable, Step<R>> failed) {
        return then.apply(read);
    }

    @Override
    public @Nullable Call<Boolean> storing(LeaseAnswer<V> answer, @Nullable V value) {
        return storing(verbs, key, StoreRequest.Mode.SET, answer.cas(), value, LoadTimes.of(policy, verbs.settings()));
    }

    static <V> @Nullable Call<Boolean> storing(
            Verbs<?, V> verbs, WireKey key, StoreRequest.Mode mode, long cas, @Nullable V value, LoadTimes times) {
        StoreRequest store = store(verbs, key, mode, cas, value, times);
        return store == null ? null : new Call<>(store, key, exchange -> exchange.status == Status.STORED, null);
    }

    /** What stores a value, or the knowledge that there is none; null when that is not to be kept. */
    static <V> @Nullable StoreRequest store(
            Verbs<?, V> verbs, WireKey key, StoreRequest.Mode mode, long cas, @Nullable V value, LoadTimes times) {
        if (value == null && !times.remembersMisses()) {
            return null;
        }
        Encoded encoded = value == null ? ValueCoder.nothing() : verbs.values().encode(key.text(), value);
        long exptime = verbs.exptime(value == null ? times.ofNothing() : times.ofValue());
        return new StoreRequest(Verb.COMPLETE, mode, encoded.data(), encoded.flags(), exptime, cas);
    }

    @Override
    public boolean isGuarded(LeaseAnswer<V> answer) {
        return answer.cas() != 0;
    }

    @Override
    public void stored() {
        held = null;
    }

    @Override
    public void release() {
        LeaseAnswer<V> answer = held;
        if (answer != null) {
            held = null;
            giveBack(engine, key, givingBack(verbs, answer), timeoutNanos());
        }
    }

    static void giveBack(Engine engine, WireKey key, Request request, long timeoutNanos) {
        try {
            GivingBack givingBack = new GivingBack(engine, key, request, timeoutNanos);
            if (givingBack.looks()) {
                givingBack.start(engine.callbacks());
            } else {
                new Call<@Nullable Object>(request, key, answer -> null, null).post(engine, timeoutNanos);
            }
        } catch (MemjayException e) {
            // Nobody could be told of it; the lease runs out by itself.
        }
    }

    /**
     * What gives a won right back: a placeholder goes, a stale item is marked again, and an item that was only to be
     * refreshed ahead of time is stored again as it was, since a mark would make it old before its time.
     */
    static Request givingBack(Verbs<?, ?> verbs, LeaseAnswer<?> answer) {
        byte[] data = answer.data();
        if (answer.isStale()) {
            return new DeleteRequest(Verb.ABANDON, answer.cas(), true);
        }
        if (data == null) {
            return new DeleteRequest(Verb.ABANDON, answer.cas(), false);
        }
        long exptime = answer.secondsLeft() < 0
                ? Exptime.NEVER
                : verbs.exptime(Duration.ofSeconds(Math.max(1, answer.secondsLeft())));
        return new StoreRequest(Verb.ABANDON, StoreRequest.Mode.SET, data, answer.flags(), exptime, answer.cas());
    }

    @Override
    public long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }

    @Override
    public Object identity() {
        return new Identity(verbs.settings().codec(), key.wire(), key.base64());
    }
}
