package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cached methods that return futures and publishers: nothing in their path blocks, and their values are cached all the same. */
@WithMemcached
class ReactiveMethodsTest {
    record Book(String title, int pages) {}

    static class Library {
        private final AtomicInteger calls = new AtomicInteger();
        private final Blocking blocking;

        Library(Blocking blocking) {
            this.blocking = blocking;
        }

        public AtomicInteger calls() {
            return calls;
        }

        private Book next() {
            return new Book("b", calls.incrementAndGet());
        }

        @Cacheable("future")
        public CompletableFuture<Book> future(int number) {
            return CompletableFuture.completedFuture(next());
        }

        @Cacheable(value = "future", sync = true)
        public CompletableFuture<Book> futureOnce(int number) {
            return CompletableFuture.supplyAsync(this::next);
        }

        @Cacheable("futures")
        public CompletableFuture<Optional<Book>> futureOfOptional(int number) {
            return CompletableFuture.completedFuture(Optional.of(next()));
        }

        @Cacheable("mono")
        public Mono<Book> mono(int number) {
            return Mono.fromCallable(this::next);
        }

        @Cacheable(value = "mono", sync = true)
        public Mono<Book> monoOnce(int number) {
            return Mono.fromCallable(this::next);
        }

        @Cacheable("empty")
        public Mono<Book> empty(int number) {
            return Mono.<Book>empty().doOnSubscribe(subscribed -> calls.incrementAndGet());
        }

        @Cacheable("flux")
        public Flux<Book> flux(int number) {
            return Flux.defer(() -> Flux.just(next(), new Book("last", 0)));
        }

        @Cacheable(value = "flux", sync = true)
        public Flux<Book> fluxOnce(int number) {
            return Flux.defer(() -> Flux.just(next(), new Book("last", 0)));
        }

        /** Calls a cached method that blocks, on whatever thread Spring goes on. */
        @Cacheable("outer")
        public Mono<String> outer(int number) {
            return Mono.fromCallable(() -> blocking.title(number) + calls.incrementAndGet());
        }

        @Cacheable("failing")
        public Mono<Book> failing(int number) {
            return Mono.error(new IllegalStateException("no " + calls.incrementAndGet()));
        }

        @Cacheable(value = "failing", sync = true)
        public CompletableFuture<Book> failingOnce(int number) {
            return CompletableFuture.failedFuture(new IllegalStateException("no " + calls.incrementAndGet()));
        }

        @CachePut(value = "mono", key = "#number")
        public Mono<Book> rewrite(int number) {
            return Mono.just(new Book("new", number));
        }

        @CacheEvict(value = "mono", key = "#number")
        public Mono<Boolean> burn(int number) {
            return Mono.just(true);
        }

        @CacheEvict(value = "mono", allEntries = true)
        public CompletableFuture<Boolean> burnAll() {
            return CompletableFuture.completedFuture(true);
        }
    }

    static class Blocking {
        @Cacheable("title")
        public String title(int number) {
            return "t" + number;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {
        @Bean
        static MemjayCachePostProcessor memjayCaches() {
            return new MemjayCachePostProcessor();
        }

        @Bean
        MemjayCacheManager cacheManager(Memjay memjay) {
            return MemjayCacheManager.builder(memjay).build();
        }

        @Bean
        Blocking blocking() {
            return new Blocking();
        }

        @Bean
        Library library(Blocking blocking) {
            return new Library(blocking);
        }
    }

    private Memjay memjay;
    private AnnotationConfigApplicationContext context;
    private Library library;

    @BeforeEach
    void open(Memcached memcached) {
        memjay = Memjay.create("memcached://" + memcached.address() + "?timeout=60s&connectTimeout=60s");
        context = new AnnotationConfigApplicationContext();
        context.registerBean(Memjay.class, () -> memjay);
        context.register(Caching.class);
        context.refresh();
        library = context.getBean(Library.class);
    }

    @AfterEach
    void close() {
        context.close();
        memjay.close();
    }

    @Test
    void futures() {
        for (int i = 0; i < 3; i++) {
            assertThat(library.future(1).join()).isEqualTo(new Book("b", 1));
            assertThat(library.futureOnce(1).join()).isEqualTo(new Book("b", 1));
        }
        assertThat(library.futureOnce(2).join()).isEqualTo(new Book("b", 2));
        assertThat(library.futureOnce(2).join()).isEqualTo(new Book("b", 2));
        for (int i = 0; i < 2; i++) {
            assertThat(library.futureOfOptional(1).join()).contains(new Book("b", 3));
        }
    }

    @Test
    void monos() {
        for (int i = 0; i < 3; i++) {
            assertThat(library.mono(1).block()).isEqualTo(new Book("b", 1));
            assertThat(library.monoOnce(1).block()).isEqualTo(new Book("b", 1));
        }
        assertThat(library.monoOnce(2).block()).isEqualTo(new Book("b", 2));
        assertThat(library.mono(2).block()).isEqualTo(new Book("b", 2));
    }

    @Test
    void aFluxIsCachedAsAList() {
        List<Book> books = List.of(new Book("b", 1), new Book("last", 0));
        assertThat(library.flux(1).take(1).collectList().block()).hasSize(1);
        awaitPut("flux");
        for (int i = 0; i < 3; i++) {
            assertThat(library.flux(1).collectList().block()).isEqualTo(books);
            assertThat(library.fluxOnce(1).collectList().block()).isEqualTo(books);
        }
    }

    /** A subscriber that takes only the first element does not see the end of the rest, when the list is put. */
    private void awaitPut(String name) {
        MemjayCache cache =
                (MemjayCache) context.getBean(MemjayCacheManager.class).getCache(name);
        long end = System.nanoTime() + 60_000_000_000L;
        while (cache.statistics().puts() == 0) {
            assertThat(System.nanoTime()).as("not put after a minute").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void anEmptyMonoIsNotCalledAgain() {
        assertThat(library.empty(1).block()).isNull();
        int calls = library.calls().get();
        assertThat(library.empty(1).block()).isNull();
        assertThat(library.calls().get()).isEqualTo(calls);
    }

    /** What failed as "a blocking get in a callback on Memjay's event loop would wait for itself". */
    @Test
    void aPublisherMayCallWhatBlocks() {
        assertThat(library.outer(1).block()).isEqualTo("t11");
        assertThat(library.outer(1).block()).isEqualTo("t11");
        assertThat(library.outer(2).block()).isEqualTo("t22");
    }

    @Test
    void failuresPassAndAreNotCached() {
        for (int i = 1; i < 4; i += 2) {
            assertThatThrownBy(() -> library.failing(1).block())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no " + (library.calls().get()));
            assertThatThrownBy(() -> library.failingOnce(1).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(library.calls()).hasValue(4);
    }

    @Test
    void putsAndEvictionsAreSeenByTheNextCallHere() {
        for (int i = 0; i < 20; i++) {
            library.rewrite(7).block();
            assertThat(library.mono(7).block()).isEqualTo(new Book("new", 7));
            library.burn(7).block();
            int calls = library.calls().get();
            assertThat(library.mono(7).block()).isEqualTo(new Book("b", calls + 1));
        }
    }

    @Test
    void aClearOfAMethodThatReturnsAFuture() {
        library.mono(1).block();
        library.burnAll().join();
        assertThat(library.mono(1).block()).isEqualTo(new Book("b", 2));
    }
}
