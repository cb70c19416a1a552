package dev.memjay.internal.lease;

import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.engine.Call;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.WireKey;
import dev.memjay.internal.verb.ValueCoder;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The server's own leases: {@code mg} with {@code N} and {@code R}, and everything that follows guarded by the CAS number.
 *
 * @param <V> the type of the value
 */
public final class ServerLease<V> implements LeaseSource<V> {
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
    private final ReadRequest request;
    private final LoadTimes times;

    ServerLease(Engine engine, Verbs<?, V> verbs, WireKey key, ReadRequest request, LoadTimes times) {
        this.engine = engine;
        this.verbs = verbs;
        this.key = key;
        this.request = request;
        this.times = times;
    }

    @Override
    public LeaseAnswer<V> ask() {
        return reading().run(engine, timeoutNanos());
    }

    @Override
    public CompletableFuture<LeaseAnswer<V>> askLater() {
        return reading().start(engine, timeoutNanos());
    }

    private Call<LeaseAnswer<V>> reading() {
        return new Call<>(request, key, this::answer, null);
    }

    private LeaseAnswer<V> answer(Exchange exchange) {
        Optional<Duration> ttl = exchange.detail instanceof ItemInfo info ? info.ttl() : Optional.empty();
        byte[] data = exchange.status == Status.HIT ? exchange.value : null;
        return of(verbs, key, data, exchange.flags, exchange.number, exchange.marks, ttl);
    }

    /** The answer that a reply brings, whose value may be undecodable: that must not lose the right to load. */
    static <V> LeaseAnswer<V> of(
            Verbs<?, V> verbs,
            WireKey key,
            byte @Nullable [] data,
            int flags,
            long cas,
            byte marks,
            Optional<Duration> ttl) {
        V value = null;
        CodecException undecodable = null;
        if (data != null) {
            try {
                value = verbs.values().decode(key.text(), data, flags);
            } catch (CodecException e) {
                undecodable = e;
            }
        }
        long secondsLeft = ttl.isPresent() ? ttl.get().toSeconds() : -1;
        return new LeaseAnswer<>(value, data, flags, cas, marks, secondsLeft, undecodable);
    }

    @Override
    public boolean publish(LeaseAnswer<V> answer, @Nullable V value) {
        StoreRequest store = storing(answer, value);
        if (store == null) {
            giveBack(answer);
            return false;
        }
        return publishing(store).run(engine, timeoutNanos());
    }

    @Override
    public CompletableFuture<Boolean> publishLater(LeaseAnswer<V> answer, @Nullable V value) {
        StoreRequest store = storing(answer, value);
        if (store == null) {
            giveBack(answer);
            return CompletableFuture.completedFuture(false);
        }
        return publishing(store).start(engine, timeoutNanos());
    }

    private Call<Boolean> publishing(StoreRequest store) {
        return new Call<>(store, key, exchange -> exchange.status == Status.STORED, null);
    }

    private @Nullable StoreRequest storing(LeaseAnswer<V> answer, @Nullable V value) {
        return storing(verbs, key, answer.cas(), value, times);
    }

    /** What publishes a value, or the knowledge that there is none; null when that is not to be kept. */
    static <V> @Nullable StoreRequest storing(
            Verbs<?, V> verbs, WireKey key, long cas, @Nullable V value, LoadTimes times) {
        if (value == null && !times.remembersMisses()) {
            return null;
        }
        Encoded encoded = value == null ? ValueCoder.nothing() : verbs.values().encode(key.text(), value);
        long exptime = verbs.exptime(value == null ? times.ofNothing() : times.ofValue());
        return new StoreRequest(Verb.COMPLETE, StoreRequest.Mode.SET, encoded.data(), encoded.flags(), exptime, cas);
    }

    @Override
    public void giveBack(LeaseAnswer<V> answer) {
        if (answer.isWon()) {
            giveBack(engine, key, givingBack(verbs, answer), timeoutNanos());
        }
    }

    static void giveBack(Engine engine, WireKey key, Request request, long timeoutNanos) {
        try {
            engine.post(request, key.wire(), key.base64(), key.route(), timeoutNanos);
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
    public Object identity() {
        return new Identity(verbs.settings().codec(), key.wire(), key.base64());
    }

    private long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }
}
