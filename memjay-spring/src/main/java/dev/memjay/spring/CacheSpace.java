package dev.memjay.spring;

import dev.memjay.Generations;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.ClosedException;
import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One cache in memcached, shared by all that this JVM has of it: its keyspace, its generation, its types, and its counts. The
 * keys are {@code NAME:GENERATION:KEY}.
 *
 * <p>Thread-safe.
 */
final class CacheSpace {
    private static final Log LOG = LogFactory.getLog(MemjayCache.class);

    /**
     * How long a mark stays: a method that takes longer is not cached. It costs about 100 bytes of the server's memory for each key
     * that was missing and not stored.
     */
    static final Duration MARK_TTL = Duration.ofMinutes(2);

    private static final long WARNING_PAUSE_NANOS = 10_000_000_000L;

    private final String name;
    private final MemjayCacheConfiguration configuration;
    private final ValueCodecs codecs;
    private final Executor executor;
    private final @Nullable ClassLoader classLoader;
    private final Keyspace<Object, Encoded> keyspace;
    /**
     * For writes: asks for the generation each time, whatever its age, since a write in one that others have left reaches nobody
     * else. Failures are thrown, so that they are counted.
     */
    private final Generations<Object, Encoded> present;

    private final Duration maxAge;
    /** For reads. */
    private volatile Generations<Object, Encoded> generations;
    /** The generation that was last written in. */
    private volatile @Nullable Keyspace<Object, Encoded> written;

    private final LoadPolicy loadPolicy;
    private final @Nullable NearCopies near;
    private final Map<Type, TypedValues> types = new ConcurrentHashMap<>();
    private final TypedValues untyped;
    /** Writes of methods that do not wait for them, by their keys, so that the next read here does. */
    private final Map<Object, CompletableFuture<?>> writes = new ConcurrentHashMap<>();

    /** Any future of the client's, for its kind. */
    private volatile @Nullable CompletableFuture<?> ofMemjay;

    private volatile @Nullable Codec<Object> onlyCodec;
    private volatile boolean hasSeveralCodecs;
    private volatile boolean mayHaveValues;

    private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARNING_PAUSE_NANOS);

    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder puts = new LongAdder();
    final LongAdder droppedPuts = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder undecodable = new LongAdder();
    final LongAdder failures = new LongAdder();

    CacheSpace(String name, MemjayCacheConfiguration configuration, MemjayCacheManager manager) {
        this.name = name;
        this.configuration = configuration;
        codecs = manager.codecs();
        executor = manager.executor();
        classLoader = manager.classLoader();
        Keyspace<String, Encoded> values = manager.memjay()
                .keyspace(Stored.CODEC)
                .withFailurePolicy(configuration.failurePolicy())
                .withKeyPolicy(KeyPolicy.HASH)
                .withName(name);
        if (configuration.compression().isPresent()) {
            values = values.withCompression(configuration.compression().get());
        }
        keyspace = values.withKeyCodec(manager.keys());
        boolean isByNear =
                configuration.nearSize() > 0 && configuration.nearAge().compareTo(configuration.generationMaxAge()) > 0;
        maxAge = isByNear ? configuration.nearAge() : configuration.generationMaxAge();
        present = Generations.of(keyspace.withFailurePolicy(FailurePolicy.THROW), generationName());
        generations = reading();
        near = configuration.nearSize() > 0 ? new NearCopies(configuration) : null;
        loadPolicy = configuration.loadPolicy();
        boolean needsTtl = !loadPolicy.grace().isZero() || loadPolicy.spread() > 0;
        if (needsTtl && configuration.ttl().isEmpty()) {
            throw new IllegalArgumentException("the cache '" + name
                    + "' serves stale values or spreads their ends, but has no time to live of its own; set its ttl");
        }
        untyped = TypedValues.of(this, configuration.type().orElse(null));
    }

    String name() {
        return name;
    }

    MemjayCacheConfiguration configuration() {
        return configuration;
    }

    ValueCodecs codecs() {
        return codecs;
    }

    /** How a user sets the type of this cache; Spring Boot leaves other characters out where there are no brackets. */
    String typeSetting() {
        boolean isPlain = name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
        return "memjay.cache.caches" + (isPlain ? "." + name : "[" + name + "]")
                + ".type, or MemjayCacheConfiguration.type";
    }

    Executor executor() {
        return executor;
    }

    /** Where serialized classes are looked for. */
    @Nullable
    ClassLoader classLoader() {
        return classLoader;
    }

    Keyspace<Object, Encoded> keyspace() {
        return keyspace;
    }

    private String generationName() {
        return name + ":";
    }

    private Generations<Object, Encoded> reading() {
        return Generations.of(keyspace, generationName()).withMaxAge(maxAge);
    }

    /** The generations for reads, which know theirs for some time if that is configured. */
    Generations<Object, Encoded> generations() {
        return generations;
    }

    /** The keyspace of the present generation, for writes: without near copies, and throwing what goes wrong. */
    Keyspace<Object, Encoded> present() {
        return noted(present.current());
    }

    /** The same without waiting. */
    CompletableFuture<Keyspace<Object, Encoded>> presentLater() {
        return present.async().current().thenApply(this::noted);
    }

    /** Reads a key that is to be written, in the present generation. */
    Generations.Reading<Object, Encoded> lookupPresent(Object key) {
        Generations.Reading<Object, Encoded> reading = present.lookup(key);
        noted(reading.keyspace());
        return reading;
    }

    /** Reads follow writes into a new generation, so that they find what was written. */
    private Keyspace<Object, Encoded> noted(Keyspace<Object, Encoded> generation) {
        if (generation != written) {
            if (!maxAge.isZero()) {
                generations = reading();
            }
            written = generation;
        }
        return generation;
    }

    LoadPolicy loadPolicy() {
        return loadPolicy;
    }

    // ---- Types

    /** Values of a method's type, or of the configured one, which comes first. */
    TypedValues valuesOf(@Nullable Type type) {
        return type == null || configuration.type().isPresent()
                ? untyped
                : types.computeIfAbsent(type, fresh -> TypedValues.of(this, fresh));
    }

    /** The codec of the only structured type that this cache has had here: what a read without a type goes by. */
    @Nullable
    Codec<Object> onlyCodec() {
        return hasSeveralCodecs ? null : onlyCodec;
    }

    /** Notes the codec of a structured value that was written or read. */
    void uses(Codec<Object> structured) {
        Codec<Object> before = onlyCodec;
        if (before == null) {
            onlyCodec = structured;
        } else if (before != structured) {
            hasSeveralCodecs = true;
        }
    }

    // ---- Keyspaces

    /** The keyspace of a generation, with near copies if there are any. */
    Keyspace<Object, Encoded> viewOf(Keyspace<Object, Encoded> generation) {
        return near == null ? generation : near.of(generation);
    }

    /** Forgets the near copy of a key that was written in the present generation. */
    void forget(Object key) {
        if (near != null) {
            near.forget(key);
        }
    }

    /** What {@link NearCopies#get} gives in the generation that reads know; null where there are no near copies. */
    @Nullable
    Encoded nearValue(Object key, boolean loads) {
        return near == null ? null : near.get(generations.current(), key, loads);
    }

    /** How long the server keeps what is put; null for the client's time to live. */
    @Nullable
    Duration kept(Encoded value) {
        return configuration.kept(Stored.isNull(value));
    }

    /** Whether the value's own time is over, which the server keeps it longer than. */
    boolean isEnded(Optional<ItemInfo> info, Duration ahead) {
        Duration reserve = loadPolicy.grace().plus(ahead);
        return !reserve.isZero()
                && info.flatMap(ItemInfo::ttl)
                        .filter(left -> left.compareTo(reserve) <= 0)
                        .isPresent();
    }

    // ---- Failures

    /** Whether a failed write is dropped, as {@link FailurePolicy#MISS} has it: not what lies with the caller. */
    boolean drops(MemjayException error) {
        return configuration.failurePolicy() == FailurePolicy.MISS
                && !(error instanceof CodecException
                        || error instanceof IllegalKeyException
                        || error instanceof UnsupportedByServerException
                        || error instanceof InterruptedCallException
                        || error instanceof ClosedException);
    }

    /** Counts an eviction or a clear that was lost, and logs the first of those that come within some seconds. */
    void failed(String what, MemjayException error) {
        failures.increment();
        long now = System.nanoTime();
        long last = lastWarning.get();
        if (now - last >= WARNING_PAUSE_NANOS && lastWarning.compareAndSet(last, now)) {
            LOG.warn("the cache '" + name + "' could not be " + what + " (" + failures.sum()
                    + " such failures so far), so that old values may be served until their time to live is over: "
                    + error.getMessage());
        }
    }

    void undecodable(CodecException error) {
        undecodable.increment();
        if (LOG.isDebugEnabled()) {
            LOG.debug("a value of the cache '" + name
                    + "' cannot be decoded; it counts as missing and will be overwritten: " + error.getMessage());
        }
    }

    // ---- Writes that nobody waits for

    /** Begins a write of a key; the caller completes the future. To wait for it on Memjay's event loop fails, as for all of Memjay's. */
    CompletableFuture<Boolean> writing(Object key) {
        CompletableFuture<?> kind = ofMemjay;
        CompletableFuture<Boolean> write = kind == null ? new CompletableFuture<>() : kind.newIncompleteFuture();
        writes.put(key, write);
        write.whenComplete((done, failure) -> writes.remove(key, write));
        return write;
    }

    /** Passes a future of the client's on. */
    <T> CompletableFuture<T> asking(CompletableFuture<T> future) {
        if (ofMemjay == null) {
            ofMemjay = future;
        }
        return future;
    }

    /** The write of a key that is under way; null if there is none. */
    @Nullable
    CompletableFuture<?> writeOf(Object key) {
        return writes.isEmpty() ? null : writes.get(key);
    }

    // ---- Counts

    void stored() {
        puts.increment();
        mayHaveValues = true;
    }

    void found() {
        hits.increment();
        mayHaveValues = true;
    }

    /** Whether anything was seen in the cache since it was cleared here. */
    boolean emptied() {
        boolean had = mayHaveValues;
        mayHaveValues = false;
        return had;
    }

    CacheStatistics statistics() {
        return new CacheStatistics(
                hits.sum(),
                misses.sum(),
                puts.sum(),
                droppedPuts.sum(),
                evictions.sum(),
                undecodable.sum(),
                failures.sum());
    }

    /** What a lookup's answer says of the item beside its value. */
    static long casOf(Lookup<Encoded> answer) {
        return answer.info().map(ItemInfo::cas).orElse(0L);
    }
}
