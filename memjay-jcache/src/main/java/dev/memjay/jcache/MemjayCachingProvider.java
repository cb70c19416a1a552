package dev.memjay.jcache;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * JCache's way to Memjay: {@code Caching.getCachingProvider()} finds it, if it is the only provider on the class path.
 *
 * <p>A manager's URI is Memjay's own, {@code memcached://host1:11211,host2:11211/prefix?timeout=50ms}, or that of a properties
 * file, {@code file:/etc/caches.properties} or {@code classpath:caches.properties}, whose {@code uri} is Memjay's. Each manager
 * has a client of its own, which its {@code close()} closes.
 *
 * <p>Thread-safe.
 */
public final class MemjayCachingProvider implements CachingProvider {
    /** The system property that names the default URI; without it, that is {@code memcached://127.0.0.1:11211}. */
    public static final String URI_PROPERTY = "memjay.jcache.uri";

    private static final String LOCAL = "memcached://127.0.0.1:11211";

    /** Guarded by itself. */
    private final Map<ClassLoader, Map<URI, MemjayCacheManager>> managers = new HashMap<>();

    /** Called by {@link javax.cache.Caching}. */
    public MemjayCachingProvider() {}

    /**
     * A manager, made when it is asked for first. Does no I/O but for a properties file.
     *
     * @param uri the manager's URI; null for the default
     * @param classLoader finds a file of {@code classpath:}; null for the default. Values are read with the class loader of their
     *     declared type and the thread's context class loader
     * @param properties go before those of a file, see docs/jcache.md; may be null
     * @throws javax.cache.CacheException if the properties file cannot be read
     * @throws IllegalArgumentException if Memjay's URI cannot be read
     */
    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
        URI named = uri == null ? getDefaultURI() : uri;
        ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
        Properties given = properties == null ? new Properties() : properties;
        synchronized (managers) {
            return managers.computeIfAbsent(loader, any -> new HashMap<>())
                    .computeIfAbsent(
                            named,
                            any -> new MemjayCacheManager(
                                    this, named, loader, given, ManagerSettings.of(named, given, loader)));
        }
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        return getCacheManager(uri, classLoader, null);
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(null, null, null);
    }

    @Override
    public ClassLoader getDefaultClassLoader() {
        return Objects.requireNonNullElse(getClass().getClassLoader(), ClassLoader.getSystemClassLoader());
    }

    @Override
    public URI getDefaultURI() {
        return URI.create(System.getProperty(URI_PROPERTY, LOCAL));
    }

    @Override
    public Properties getDefaultProperties() {
        return new Properties();
    }

    /** Closes all managers, and their clients. */
    @Override
    public void close() {
        List<MemjayCacheManager> closing = new ArrayList<>();
        synchronized (managers) {
            managers.values().forEach(some -> closing.addAll(some.values()));
            managers.clear();
        }
        closing.forEach(MemjayCacheManager::close);
    }

    @Override
    public void close(ClassLoader classLoader) {
        Map<URI, MemjayCacheManager> closing;
        synchronized (managers) {
            closing = managers.remove(classLoader);
        }
        if (closing != null) {
            closing.values().forEach(MemjayCacheManager::close);
        }
    }

    @Override
    public void close(URI uri, ClassLoader classLoader) {
        MemjayCacheManager closing;
        synchronized (managers) {
            Map<URI, MemjayCacheManager> some = managers.get(classLoader);
            closing = some == null ? null : some.remove(uri);
        }
        if (closing != null) {
            closing.close();
        }
    }

    void release(MemjayCacheManager manager) {
        synchronized (managers) {
            Map<URI, MemjayCacheManager> some = managers.get(manager.getClassLoader());
            if (some != null) {
                some.remove(manager.getURI(), manager);
            }
        }
    }

    /** False for each of them: values are stored as bytes. */
    @Override
    public boolean isSupported(OptionalFeature optionalFeature) {
        return false;
    }
}
