package dev.memjay.jcache.it.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.jcache.it.ChildJvm;
import dev.memjay.server.MemcachedServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.h2.tools.Server;
import org.hibernate.SessionFactory;
import org.hibernate.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two JVMs with a session factory each, over one database and one memcached. */
class SecondLevelCacheTest {
    @TempDir
    private Path folder;

    private Server database;
    private MemcachedServer memcached;
    private String url;
    private URI caches;

    @BeforeEach
    void start() throws Exception {
        database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        memcached = MemcachedServer.builder().start();
        url = "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:books;DB_CLOSE_DELAY=-1";
        caches = Files.writeString(
                        folder.resolve("caches.properties"),
                        "uri=memcached://" + memcached.address() + "?timeout=20s&connectTimeout=20s\n")
                .toUri();
    }

    @AfterEach
    void stop() {
        memcached.close();
        database.stop();
    }

    @Test
    void runsWithTheVersionThatItIsAskedFor() {
        assertThat(Version.getVersionString()).isEqualTo(System.getProperty("memjay.hibernate", "6.6.33.Final"));
    }

    @Test
    void anUpdateInOneJvmIsSeenInTheOther() throws Exception {
        try (SessionFactory factory = Factories.open(url, caches, Map.of());
                ChildJvm other = new ChildJvm(Set.of(), OtherMachine.class.getName(), url, caches.toString())) {
            factory.inTransaction(session -> {
                session.persist(new Book(1, "isbn-1", "Notes"));
                session.persist(new Country(new Country.Code(1, "CH"), "Switzerland"));
            });
            assertThat(other.answer()).isEqualTo("ready");

            other.ask("title");
            other.ask("authors");
            other.ask("isbn isbn-1");
            other.ask("country");
            assertThat(other.ask("title")).isEqualTo("Notes, statements: 0");
            assertThat(other.ask("authors")).isEqualTo("[Ada], statements: 0");
            assertThat(other.ask("isbn isbn-1")).isEqualTo("Notes, statements: 0");
            assertThat(other.ask("country")).isEqualTo("Switzerland, statements: 0");
            factory.getStatistics().clear();
            factory.inTransaction(session -> {
                assertThat(session.find(Book.class, 1L).title).isEqualTo("Notes");
                assertThat(session.find(Book.class, 1L).authors).isEqualTo(Set.of("Ada"));
                assertThat(session.find(Country.class, new Country.Code(1, "CH")).name)
                        .isEqualTo("Switzerland");
            });
            assertThat(factory.getStatistics().getPrepareStatementCount())
                    .as("what the other JVM put into the cache")
                    .isZero();

            assertThat(other.ask("rename Sketches Charles")).startsWith("renamed");
            factory.inTransaction(session -> {
                assertThat(session.find(Book.class, 1L).title).isEqualTo("Sketches");
                assertThat(session.find(Book.class, 1L).authors).isEqualTo(Set.of("Ada", "Charles"));
            });

            factory.inTransaction(session -> session.find(Book.class, 1L).title = "Letters");
            assertThat(other.ask("title")).startsWith("Letters, ");
            factory.getCache().evictAllRegions();
            assertThat(other.ask("title")).isEqualTo("Letters, statements: 1");
        }
    }
}
