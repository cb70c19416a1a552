package dev.memjay.spring;

import dev.memjay.Memjay;
import dev.memjay.codec.Compression;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.LoadPolicy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * How one cache keeps, loads and writes its values. Immutable; begin with {@link #standard()} and change what should differ:
 *
 * <pre>{@code
 * MemjayCacheConfiguration books = MemjayCacheConfiguration.standard()
 *         .ttl(Duration.ofMinutes(10))
 *         .staleIfError(Duration.ofHours(1));
 * }</pre>
 */
public final class MemjayCacheConfiguration {
    private static final MemjayCacheConfiguration STANDARD = new MemjayCacheConfiguration(new Draft());

    /** The fields while a configuration is made from another. */
    private static final class Draft {
        @Nullable
        Duration ttl;

        @Nullable
        Duration nullTtl;

        @Nullable
        Type type;

        LoadPolicy loading = LoadPolicy.standard();
        long nearSize;
        Duration nearAge = Duration.ZERO;

        @Nullable
        Compression compression;

        Duration generationMaxAge = Duration.ZERO;
        List<String> serialization = List.of();
        FailurePolicy failurePolicy = FailurePolicy.MISS;
        boolean isTransactionAware;
        boolean allowsNulls = true;
    }

    private final @Nullable Duration ttl;
    private final @Nullable Duration nullTtl;
    private final @Nullable Type type;
    private final LoadPolicy loading;
    private final long nearSize;
    private final Duration nearAge;
    private final @Nullable Compression compression;
    private final Duration generationMaxAge;
    private final List<String> serialization;
    private final FailurePolicy failurePolicy;
    private final boolean isTransactionAware;
    private final boolean allowsNulls;

    private MemjayCacheConfiguration(Draft draft) {
        ttl = draft.ttl;
        nullTtl = draft.nullTtl;
        type = draft.type;
        loading = draft.loading;
        nearSize = draft.nearSize;
        nearAge = draft.nearAge;
        compression = draft.compression;
        generationMaxAge = draft.generationMaxAge;
        serialization = draft.serialization;
        failurePolicy = draft.failurePolicy;
        isTransactionAware = draft.isTransactionAware;
        allowsNulls = draft.allowsNulls;
    }

    private Draft draft() {
        Draft draft = new Draft();
        draft.ttl = ttl;
        draft.nullTtl = nullTtl;
        draft.type = type;
        draft.loading = loading;
        draft.nearSize = nearSize;
        draft.nearAge = nearAge;
        draft.compression = compression;
        draft.generationMaxAge = generationMaxAge;
        draft.serialization = serialization;
        draft.failurePolicy = failurePolicy;
        draft.isTransactionAware = isTransactionAware;
        draft.allowsNulls = allowsNulls;
        return draft;
    }

    /**
     * The client's time to live, JSON by the types of methods, nulls are cached, nothing is refreshed ahead or served stale, no near
     * copies, and while memcached cannot be reached reads are misses and writes are dropped.
     */
    public static MemjayCacheConfiguration standard() {
        return STANDARD;
    }

    /**
     * The time to live of values.
     *
     * @param ttl longer than zero, {@link Memjay#NEVER} for no end; the client's setting {@code ttl} by default
     */
    public MemjayCacheConfiguration ttl(Duration ttl) {
        Draft draft = draft();
        draft.ttl = positive("ttl", ttl);
        return new MemjayCacheConfiguration(draft);
    }

    /**
     * The time to live of cached nulls.
     *
     * @param ttl longer than zero; that of values by default
     */
    public MemjayCacheConfiguration nullTtl(Duration ttl) {
        Draft draft = draft();
        draft.nullTtl = positive("nullTtl", ttl);
        return new MemjayCacheConfiguration(draft);
    }

    private static Duration positive(String name, Duration value) {
        if (Objects.requireNonNull(value, name).isZero() || value.isNegative()) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it has to be longer than zero, Memjay.NEVER for no end");
        }
        return value;
    }

    /**
     * The type of the values, whatever methods return: for caches that a program uses by hand, and where the method's type
     * says too little, such as {@code Object}.
     */
    public MemjayCacheConfiguration type(Type type) {
        Draft draft = draft();
        draft.type = Objects.requireNonNull(type, "type");
        return new MemjayCacheConfiguration(draft);
    }

    /** The generic type of the values, as {@link #type(Type)}. */
    public MemjayCacheConfiguration type(ParameterizedTypeReference<?> type) {
        return type(type.getType());
    }

    /**
     * Refreshes values of methods with {@code sync = true} in the background, once less than this is left of their time to live.
     *
     * @param left zero for never, the default
     */
    public MemjayCacheConfiguration refreshAhead(Duration left) {
        return loading(loading.refreshAhead(left));
    }

    /**
     * Serves values of methods with {@code sync = true} for some time after their end, while one caller of the whole fleet
     * loads the new one in the background. To all other reads a value ends with its time to live.
     *
     * @param grace zero for not at all, the default
     */
    public MemjayCacheConfiguration staleWhileRevalidate(Duration grace) {
        return loading(loading.staleWhileRevalidate(grace));
    }

    /**
     * Serves values of methods with {@code sync = true} for some time after their end, if the method throws.
     *
     * @param grace zero for not at all, the default
     */
    public MemjayCacheConfiguration staleIfError(Duration grace) {
        return loading(loading.staleIfError(grace));
    }

    /**
     * Shortens every time to live by a random part, so that values that were stored together do not end together.
     *
     * @param part the largest part that is taken off, 0 to 0.5; 0 by default
     */
    public MemjayCacheConfiguration spread(double part) {
        return loading(loading.spread(part));
    }

    /**
     * How long the one caller that loads a value with {@code sync = true} has the sole right to; about twice what the slowest
     * loads take.
     *
     * @param length 1 second to 1 hour; 5 seconds by default
     */
    public MemjayCacheConfiguration leaseTime(Duration length) {
        return loading(loading.leaseTime(length));
    }

    private MemjayCacheConfiguration loading(LoadPolicy policy) {
        Draft draft = draft();
        draft.loading = policy;
        return new MemjayCacheConfiguration(draft);
    }

    /**
     * Keeps copies of what is read in this JVM, which may be older than the server's value. Needs memjay-caffeine.
     *
     * @param size how many copies at most
     * @param age how old a copy may be, which is also how long a clear by others may go unseen
     */
    public MemjayCacheConfiguration near(long size, Duration age) {
        if (size < 1) {
            throw new IllegalArgumentException("the size of the near cache is " + size + "; it has to be at least 1");
        }
        Draft draft = draft();
        draft.nearSize = size;
        draft.nearAge = positive("age", age);
        return new MemjayCacheConfiguration(draft);
    }

    /** Keeps no copies in this JVM, as by default: for one cache, where the others do. */
    public MemjayCacheConfiguration withoutNear() {
        Draft draft = draft();
        draft.nearSize = 0;
        draft.nearAge = Duration.ZERO;
        return new MemjayCacheConfiguration(draft);
    }

    /** Compresses values. */
    public MemjayCacheConfiguration compression(Compression compression) {
        Draft draft = draft();
        draft.compression = Objects.requireNonNull(compression, "compression");
        return new MemjayCacheConfiguration(draft);
    }

    /** Writes values as they are, as by default: for one cache, where the others are compressed. */
    public MemjayCacheConfiguration withoutCompression() {
        Draft draft = draft();
        draft.compression = null;
        return new MemjayCacheConfiguration(draft);
    }

    /**
     * How long this JVM takes the cache's generation as known, before it asks for it again: reads are cheaper for the server, and
     * a clear by others may go unseen for so long. Writes and evictions ask each time, and the reads after them go by that.
     *
     * @param maxAge zero, the default, to ask with each read, in the same round trip
     */
    public MemjayCacheConfiguration generationMaxAge(Duration maxAge) {
        Draft draft = draft();
        draft.generationMaxAge = Objects.requireNonNull(maxAge, "maxAge");
        return new MemjayCacheConfiguration(draft);
    }

    /**
     * Writes values by Java's serialization instead of JSON, for types that JSON cannot hold, such as entities and pages.
     *
     * @param allow the classes that may be read, such as {@code com.example.Book} or {@code com.example.model.*}; nothing
     *     else is, see {@link dev.memjay.codec.SerializationCodec}
     */
    public MemjayCacheConfiguration serialization(String... allow) {
        if (allow.length == 0) {
            throw new IllegalArgumentException("the list of classes that may be deserialized is empty;"
                    + " name those that the cache has, such as com.example.model.*");
        }
        Draft draft = draft();
        draft.serialization = List.of(allow);
        return new MemjayCacheConfiguration(draft);
    }

    /**
     * What becomes of failures of memcached.
     *
     * @param policy {@link FailurePolicy#MISS} by default: reads are misses and writes are dropped
     */
    public MemjayCacheConfiguration failurePolicy(FailurePolicy policy) {
        Draft draft = draft();
        draft.failurePolicy = Objects.requireNonNull(policy, "policy");
        return new MemjayCacheConfiguration(draft);
    }

    /** Whether puts and evictions wait for the commit of the transaction that is under way. Needs spring-context-support. */
    public MemjayCacheConfiguration transactionAware(boolean isTransactionAware) {
        Draft draft = draft();
        draft.isTransactionAware = isTransactionAware;
        return new MemjayCacheConfiguration(draft);
    }

    /** Whether nulls are cached; if not, to put one is an IllegalArgumentException. They are by default. */
    public MemjayCacheConfiguration allowNulls(boolean allowsNulls) {
        Draft draft = draft();
        draft.allowsNulls = allowsNulls;
        return new MemjayCacheConfiguration(draft);
    }

    // ---- What it says

    /** The time to live of values; empty for the client's. */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    /** The time to live of cached nulls; empty for that of values. */
    public Optional<Duration> nullTtl() {
        return Optional.ofNullable(nullTtl);
    }

    /** The type of the values; empty for that of the methods. */
    public Optional<Type> type() {
        return Optional.ofNullable(type);
    }

    /** How many near copies are kept; 0 for none. */
    public long nearSize() {
        return nearSize;
    }

    /** How old near copies may be. */
    public Duration nearAge() {
        return nearAge;
    }

    /** How values are compressed; empty for not at all. */
    public Optional<Compression> compression() {
        return Optional.ofNullable(compression);
    }

    /** How long the generation is taken as known. */
    public Duration generationMaxAge() {
        return generationMaxAge;
    }

    /** The classes that may be deserialized; empty where values are JSON. */
    public List<String> serialization() {
        return serialization;
    }

    /** What becomes of failures of memcached. */
    public FailurePolicy failurePolicy() {
        return failurePolicy;
    }

    /** Whether puts and evictions wait for the commit. */
    public boolean isTransactionAware() {
        return isTransactionAware;
    }

    /** Whether nulls are cached. */
    public boolean allowsNulls() {
        return allowsNulls;
    }

    /** How values are loaded with {@code sync = true}: their times and graces. */
    public LoadPolicy loadPolicy() {
        return ttl == null ? loading : loading.ttl(ttl);
    }

    /** How long the server keeps what is put: its time to live with the spread, and the grace behind it; null for the client's. */
    @Nullable
    Duration kept(boolean isNull) {
        Duration time = isNull && nullTtl != null ? nullTtl : ttl;
        if (time == null || time.compareTo(Memjay.NEVER) >= 0) {
            return time;
        }
        Duration shorter = loading.spread() == 0
                ? time
                : Duration.ofMillis((long) (time.toMillis()
                        * (1 - loading.spread() * ThreadLocalRandom.current().nextDouble())));
        return (shorter.isZero() ? Duration.ofSeconds(1) : shorter).plus(loading.grace());
    }
}
