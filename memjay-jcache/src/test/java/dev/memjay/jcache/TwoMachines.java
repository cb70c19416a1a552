package dev.memjay.jcache;

import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;

/** One server, and two providers that know nothing of each other, as on two machines. */
final class TwoMachines implements AutoCloseable {
    final MemcachedServer server;
    private final MemjayCachingProvider one = new MemjayCachingProvider();
    private final MemjayCachingProvider other = new MemjayCachingProvider();

    TwoMachines() throws IOException {
        server = MemcachedServer.builder().start();
    }

    URI uri(String settings) {
        return URI.create("memcached://" + server.address() + "?timeout=20s&connectTimeout=20s" + settings);
    }

    CacheManager one() {
        return one.getCacheManager(uri(""), null);
    }

    CacheManager other() {
        return other.getCacheManager(uri(""), null);
    }

    /** A manager of the first machine, with properties. */
    CacheManager with(Properties properties) {
        return one.getCacheManager(uri("&connectionsPerServer=1"), null, properties);
    }

    <K, V> Cache<K, V> onOne(Configuration<K, V> configuration) {
        return one().createCache("cache", configuration);
    }

    <K, V> Cache<K, V> onOther(Configuration<K, V> configuration) {
        return other().createCache("cache", configuration);
    }

    @Override
    public void close() {
        one.close();
        other.close();
        server.close();
    }
}
