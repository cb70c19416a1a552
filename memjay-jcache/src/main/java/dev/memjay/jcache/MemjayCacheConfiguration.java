package dev.memjay.jcache;

import dev.memjay.Keyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.Key;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A JCache configuration with what memcached needs to know and JCache has no word for: codecs, timeout, and the view of Memjay's
 * keyspace. All of it is optional, and none of it is serialized with the configuration.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class MemjayCacheConfiguration<K, V> extends MutableConfiguration<K, V> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable KeyCodec<? super K> keyCodec;
    private transient @Nullable Codec<V> codec;
    private transient @Nullable Duration timeout;
    private transient @Nullable UnaryOperator<Keyspace<Key, Encoded>> keyspaceView;

    /** A configuration of declared types, as after {@link #setTypes}. */
    public MemjayCacheConfiguration(Class<K> keyType, Class<V> valueType) {
        setTypes(keyType, valueType);
    }

    /**
     * Sets how keys become memcached's keys. Without it, keys are written by their type, readable and injective: text, numbers,
     * UUIDs, enums, records, dates, collections and arrays of them.
     */
    public MemjayCacheConfiguration<K, V> setKeyCodec(KeyCodec<? super K> codec) {
        keyCodec = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /**
     * Sets how values become bytes, {@code JacksonCodec.of(User.class)} for example. Without it, text, bytes, {@code Integer},
     * {@code Long} and {@code Instant} are written as such where they are the declared type, and all else by Java serialization,
     * for the declared class, plain classes of the JDK and those that the manager's {@code allowValues} names.
     */
    public MemjayCacheConfiguration<K, V> setCodec(Codec<V> valueCodec) {
        codec = Objects.requireNonNull(valueCodec, "valueCodec");
        return this;
    }

    /**
     * Bounds each command, and all rounds of an operation that compares; the client's timeout by default.
     *
     * @param limit 1 millisecond to 1 hour
     */
    public MemjayCacheConfiguration<K, V> setTimeout(Duration limit) {
        timeout = Objects.requireNonNull(limit, "limit");
        return this;
    }

    /**
     * Sets what is put around Memjay's keyspace before the cache uses it: compression, a failure policy, the load policy of
     * read-through, a near cache, or several of them:
     *
     * <pre>{@code
     * configuration.setKeyspaceView(keyspace -> NearCache.of(
     *         keyspace.withFailurePolicy(FailurePolicy.MISS).withCompression(Compression.standard()),
     *         NearPolicy.of(10_000, Duration.ofSeconds(5))));
     * }</pre>
     *
     * <p>The view sees keys behind the cache's name and values in their envelope, so local copies are bytes and each reader gets
     * a value of its own. Set the timeout by {@link #setTimeout}, not here.
     */
    public MemjayCacheConfiguration<K, V> setKeyspaceView(UnaryOperator<Keyspace<Key, Encoded>> view) {
        keyspaceView = Objects.requireNonNull(view, "view");
        return this;
    }

    Optional<KeyCodec<? super K>> keyCodec() {
        return Optional.ofNullable(keyCodec);
    }

    Optional<Codec<V>> codec() {
        return Optional.ofNullable(codec);
    }

    Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    Keyspace<Key, Encoded> viewOf(Keyspace<Key, Encoded> keyspace) {
        return keyspaceView == null ? keyspace : keyspaceView.apply(keyspace);
    }
}
