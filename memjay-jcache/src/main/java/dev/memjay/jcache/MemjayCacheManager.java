package dev.memjay.jcache;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.Key;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The caches over one client of memcached, and what they share: the client, a thread for events and two for {@code loadAll}.
 *
 * <p>A cache exists here, in this JVM, and its entries in memcached, for all JVMs that have a cache of this name: creating one
 * finds the entries that are there, and destroying it empties it for all.
 */
final class MemjayCacheManager implements CacheManager {
    private static final System.Logger LOG = System.getLogger(MemjayCacheManager.class.getName());

    /** What waits for one of the threads; beyond it, and once the manager is closed, the caller does the work. */
    private static final int MAX_WAITING = 1_024;

    private static final int LOADING_THREADS = 2;
    private static final long IDLE_SECONDS = 30;

    private final MemjayCachingProvider provider;
    private final URI uri;
    private final ClassLoader loader;
    private final Properties properties;
    private final ManagerSettings settings;
    private final Memjay memjay;
    private final Map<String, MemjayCache<?, ?>> caches = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor events = threads("memjay-jcache-events", 1);
    private final ThreadPoolExecutor loads = threads("memjay-jcache-loads", LOADING_THREADS);
    private volatile boolean isClosed;

    MemjayCacheManager(
            MemjayCachingProvider provider,
            URI uri,
            ClassLoader loader,
            Properties properties,
            ManagerSettings settings) {
        this.provider = provider;
        this.uri = uri;
        this.loader = loader;
        this.properties = properties;
        this.settings = settings;
        memjay = Memjay.create(settings.uri());
    }

    private static ThreadPoolExecutor threads(String name, int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                },
                (work, full) -> work.run());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    Executor events() {
        return events;
    }

    Executor loads() {
        return loads;
    }

    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String cacheName, C configuration) {
        requireOpen();
        Objects.requireNonNull(cacheName, "cacheName");
        Objects.requireNonNull(configuration, "configuration");
        if (!configuration.isStoreByValue()) {
            throw new UnsupportedOperationException(
                    "cache '" + cacheName + "' is configured to store by reference, and memcached"
                            + " stores bytes; call setStoreByValue(true)");
        }
        CompleteConfiguration<K, V> complete = complete(configuration);
        synchronized (caches) {
            if (caches.containsKey(cacheName)) {
                throw new CacheException("there is a cache '" + cacheName + "' already; getCache(name) returns it");
            }
            MemjayCache<K, V> cache = new MemjayCache<>(cacheName, this, complete, items(cacheName, configuration));
            try {
                // Again: close() may have been called meanwhile, and closes only what it finds.
                requireOpen();
                if (complete.isStatisticsEnabled()) {
                    cache.showStatistics(true);
                }
                if (complete.isManagementEnabled()) {
                    cache.showConfiguration(true);
                }
            } catch (RuntimeException e) {
                cache.close();
                throw e;
            }
            caches.put(cacheName, cache);
            return cache;
        }
    }

    private static <K, V> CompleteConfiguration<K, V> complete(Configuration<K, V> configuration) {
        return configuration instanceof CompleteConfiguration<K, V> complete
                ? complete
                : new MutableConfiguration<K, V>().setTypes(configuration.getKeyType(), configuration.getValueType());
    }

    private <K, V> Items<K, V> items(String name, Configuration<K, V> configuration) {
        MemjayCacheConfiguration<K, V> own =
                configuration instanceof MemjayCacheConfiguration<K, V> memjays ? memjays : null;
        Codec<V> values = own == null ? null : own.codec().orElse(null);
        KeyCodec<? super K> keys = own == null ? null : own.keyCodec().orElse(null);
        Duration timeout = own == null ? null : own.timeout().orElse(null);
        if (values == null) {
            values = DefaultCodecs.values(configuration.getValueType(), settings.allowValues());
        }
        if (keys == null) {
            keys = DefaultCodecs.keys(settings.allowKeys());
        }
        Keyspace<Key, Encoded> keyspace = memjay.keyspace(Envelope.codec(values.isCompressible()))
                .withKeyCodec(KeyCodec.keys())
                .withKeyPolicy(KeyPolicy.HASH)
                .withName(name.isBlank() ? "jcache" : name)
                .withPrefix(name + ":");
        if (timeout == null) {
            timeout = memjay.timeout();
        } else {
            keyspace = keyspace.withTimeout(timeout);
        }
        return new Items<>(name, own == null ? keyspace : own.viewOf(keyspace), keys, values, timeout);
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType) {
        Objects.requireNonNull(keyType, "keyType");
        Objects.requireNonNull(valueType, "valueType");
        Cache<K, V> cache = getCache(cacheName);
        if (cache == null) {
            return null;
        }
        Configuration<?, ?> configuration = configurationOf(cache);
        requireType(cacheName, "keys", configuration.getKeyType(), keyType);
        requireType(cacheName, "values", configuration.getValueType(), valueType);
        return cache;
    }

    @SuppressWarnings("unchecked")
    private static <K, V> Configuration<K, V> configurationOf(Cache<K, V> cache) {
        return cache.getConfiguration(Configuration.class);
    }

    private static void requireType(String cacheName, String what, Class<?> configured, Class<?> asked) {
        if (!configured.equals(asked)) {
            throw new ClassCastException("the " + what + " of cache '" + cacheName + "' are configured as "
                    + configured.getName() + ", not as " + asked.getName());
        }
    }

    @SuppressWarnings("unchecked") // as JCache has it: the caller knows the types
    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName) {
        requireOpen();
        return (Cache<K, V>) caches.get(Objects.requireNonNull(cacheName, "cacheName"));
    }

    @Override
    public Iterable<String> getCacheNames() {
        requireOpen();
        return List.copyOf(caches.keySet());
    }

    @Override
    public void destroyCache(String cacheName) {
        requireOpen();
        MemjayCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName, "cacheName"));
        if (cache != null) {
            try {
                cache.clear();
            } finally {
                cache.close();
            }
        }
    }

    void release(MemjayCache<?, ?> cache) {
        caches.remove(cache.getName(), cache);
    }

    @Override
    public void enableManagement(String cacheName, boolean enabled) {
        requireOpen();
        MemjayCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName, "cacheName"));
        if (cache != null) {
            cache.showConfiguration(enabled);
        }
    }

    @Override
    public void enableStatistics(String cacheName, boolean enabled) {
        requireOpen();
        MemjayCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName, "cacheName"));
        if (cache != null) {
            cache.showStatistics(enabled);
        }
    }

    @Override
    public void close() {
        synchronized (caches) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        provider.release(this);
        List.copyOf(caches.values()).forEach(MemjayCache::close);
        events.shutdown();
        loads.shutdown();
        memjay.close();
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the cache manager " + this + " is closed; ask the provider for another");
        }
    }

    @Override
    public MemjayCachingProvider getCachingProvider() {
        return provider;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public ClassLoader getClassLoader() {
        return loader;
    }

    @Override
    public Properties getProperties() {
        return properties;
    }

    /** This manager, or the {@link Memjay} behind it. */
    @Override
    public <T> T unwrap(Class<T> type) {
        return type == Memjay.class ? type.cast(memjay) : unwrap(type, this);
    }

    /** The servers, without a password. */
    @Override
    public String toString() {
        return "MemjayCacheManager of " + memjay;
    }

    static <T> T unwrap(Class<T> type, Object whole) {
        if (!type.isInstance(whole)) {
            throw new IllegalArgumentException(
                    "a " + whole.getClass().getSimpleName() + " is not a " + type.getName() + "; nor has it one");
        }
        return type.cast(whole);
    }

    /** Closes what the application gave, if it can be closed; a failure is logged. */
    static void closeGiven(@Nullable Object given) {
        if (given instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "cannot close a " + given.getClass().getName(),
                        e);
            }
        }
    }
}
