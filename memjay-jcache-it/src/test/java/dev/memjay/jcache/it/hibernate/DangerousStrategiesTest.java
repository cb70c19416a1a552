package dev.memjay.jcache.it.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.codec.Encoded;
import dev.memjay.jcache.MemjayCacheConfiguration;
import dev.memjay.jcache.MemjayCachingProvider;
import dev.memjay.model.Key;
import dev.memjay.server.MemcachedServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Caching;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/jcache.md warns of, as schedules: READ_WRITE and the query cache give wrong results on any memcached. If one of
 * these tests fails, the danger is gone, and the page has to be written anew.
 */
class DangerousStrategiesTest {
    private static final String ALLOW_ALL = "allowValues=org.hibernate.**\nallowKeys=org.hibernate.**\n";

    @TempDir
    private Path folder;

    private MemcachedServer memcached;
    private String database;

    @BeforeEach
    void start() throws Exception {
        memcached = MemcachedServer.builder().start();
        database = "jdbc:h2:file:" + folder.resolve("database") + ";DB_CLOSE_ON_EXIT=FALSE";
    }

    @AfterEach
    void stop() {
        Caching.getCachingProvider(MemjayCachingProvider.class.getName()).close();
        memcached.close();
    }

    /** A machine of its own is a manager of its own, and that is a file of its own. */
    private URI machine(String name, String more) throws Exception {
        return Files.writeString(
                        folder.resolve(name),
                        "uri=memcached://" + memcached.address() + "?timeout=20s&connectTimeout=20s\n" + more)
                .toUri();
    }

    private SessionFactory open(URI machine, String... properties) {
        Map<String, String> more = properties.length == 0 ? Map.of() : Map.of(properties[0], properties[1]);
        return Factories.open(database, machine, more);
    }

    private static long balance(SessionFactory factory) {
        return factory.fromTransaction(session -> session.find(Account.class, 1L).balance);
    }

    private static Object stored(SessionFactory factory, String query) {
        return factory.fromTransaction(
                session -> session.createNativeQuery(query, Object.class).getSingleResult());
    }

    /**
     * READ_WRITE looks at the entry, and then puts what it loaded, under a lock. The lock is one of the JVM, so another machine may
     * update the account in between: its new value is overwritten by the old one.
     */
    @Test
    void readWriteBringsAnOldValueBack() throws Exception {
        URI here = machine("here", ALLOW_ALL);
        URI there = machine("there", ALLOW_ALL);
        AtomicReference<Runnable> beforeTheNextPut = new AtomicReference<>();
        Caching.getCachingProvider(MemjayCachingProvider.class.getName())
                .getCacheManager(there, null)
                .createCache(
                        Account.class.getName(),
                        new MemjayCacheConfiguration<>(Object.class, Object.class)
                                .setKeyspaceView(keyspace -> interrupted(keyspace, beforeTheNextPut)));
        try (SessionFactory one = open(here);
                SessionFactory other = open(there)) {
            one.inTransaction(session -> session.persist(new Account(1, 100)));
            one.getCache().evictAllRegions();

            beforeTheNextPut.set(() -> one.inTransaction(session -> session.find(Account.class, 1L).balance = 200));
            assertThat(balance(other)).as("loaded before the update").isEqualTo(100);

            assertThat(stored(one, "select balance from Account")).isEqualTo(200L);
            assertThat(balance(one))
                    .as("the danger: the old balance, from the cache")
                    .isEqualTo(100);
            assertThat(balance(other)).as("the danger, everywhere").isEqualTo(100);
        }
    }

    @SuppressWarnings("unchecked")
    private static Keyspace<Key, Encoded> interrupted(
            Keyspace<Key, Encoded> keyspace, AtomicReference<Runnable> beforeTheNextPut) {
        return (Keyspace<Key, Encoded>) Proxy.newProxyInstance(
                Keyspace.class.getClassLoader(), new Class<?>[] {Keyspace.class}, (proxy, method, arguments) -> {
                    Runnable before = method.getName().equals("set") ? beforeTheNextPut.getAndSet(null) : null;
                    if (before != null) {
                        before.run();
                    }
                    try {
                        return method.invoke(keyspace, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A table whose time of change was evicted counts as never changed, and then every result of the cache is up to date. */
    @Test
    void theQueryCacheForgetsThatATableChanged() throws Exception {
        String property = "hibernate.cache.use_query_cache";
        try (SessionFactory one = open(machine("here", ALLOW_ALL), property, "true");
                SessionFactory other = open(machine("there", ALLOW_ALL), property, "true")) {
            one.inTransaction(session -> session.persist(new Book(1, "isbn-1", "Notes")));
            assertThat(titles(other)).containsExactly("Notes");

            one.inTransaction(session -> session.find(Book.class, 1L).title = "Sketches");
            Caching.getCachingProvider(MemjayCachingProvider.class.getName())
                    .getCacheManager(folder.resolve("here").toUri(), null)
                    .getCache("default-update-timestamps-region")
                    .clear(); // as memcached may, when it needs the room

            assertThat(stored(one, "select title from Book")).isEqualTo("Sketches");
            assertThat(titles(other)).as("the danger: the old result").containsExactly("Notes");
        }
    }

    private static List<String> titles(SessionFactory factory) {
        return factory.fromTransaction(session -> session.createQuery("select title from Book", String.class)
                .setCacheable(true)
                .getResultList());
    }

    @Test
    void neitherWorksUnlessItsClassesAreAllowed() throws Exception {
        try (SessionFactory factory = open(machine("plain", ""), "hibernate.cache.use_query_cache", "true")) {
            assertThatThrownBy(() -> factory.inTransaction(session -> session.persist(new Account(1, 100))))
                    .rootCause()
                    .hasMessageContaining("AbstractReadWriteAccess$Item is not on the codec's list");
            assertThatThrownBy(() -> titles(factory)).hasMessageContaining("org.hibernate.cache.spi.QueryKey");
        }
    }
}
