package dev.memjay.internal.verb;

import dev.memjay.codec.Encoded;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.route.call.Recovery;
import dev.memjay.internal.route.call.ValueDecoder;
import dev.memjay.internal.setting.TimeToLive;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.CasResult;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Lookup;
import dev.memjay.model.Verb;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The verbs for one key: each checks its arguments, encodes what is sent, and says how the answer reads. Written once, and
 * used by the blocking, the asynchronous and the noreply view.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class Verbs<K, V> {
    private static final DeleteRequest PLAIN_DELETE = new DeleteRequest(Verb.DELETE, 0, false);

    private final ViewSettings<K, V> settings;
    private final KeyEncoder<K> keys;
    private final ValueCoder<V> values;
    private final LongSupplier epochSeconds;
    /** Whether values may be over before their items are. */
    private final boolean hasGrace;

    private final ReadRequest reading;
    private final ReadRequest readingAll;
    private final ReadRequest containing;

    public Verbs(ViewSettings<K, V> settings, LongSupplier epochSeconds) {
        this.settings = settings;
        this.epochSeconds = epochSeconds;
        keys = new KeyEncoder<>(settings);
        values = new ValueCoder<>(settings.codec(), settings.compression());
        hasGrace = !settings.loadPolicy().grace().isZero();
        reading = withEnd(values.readRequest());
        readingAll = withEnd(ReadRequest.GET_ALL);
        containing = withEnd(ReadRequest.CONTAINS);
    }

    public Verbs(ViewSettings<K, V> settings) {
        this(settings, Clock::epochSeconds);
    }

    public ViewSettings<K, V> settings() {
        return settings;
    }

    public KeyEncoder<K> keys() {
        return keys;
    }

    public ValueCoder<V> values() {
        return values;
    }

    /** Where a script goes on that has no thread, and may encode. */
    public Executor callbacks(Engine engine) {
        return values.isForeign() ? engine.codecs() : engine.callbacks();
    }

    // Reading

    /** The same read, but for which values are over before their items are where there is a grace. */
    private ReadRequest withEnd(ReadRequest plain) {
        return hasGrace ? ReadRequest.withEnd(plain.verb(), ItemEnd.overBelow(settings.loadPolicy())) : plain;
    }

    /** How a plain get asks for a value. */
    public ReadRequest readRequest() {
        return reading;
    }

    /** How a getAll asks for each value where a classic multi-get will not do. */
    ReadRequest readAllRequest() {
        return readingAll;
    }

    /** Whether values may be over before their items are, which the time left of an item tells. */
    boolean hasGrace() {
        return hasGrace;
    }

    /** Whether a value is over, as far as the request asked for its item's end. */
    boolean isOver(byte marks, @Nullable Object detail) {
        return reading.isOver(marks, detail);
    }

    public Call<@Nullable V> get(K key) {
        WireKey wireKey = encoded(key);
        return read(reading, wireKey, exchange -> value(exchange, wireKey.text()), null, values);
    }

    public Call<V> getOrDefault(K key, V defaultValue) {
        Objects.requireNonNull(defaultValue, "defaultValue");
        WireKey wireKey = encoded(key);
        return read(
                reading,
                wireKey,
                exchange -> {
                    V value = value(exchange, wireKey.text());
                    return value == null ? defaultValue : value;
                },
                defaultValue,
                values);
    }

    public Call<Boolean> contains(K key) {
        return read(
                containing,
                encoded(key),
                exchange -> exchange.status == Status.HIT
                        && exchange.flags != ValueCoder.NOTHING_FLAGS
                        && !isOver(exchange.marks, exchange.detail),
                false,
                null);
    }

    public Call<@Nullable Versioned<V>> gets(K key) {
        return versioned(values.takesText() ? ReadRequest.GETS_TEXT : ReadRequest.GETS, key);
    }

    /**
     * The item that an update begins with, be it without a value. Failures are thrown whatever the policy.
     *
     * @param fills whether the update makes the first value of an item without
     */
    Call<Update.Found<V>> find(WireKey wireKey, boolean fills) {
        ReadRequest gets = values.takesText() ? ReadRequest.GETS_TEXT : ReadRequest.GETS;
        return new Call<>(
                fills ? gets.with(ReadRequest.TO_FILL) : gets,
                wireKey,
                exchange -> new Update.Found<>(value(exchange, wireKey.text()), exchange.number),
                null,
                values);
    }

    public Call<@Nullable V> gat(K key, Duration ttl) {
        WireKey wireKey = encoded(key);
        ReadRequest request = getAndTouch(ttl);
        return read(request, wireKey, exchange -> value(exchange, wireKey.text()), null, values);
    }

    public Call<@Nullable Versioned<V>> gats(K key, Duration ttl) {
        Objects.requireNonNull(key, "key");
        return versioned(getAndTouch(ttl).with(ReadRequest.TO_WRITE), key);
    }

    private ReadRequest getAndTouch(Duration ttl) {
        long exptime = kept(ttl);
        return values.takesText() ? ReadRequest.getTextAndTouch(exptime) : ReadRequest.getAndTouch(exptime);
    }

    public Call<Lookup<V>> lookup(K key) {
        WireKey wireKey = encoded(key);
        return new Call<>(
                ReadRequest.LOOKUP,
                wireKey,
                exchange -> lookup(exchange, wireKey.text()),
                new Recovery<>(true, false, Lookup.Failed::new),
                values);
    }

    public Call<Optional<ItemInfo>> inspect(K key) {
        return read(
                ReadRequest.INSPECT,
                encoded(key),
                exchange ->
                        exchange.status == Status.HIT ? info(exchange.detail).filter(Verbs::isValue) : Optional.empty(),
                Optional.empty(),
                null);
    }

    private Call<@Nullable Versioned<V>> versioned(ReadRequest request, K key) {
        WireKey wireKey = encoded(key);
        return read(
                request,
                wireKey,
                exchange -> {
                    V value = value(exchange, wireKey.text());
                    return value == null ? null : new Versioned<>(value, exchange.number);
                },
                null,
                values);
    }

    private <R extends @Nullable Object> Call<R> read(
            Request request,
            WireKey key,
            Function<Exchange, R> reader,
            @Nullable R miss,
            @Nullable ValueDecoder decoder) {
        return new Call<>(request, key, reader, Recovery.ofRead(settings.failurePolicy(), miss), decoder);
    }

    /** The value that a read found; null when it found none, or one that is over. */
    @Nullable
    public V value(Exchange exchange, String key) {
        return isOver(exchange.marks, exchange.detail) ? null : stored(exchange, key);
    }

    /** The value that is there. */
    @SuppressWarnings("unchecked") // only a codec of strings asks for text
    private @Nullable V stored(Exchange exchange, String key) {
        byte[] data = exchange.value;
        if (data == null && exchange.status == Status.HIT && exchange.detail instanceof String text) {
            return (V) text;
        }
        if (exchange.status != Status.HIT || data == null || isPlaceholder(data, exchange.flags, exchange.marks)) {
            return null;
        }
        return values.decode(key, data, exchange.flags);
    }

    /** Whether the policy has every failure of a read thrown. */
    public boolean throwsFailures() {
        return settings.failurePolicy() == FailurePolicy.THROW;
    }

    /** The answer of a read that failed: a miss, where the policy wants it. */
    @Nullable
    public V missed(Engine engine, Verb verb, String route, MemjayException error) {
        Recovery<@Nullable V> recovery = Recovery.ofRead(settings.failurePolicy(), null);
        if (recovery == null) {
            throw error;
        }
        return recovery.recover(engine, verb, route, error);
    }

    /** What a read of the value alone would have made of the answer of a lookup. */
    @Nullable
    public V valueOf(Engine engine, K key, Lookup<V> answer) {
        if (answer instanceof Lookup.Failed<V> failed) {
            return missed(engine, Verb.LOOKUP, encoded(key).placed(), failed.error());
        }
        return answer.isHit() && isOver((byte) 0, answer.info().orElse(null)) ? null : answer.value();
    }

    private Lookup<V> lookup(Exchange exchange, String key) {
        V value = stored(exchange, key);
        return value == null ? new Lookup.Miss<>() : found(value, exchange.marks, exchange.detail);
    }

    /** What a read found, by its marks. */
    static <V> Lookup<V> found(V value, byte marks, @Nullable Object detail) {
        return (marks & Exchange.STALE) != 0
                ? new Lookup.Stale<>(value, info(detail))
                : new Lookup.Hit<>(value, info(detail));
    }

    /** An empty item that holds the place of a value which somebody computes right now. */
    static boolean isPlaceholder(byte[] data, int flags, byte marks) {
        return data.length == 0 && Exchange.isPlaceholder(flags, marks);
    }

    /** Not where an item says that there is no value. */
    private static boolean isValue(ItemInfo info) {
        return info.size() > 0 || info.flags() != ValueCoder.NOTHING_FLAGS;
    }

    static Optional<ItemInfo> info(@Nullable Object detail) {
        return detail instanceof ItemInfo info ? Optional.of(info) : Optional.empty();
    }

    // Writing

    public Call<Boolean> set(K key, V value, Duration ttl) {
        return store(Verb.SET, StoreRequest.Mode.SET, key, value, ttl);
    }

    public Call<Boolean> add(K key, V value, Duration ttl) {
        return store(Verb.ADD, StoreRequest.Mode.ADD, key, value, ttl);
    }

    public Call<Boolean> replace(K key, V value, Duration ttl) {
        return store(Verb.REPLACE, StoreRequest.Mode.REPLACE, key, value, ttl);
    }

    public Call<Boolean> append(K key, V value) {
        return join(Verb.APPEND, StoreRequest.Mode.APPEND, key, value);
    }

    public Call<Boolean> prepend(K key, V value) {
        return join(Verb.PREPEND, StoreRequest.Mode.PREPEND, key, value);
    }

    public Call<CasResult> cas(K key, V value, long cas, Duration ttl) {
        WireKey wireKey = encoded(key);
        Objects.requireNonNull(value, "value");
        long exptime = kept(ttl);
        checkCas(cas);
        Encoded encoded = values.encode(wireKey.text(), value);
        StoreRequest request =
                new StoreRequest(Verb.CAS, StoreRequest.Mode.SET, encoded.data(), encoded.flags(), exptime, cas);
        return new Call<>(request, wireKey, Verbs::casResult, null);
    }

    public Call<Boolean> invalidate(K key, Duration keepStaleFor) {
        Objects.requireNonNull(keepStaleFor, "keepStaleFor");
        DeleteRequest request = new DeleteRequest(Verb.INVALIDATE, 0, true, exptime(keepStaleFor));
        return write(request, encoded(key), exchange -> exchange.status == Status.DELETED);
    }

    public Call<Boolean> delete(K key) {
        return write(PLAIN_DELETE, encoded(key), exchange -> exchange.status == Status.DELETED);
    }

    public Call<CasResult> delete(K key, long cas) {
        WireKey wireKey = encoded(key);
        checkCas(cas);
        return new Call<>(new DeleteRequest(Verb.DELETE, cas, false), wireKey, Verbs::casResult, null);
    }

    public Call<Boolean> touch(K key, Duration ttl) {
        WireKey wireKey = encoded(key);
        ReadRequest request = ReadRequest.touch(Verb.TOUCH, kept(ttl));
        return write(request, wireKey, exchange -> exchange.status == Status.HIT);
    }

    private Call<Boolean> store(Verb verb, StoreRequest.Mode mode, K key, V value, Duration ttl) {
        WireKey wireKey = encoded(key);
        Objects.requireNonNull(value, "value");
        StoreRequest request = storeRequest(verb, mode, wireKey.text(), value, kept(ttl));
        return write(request, wireKey, Verbs::isStored);
    }

    /** A store of an encoded value, for one key or as one of several. */
    StoreRequest storeRequest(Verb verb, StoreRequest.Mode mode, String key, V value, long exptime) {
        Encoded encoded = values.encode(key, value);
        return new StoreRequest(verb, mode, encoded.data(), encoded.flags(), exptime, 0);
    }

    private Call<Boolean> join(Verb verb, StoreRequest.Mode mode, K key, V value) {
        WireKey wireKey = encoded(key);
        Encoded part = values.encodePart(wireKey.text(), Objects.requireNonNull(value, "value"));
        StoreRequest request = new StoreRequest(verb, mode, part.data(), part.flags(), 0, 0);
        return write(request, wireKey, Verbs::isStored);
    }

    private Call<Boolean> write(Request request, WireKey key, Function<Exchange, Boolean> reader) {
        return new Call<>(request, key, reader, Recovery.ofWrite(settings.failurePolicy(), false));
    }

    private static boolean isStored(Exchange exchange) {
        return exchange.status == Status.STORED;
    }

    private static CasResult casResult(Exchange exchange) {
        Status status = Objects.requireNonNull(exchange.status, "status");
        return switch (status) {
            case STORED -> CasResult.STORED;
            case DELETED -> CasResult.DELETED;
            case EXISTS -> CasResult.EXISTS;
            case NOT_FOUND -> CasResult.NOT_FOUND;
            default -> throw new IllegalStateException("a compare-and-swap ended as " + status);
        };
    }

    static void checkCas(long cas) {
        if (cas == 0) {
            throw new IllegalArgumentException(
                    "cas is 0, which is no item's number: take it from gets, or use set or delete without it. A lookup tells 0"
                            + " where the server was started without CAS numbers; there nothing can be compared");
        }
    }

    // Counting

    public Call<OptionalLong> count(Verb verb, K key, long delta) {
        WireKey wireKey = encoded(key);
        checkDelta(verb, delta);
        return count(CountRequest.existing(verb, delta), wireKey);
    }

    public Call<OptionalLong> count(Verb verb, K key, long delta, long initial, Duration ttl) {
        WireKey wireKey = encoded(key);
        checkDelta(verb, delta);
        return count(CountRequest.creating(verb, delta, initial, kept(ttl)), wireKey);
    }

    private Call<OptionalLong> count(CountRequest request, WireKey key) {
        return new Call<>(
                request,
                key,
                exchange -> exchange.status == Status.COUNTED ? OptionalLong.of(exchange.number) : OptionalLong.empty(),
                Recovery.ofWrite(settings.failurePolicy(), OptionalLong.empty()));
    }

    private static void checkDelta(Verb verb, long delta) {
        if (delta < 0) {
            throw new IllegalArgumentException("delta is " + delta + "; " + verb + " takes 0 or more, use "
                    + (verb == Verb.INCR ? Verb.DECR : Verb.INCR) + " for the other direction");
        }
    }

    // What all have in common

    /** The exptime of a value with this time to live, which the server keeps for the policy's grace behind it. */
    public long kept(Duration ttl) {
        return exptime(ItemEnd.kept(settings.loadPolicy(), Objects.requireNonNull(ttl, "ttl")));
    }

    /** The exptime for a time to live given by the caller. */
    public long exptime(Duration ttl) {
        return TimeToLive.exptime(Objects.requireNonNull(ttl, "ttl"), epochSeconds);
    }

    public WireKey encoded(K key) {
        return keys.encode(Objects.requireNonNull(key, "key"));
    }
}
