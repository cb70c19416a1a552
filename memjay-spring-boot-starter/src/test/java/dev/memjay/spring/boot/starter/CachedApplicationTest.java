package dev.memjay.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.server.MemcachedServer;
import dev.memjay.spring.boot.test.EmbeddedMemcached;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.util.AopTestUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An application whose methods are cached, with nothing but the starter. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"management.endpoints.web.exposure.include=*", "memjay.timeout=10s", "memjay.connect-timeout=10s"
        })
@EmbeddedMemcached
class CachedApplicationTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    record Book(UUID id, String title, Instant printed, Optional<String> subtitle) {}

    static class Library {
        private final AtomicInteger calls = new AtomicInteger();

        private Book load(long number) {
            calls.incrementAndGet();
            return new Book(new UUID(0, number), "title " + number, Instant.EPOCH, Optional.of("of many"));
        }

        @Cacheable("book")
        public Book book(long number) {
            return load(number);
        }

        @Cacheable(cacheNames = "synced", sync = true)
        public Book synced(long number) {
            return load(number);
        }

        @CacheEvict("book")
        public void forget(long number) {}

        @Cacheable("books")
        public List<Book> books(String author, int page) {
            return List.of(load(1), load(2));
        }

        @Cacheable("map")
        public Map<UUID, List<Long>> map() {
            return Map.of(load(3).id(), List.of(1L, 2L));
        }

        @Cacheable("none")
        public @Nullable Book none(long number) {
            calls.incrementAndGet();
            return null;
        }

        @Cacheable("optional")
        public Optional<Book> optional(long number) {
            return Optional.of(load(number));
        }

        @Cacheable("future")
        public CompletableFuture<Book> future(long number) {
            return CompletableFuture.supplyAsync(() -> load(number));
        }

        @Cacheable("mono")
        public Mono<Book> mono(long number) {
            return Mono.fromSupplier(() -> load(number));
        }

        @Cacheable("flux")
        public Flux<Book> flux(long number) {
            return Flux.defer(() -> Flux.just(load(number), load(number + 1)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {
        @Bean
        Library library() {
            return new Library();
        }
    }

    @Autowired
    private Library library;

    @Autowired
    private MemcachedServer server;

    @Value("${local.server.port}")
    private int port;

    private AtomicInteger loads;

    @BeforeEach
    void counted() {
        loads = ((Library) AopTestUtils.getTargetObject(library)).calls;
        loads.set(0);
    }

    @Test
    void aRecordIsLoadedOnceUntilItIsEvicted() {
        assertThat(library.book(1)).isEqualTo(library.book(1));
        assertThat(loads).hasValue(1);

        library.forget(1);

        assertThat(library.book(1).title()).isEqualTo("title 1");
        assertThat(loads).hasValue(2);
    }

    @Test
    void genericTypesComeBackAsTheyWere() {
        assertThat(library.books("x", 1)).isEqualTo(library.books("x", 1));
        assertThat(library.map()).isEqualTo(library.map());
        assertThat(library.optional(5)).isEqualTo(library.optional(5));
        assertThat(library.synced(6)).isEqualTo(library.synced(6));
        assertThat(library.none(7)).isNull();
        assertThat(library.none(7)).isNull();

        assertThat(loads).hasValue(6);
    }

    @Test
    void futuresAndPublishersAreCachedAndMayBlockBehindTheCache() throws Exception {
        assertThat(library.future(1).get(20, TimeUnit.SECONDS))
                .isEqualTo(library.future(1).get(20, TimeUnit.SECONDS));
        assertThat(library.mono(2).block(LIMIT)).isEqualTo(library.mono(2).block(LIMIT));
        assertThat(library.flux(3).collectList().block(LIMIT))
                .isEqualTo(library.flux(3).collectList().block(LIMIT));
        assertThat(loads).hasValue(4);

        // What follows a hit calls a cached method, which waits for its answer.
        assertThat(library.mono(2).map(book -> library.book(8).title()).block(LIMIT))
                .isEqualTo("title 8");
        assertThat(library.mono(2).map(book -> library.book(8).title()).block(LIMIT))
                .isEqualTo("title 8");
    }

    @Test
    void metersOfACacheThatWasMadeByItsFirstUse() throws Exception {
        library.book(1);
        library.book(1);
        library.book(1);

        assertThat(metric("cache.gets?tag=cache:book&tag=result:hit&tag=cache.manager:cacheManager"))
                .containsPattern("\"statistic\":\"COUNT\",\"value\":[1-9]");
        assertThat(metric("cache.gets?tag=cache:book&tag=result:miss")).containsPattern("\"value\":[1-9]");
        assertThat(metric("cache.puts?tag=cache:book")).containsPattern("\"value\":[1-9]");
        assertThat(metric("cache.undecodable?tag=cache:book")).contains("\"value\":0.0");
    }

    @Test
    @DirtiesContext
    void answersGoOnWhenTheServerEnds() {
        Book before = library.book(1);

        server.close();

        assertThat(library.book(1)).isEqualTo(before);
        assertThat(library.synced(1)).isEqualTo(before);
        assertThat(library.mono(1).block(LIMIT)).isEqualTo(before);
        library.forget(1);
    }

    private String metric(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/actuator/metrics/" + path))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }
}
