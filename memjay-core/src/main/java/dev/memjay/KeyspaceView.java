package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.lease.Loads;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.meter.ReadCounter;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.FailingEngine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.ContextCarrier;
import dev.memjay.internal.route.call.Recovery;
import dev.memjay.internal.verb.AppendOrCreate;
import dev.memjay.internal.verb.BulkVerbs;
import dev.memjay.internal.verb.Update;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.verb.ViewSettings;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.CallInfo;
import dev.memjay.model.CasResult;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.model.Lookup;
import dev.memjay.model.Verb;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The blocking face of a view.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class KeyspaceView<K, V> implements Keyspace<K, V>, ContextCarrier {
    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final BulkVerbs<K, V> bulk;
    private final PlainGet<K, V> plainGet;
    private final Duration ttl;
    private final long timeoutNanos;

    KeyspaceView(Engine engine, Verbs<K, V> verbs, BulkVerbs<K, V> bulk, PlainGet<K, V> plainGet) {
        this.engine = engine;
        this.verbs = verbs;
        this.bulk = bulk;
        this.plainGet = plainGet;
        ttl = verbs.settings().ttl();
        timeoutNanos = verbs.settings().timeoutNanos();
    }

    static <K, V> KeyspaceView<K, V> of(Engine engine, ViewSettings<K, V> settings) {
        Verbs<K, V> verbs = new Verbs<>(settings);
        return new KeyspaceView<>(engine, verbs, new BulkVerbs<>(engine, verbs), new PlainGet<>(engine, verbs));
    }

    // Reading

    @Override
    public @Nullable V get(K key) {
        return plainGet.run(key, timeoutNanos);
    }

    @Override
    public V getOrDefault(K key, V defaultValue) {
        return verbs.getOrDefault(key, defaultValue).run(engine, timeoutNanos);
    }

    @Override
    public boolean contains(K key) {
        return verbs.contains(key).run(engine, timeoutNanos);
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return bulk.getAll(keys).run(engine, timeoutNanos);
    }

    @Override
    public @Nullable Versioned<V> gets(K key) {
        return verbs.gets(key).run(engine, timeoutNanos);
    }

    @Override
    public Map<K, Versioned<V>> getsAll(Collection<? extends K> keys) {
        return bulk.getsAll(keys).run(engine, timeoutNanos);
    }

    @Override
    public @Nullable V gat(K key, Duration ttl) {
        return verbs.gat(key, ttl).run(engine, timeoutNanos);
    }

    @Override
    public @Nullable Versioned<V> gats(K key, Duration ttl) {
        return verbs.gats(key, ttl).run(engine, timeoutNanos);
    }

    @Override
    public Lookup<V> lookup(K key) {
        return verbs.lookup(key).run(engine, timeoutNanos);
    }

    @Override
    public Map<K, Lookup<V>> lookupAll(Collection<? extends K> keys) {
        return bulk.lookupAll(keys).run(engine, timeoutNanos);
    }

    @Override
    public @Nullable V valueOf(K key, Lookup<V> answer) {
        return verbs.valueOf(engine, key, answer);
    }

    @Override
    public Optional<ItemInfo> inspect(K key) {
        return verbs.inspect(key).run(engine, timeoutNanos);
    }

    @Override
    public boolean set(K key, V value) {
        return verbs.set(key, value, ttl).run(engine, timeoutNanos);
    }

    @Override
    public boolean set(K key, V value, Duration ttl) {
        return verbs.set(key, value, ttl).run(engine, timeoutNanos);
    }

    @Override
    public boolean add(K key, V value) {
        return verbs.add(key, value, ttl).run(engine, timeoutNanos);
    }

    @Override
    public boolean add(K key, V value, Duration ttl) {
        return verbs.add(key, value, ttl).run(engine, timeoutNanos);
    }

    @Override
    public boolean replace(K key, V value) {
        return verbs.replace(key, value, ttl).run(engine, timeoutNanos);
    }

    @Override
    public boolean replace(K key, V value, Duration ttl) {
        return verbs.replace(key, value, ttl).run(engine, timeoutNanos);
    }

    @Override
    public boolean append(K key, V value) {
        return verbs.append(key, value).run(engine, timeoutNanos);
    }

    @Override
    public boolean appendOrCreate(K key, V value, Duration ttl) {
        return new AppendOrCreate(engine, verbs, key, value, ttl).run();
    }

    @Override
    public boolean prepend(K key, V value) {
        return verbs.prepend(key, value).run(engine, timeoutNanos);
    }

    @Override
    public CasResult cas(K key, V value, long cas) {
        return verbs.cas(key, value, cas, ttl).run(engine, timeoutNanos);
    }

    @Override
    public CasResult cas(K key, V value, long cas, Duration ttl) {
        return verbs.cas(key, value, cas, ttl).run(engine, timeoutNanos);
    }

    @Override
    public @Nullable V update(K key, Function<? super V, ? extends @Nullable V> change) {
        return new Update<>(engine, verbs, key, null, change).run();
    }

    @Override
    public @Nullable V update(K key, V ifAbsent, Function<? super V, ? extends @Nullable V> change) {
        return new Update<>(engine, verbs, key, Objects.requireNonNull(ifAbsent, "ifAbsent"), change).run();
    }

    @Override
    public BulkWrite<K> setAll(Map<? extends K, ? extends V> values) {
        return bulk.setAll(values, ttl).run(engine, timeoutNanos);
    }

    @Override
    public BulkWrite<K> setAll(Map<? extends K, ? extends V> values, Duration ttl) {
        return bulk.setAll(values, ttl).run(engine, timeoutNanos);
    }

    @Override
    public boolean delete(K key) {
        return verbs.delete(key).run(engine, timeoutNanos);
    }

    @Override
    public CasResult delete(K key, long cas) {
        return verbs.delete(key, cas).run(engine, timeoutNanos);
    }

    @Override
    public BulkWrite<K> deleteAll(Collection<? extends K> keys) {
        return bulk.deleteAll(keys).run(engine, timeoutNanos);
    }

    @Override
    public boolean invalidate(K key, Duration keepStaleFor) {
        return verbs.invalidate(key, keepStaleFor).run(engine, timeoutNanos);
    }

    @Override
    public boolean touch(K key, Duration ttl) {
        return verbs.touch(key, ttl).run(engine, timeoutNanos);
    }

    @Override
    public BulkWrite<K> touchAll(Collection<? extends K> keys, Duration ttl) {
        return bulk.touchAll(keys, ttl).run(engine, timeoutNanos);
    }

    @Override
    public OptionalLong incr(K key) {
        return verbs.count(Verb.INCR, key, 1).run(engine, timeoutNanos);
    }

    @Override
    public OptionalLong incr(K key, long delta) {
        return verbs.count(Verb.INCR, key, delta).run(engine, timeoutNanos);
    }

    @Override
    public OptionalLong incr(K key, long delta, long initial, Duration ttl) {
        return verbs.count(Verb.INCR, key, delta, initial, ttl).run(engine, timeoutNanos);
    }

    @Override
    public OptionalLong decr(K key) {
        return verbs.count(Verb.DECR, key, 1).run(engine, timeoutNanos);
    }

    @Override
    public OptionalLong decr(K key, long delta) {
        return verbs.count(Verb.DECR, key, delta).run(engine, timeoutNanos);
    }

    @Override
    public OptionalLong decr(K key, long delta, long initial, Duration ttl) {
        return verbs.count(Verb.DECR, key, delta, initial, ttl).run(engine, timeoutNanos);
    }

    @Override
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader) {
        return getOrCompute(key, loader, verbs.settings().loadPolicy());
    }

    @Override
    public @Nullable V getOrCompute(K key, Loader<? super K, ? extends V> loader, LoadPolicy policy) {
        return Loads.run(engine, verbs, key, loader, policy);
    }

    @Override
    public Map<K, V> getAllOrCompute(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
        return getAllOrCompute(keys, loader, verbs.settings().loadPolicy());
    }

    @Override
    public Map<K, V> getAllOrCompute(
            Collection<? extends K> keys, BulkLoader<K, ? extends V> loader, LoadPolicy policy) {
        return Loads.runAll(engine, verbs, keys, loader, policy);
    }

    /** The time limit of each call. */
    long timeoutNanos() {
        return timeoutNanos;
    }

    /**
     * A view whose calls send nothing and fail with an error, which is thrown or made a miss as the policy wants; throws it at
     * once where the policy throws failed reads.
     *
     * @param route whose node is to blame
     */
    KeyspaceView<K, V> failing(MemjayException error, String route) {
        Recovery<?> recovery = Recovery.<@Nullable Object>ofRead(settings().failurePolicy(), null);
        if (recovery == null || !recovery.covers(error)) {
            throw error;
        }
        return of(new FailingEngine(engine, error, route), settings());
    }

    /**
     * Begins a call of several commands, for those who follow calls; null if nobody does.
     *
     * @param key its key; where that cannot be sent nothing is, and this is null
     */
    @Nullable
    CallTrace begin(Verb verb, K key) {
        KeyspaceMeter keyspace = engine.keyspace();
        if (!keyspace.isFollowed()) {
            return null;
        }
        WireKey wire;
        try {
            wire = verbs.encoded(key);
        } catch (IllegalKeyException saidByTheFirstCommand) {
            return null;
        }
        CallInfo info = new CallInfo(
                keyspace.name(),
                verb,
                CallInfo.Kind.INTERNAL,
                1,
                engine.knownNodeFor(wire.placed()),
                () -> List.of(wire.wire()));
        return keyspace.start(info, engine.trace());
    }

    @Override
    public Runnable carry(Runnable work) {
        return engine.carry(work);
    }

    /** This view for the commands of such a call. */
    KeyspaceView<K, V> under(CallTrace trace) {
        return of(engine.under(trace), settings());
    }

    /** This view for reads that are counted elsewhere than as the keyspace's. */
    KeyspaceView<K, V> countingReads(ReadCounter counter) {
        return of(engine.countingReads(counter), settings());
    }

    /** A call of several commands found its value, or not. */
    void found(boolean isHit) {
        engine.found(isHit ? 1 : 0, isHit ? 0 : 1, 0);
    }

    /** Counts what was read in another view for this one; a failure is neither hit nor miss. */
    void found(Lookup<?> answer) {
        boolean isStale = answer instanceof Lookup.Stale<?>;
        boolean isHit = answer.isHit() || isStale;
        engine.found(isHit ? 1 : 0, answer instanceof Lookup.Miss<?> ? 1 : 0, isStale ? 1 : 0);
    }

    /** {@link #lookup} within a time of the caller's. */
    Lookup<V> lookupWithin(K key, long nanos) {
        return verbs.lookup(key).run(engine, nanos);
    }

    /** The same without waiting. */
    CompletableFuture<Lookup<V>> startLookup(K key, long nanos) {
        return verbs.lookup(key).start(engine, nanos);
    }

    /** {@link #lookupAll} within a time of the caller's. */
    Map<K, Lookup<V>> lookupAllWithin(Collection<? extends K> keys, long nanos) {
        return bulk.lookupAll(keys).run(engine, nanos);
    }

    /** The same without waiting. */
    CompletableFuture<Map<K, Lookup<V>>> startLookupAll(Collection<? extends K> keys, long nanos) {
        return bulk.lookupAll(keys).start(engine, nanos);
    }

    /** What decides the node of a key. */
    String routeOf(K key) {
        return verbs.encoded(key).placed();
    }

    /** Throws what a verb would throw for this key, and sends nothing. */
    void check(K key) {
        verbs.encoded(key);
    }

    @Override
    public String toString() {
        return "Keyspace" + verbs.settings().title();
    }

    // Views

    @Override
    public Keyspace<K, V> withPrefix(String prefix) {
        return with(settings().withPrefix(Objects.requireNonNull(prefix, "prefix")));
    }

    @Override
    public Keyspace<K, V> withTtl(Duration ttl) {
        return with(settings().withTtl(Objects.requireNonNull(ttl, "ttl")));
    }

    @Override
    public Keyspace<K, V> withTimeout(Duration timeout) {
        return with(settings().withTimeout(Objects.requireNonNull(timeout, "timeout")));
    }

    @Override
    public Keyspace<K, V> withFailurePolicy(FailurePolicy policy) {
        return with(settings().withFailurePolicy(Objects.requireNonNull(policy, "policy")));
    }

    @Override
    public FailurePolicy failurePolicy() {
        return settings().failurePolicy();
    }

    @Override
    public Keyspace<K, V> withKeyPolicy(KeyPolicy policy) {
        return with(settings().withKeyRule(policy.rule()));
    }

    @Override
    public <K2> Keyspace<K2, V> withKeyCodec(KeyCodec<? super K2> keyCodec) {
        return with(settings().withKeyCodec(Objects.requireNonNull(keyCodec, "keyCodec")));
    }

    @Override
    public <V2> Keyspace<K, V2> withCodec(Codec<V2> codec) {
        return with(settings().withCodec(Objects.requireNonNull(codec, "codec")));
    }

    @Override
    public Keyspace<K, V> withCompression(Compression compression) {
        return with(settings().withCompression(Objects.requireNonNull(compression, "compression")));
    }

    @Override
    public Keyspace<K, V> withLoadPolicy(LoadPolicy policy) {
        return with(settings().withLoadPolicy(Objects.requireNonNull(policy, "policy")));
    }

    @Override
    public LoadPolicy loadPolicy() {
        return settings().loadPolicy();
    }

    @Override
    public Keyspace<K, V> withName(String name) {
        ViewSettings<K, V> named = settings().withName(Objects.requireNonNull(name, "name"));
        return of(engine.named(name), named);
    }

    @Override
    public Keyspace<K, V> uncounted() {
        return countingReads(ReadCounter.NOBODY);
    }

    @Override
    public Keyspace<K, Long> counters() {
        return with(settings().withCodec(Codec.longs()));
    }

    @Override
    public AsyncKeyspace<K, V> async() {
        return new AsyncView<>(engine, verbs, bulk, plainGet);
    }

    @Override
    public Leases<K, V> leases() {
        return new LeasesView<>(engine, verbs);
    }

    @Override
    public NoreplyKeyspace<K, V> noreply() {
        return new NoreplyView<>(engine, verbs, bulk);
    }

    ViewSettings<K, V> settings() {
        return verbs.settings();
    }

    private <K2, V2> Keyspace<K2, V2> with(ViewSettings<K2, V2> changed) {
        return of(engine, changed);
    }
}
