package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.error.CodecException;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import dev.memjay.model.Metrics;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.LoggingCacheErrorHandler;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.SpringVersion;

/** Annotated methods of a bean, by what they return and by what Spring's documents promise of them. */
@WithMemcached
class CachedMethodsTest {
    record Book(String title, int pages) {}

    /** A bean whose type variable the class below fixes. */
    abstract static class Shelf<T> {
        final AtomicInteger calls = new AtomicInteger();

        abstract T make(int number);

        /** The proxy of a bean has fields of its own, which are null. */
        public AtomicInteger calls() {
            return calls;
        }

        @Cacheable("generic")
        public T generic(int number) {
            calls.incrementAndGet();
            return make(number);
        }

        @Cacheable("generics")
        public List<T> generics(int number) {
            calls.incrementAndGet();
            return List.of(make(number), make(number + 1));
        }
    }

    static class Library extends Shelf<Book> {
        @Override
        Book make(int number) {
            return new Book("b" + number, number);
        }

        private int call() {
            return calls.incrementAndGet();
        }

        @Cacheable("book")
        public Book book(int number) {
            call();
            return make(number);
        }

        @Cacheable(value = "book", sync = true)
        public Book bookOnce(int number) {
            call();
            return make(number);
        }

        @Cacheable("list")
        public List<Book> list(int number) {
            call();
            return List.of(make(number));
        }

        @Cacheable("streamed")
        public List<Book> streamed(int number) {
            call();
            return Stream.of(1, 2).map(this::make).toList();
        }

        @Cacheable("map")
        public Map<UUID, List<Long>> map(int number) {
            call();
            return Map.of(new UUID(1, 2), List.of(1L, Long.MAX_VALUE));
        }

        @Cacheable("optional")
        public Optional<Book> optional(int number) {
            call();
            return number == 0 ? Optional.empty() : Optional.of(make(number));
        }

        @Cacheable(value = "optional", sync = true)
        public Optional<Book> optionalOnce(int number) {
            call();
            return number == 0 ? Optional.empty() : Optional.of(make(number));
        }

        @Cacheable("instant")
        public Instant instant(int number) {
            call();
            return Instant.ofEpochSecond(number, 123456789);
        }

        @Cacheable("longs")
        public long[] longs(int number) {
            call();
            return new long[] {number, Long.MIN_VALUE};
        }

        @Cacheable("instants")
        public List<Instant> instants(int number) {
            call();
            return List.of(Instant.EPOCH);
        }

        @Cacheable("primitive")
        public long primitive(int number) {
            call();
            return number;
        }

        @Cacheable("any")
        public Object any(int number) {
            call();
            return (long) number;
        }

        @Cacheable("object")
        public Long object(@Nullable Object key) {
            return (long) call();
        }

        @Cacheable("nothing")
        public @Nullable String nothing(int number) {
            call();
            return null;
        }

        @Cacheable("wild")
        public List<? extends Book> wild(int number) {
            call();
            return List.of(make(number));
        }

        @Cacheable("untold")
        public Object untold(int number) {
            call();
            return make(number);
        }

        @Cacheable(value = "book", key = "#a + #b")
        public Book text(String a, String b) {
            call();
            return make(1);
        }

        @Cacheable("two")
        public int two(String a, String b) {
            return call();
        }

        @Cacheable(value = "unless", unless = "#result == 10")
        public int unless(int number) {
            call();
            return number;
        }

        @Cacheable("failing")
        public String failing(boolean isChecked) throws IOException {
            call();
            if (isChecked) {
                throw new IOException("checked");
            }
            throw new IllegalStateException("unchecked");
        }

        @Cacheable(value = "failing", sync = true)
        public String failingOnce(boolean isChecked) throws IOException {
            return failing(isChecked);
        }

        @CachePut(value = "book", key = "#number")
        public Book rewrite(int number) {
            return new Book("new", number);
        }

        @CacheEvict(value = "book", key = "#number")
        public void burn(int number) {}

        @CacheEvict(value = "book", key = "#number", beforeInvocation = true)
        public void burnFirst(int number) {
            throw new IllegalStateException("too late");
        }

        @CacheEvict(value = "book", allEntries = true)
        public void burnAll() {}

        @Cacheable(cacheNames = {"first", "second"})
        public Book both(int number) {
            call();
            return make(number);
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
        Library library() {
            return new Library();
        }
    }

    /** A program's own configurer, of which there may be only one. */
    @Configuration(proxyBeanMethods = false)
    static class Configurer implements CachingConfigurer {
        @Override
        public CacheErrorHandler errorHandler() {
            return new LoggingCacheErrorHandler();
        }
    }

    private Memjay memjay;
    private AnnotationConfigApplicationContext context;
    private Library library;
    private CacheManager caches;

    @BeforeEach
    void open(Memcached memcached) {
        connect(memcached);
        start(Caching.class);
    }

    private void connect(Memcached memcached) {
        memjay = Memjay.create("memcached://" + memcached.address() + "?timeout=60s&connectTimeout=60s");
    }

    private void start(Class<?>... configurations) {
        context = new AnnotationConfigApplicationContext();
        context.registerBean(Memjay.class, () -> memjay);
        context.register(configurations);
        context.refresh();
        library = context.getBean(Library.class);
        caches = context.getBean(CacheManager.class);
    }

    @AfterEach
    void close() {
        context.close();
        memjay.close();
    }

    @Test
    void theVersionOfSpringIsTheOneThatTheBuildSays() {
        String wanted = System.getProperty("memjay.spring");
        if (wanted != null) {
            assertThat(SpringVersion.getVersion()).startsWith(wanted);
        }
    }

    interface Call {
        @Nullable
        Object of(Library library) throws Exception;
    }

    static Stream<Arguments> methods() {
        Map<String, Call> calls = new TreeMap<>(Map.of(
                "a record", library -> library.book(1),
                "a record, once", library -> library.bookOnce(1),
                "List.of", library -> library.list(1),
                "toList", library -> library.streamed(1),
                "a map of UUIDs", library -> library.map(1),
                "an Optional", library -> library.optional(1),
                "an Optional, once", library -> library.optionalOnce(1),
                "an Instant", library -> library.instant(1),
                "a generic type", library -> library.generic(1),
                "a list of a generic type", library -> library.generics(1)));
        calls.put("an empty Optional", library -> library.optional(0));
        calls.put("an empty Optional, once", library -> library.optionalOnce(0));
        calls.put("instants", library -> library.instants(1));
        calls.put("a long", library -> library.primitive(1));
        calls.put("an Object that is a Long", library -> library.any(1));
        calls.put("null", library -> library.nothing(1));
        calls.put("a wildcard", library -> library.wild(1));
        calls.put("an array", library -> Arrays.stream(library.longs(1)).boxed().toList());
        return calls.entrySet().stream().map(call -> Arguments.of(call.getKey(), call.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void aMethodIsCalledOnceWhateverItReturns(String name, Call call) throws Exception {
        Object first = call.of(library);
        Object second = call.of(library);

        assertThat(second).isEqualTo(first);
        assertThat(library.calls()).hasValue(1);
    }

    @Test
    void aTypeThatSaysNothingIsRefusedWhereTheValueIsWritten() {
        assertThatThrownBy(() -> library.untold(1))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("'untold'")
                .hasMessageContaining("memjay.cache.caches.untold.type");
    }

    @Test
    void twoArgumentsAreNotOne() {
        assertThat(library.two("a, b", "c")).isNotEqualTo(library.two("a", "b, c"));
        assertThat(library.two("a, b", "c")).isEqualTo(library.two("a, b", "c"));
        library.text("john ", "doe");
        library.text("john", "doe");
        assertThat(library.calls()).hasValue(4);
    }

    @Test
    void putAndEvict() {
        library.book(1);
        library.rewrite(1);
        assertThat(library.book(1)).isEqualTo(new Book("new", 1));
        library.burn(1);
        assertThat(library.book(1)).isEqualTo(new Book("b1", 1));
        assertThatThrownBy(() -> library.burnFirst(1)).hasMessage("too late");
        assertThat(caches.getCache("book").get(1)).isNull();
        library.book(1);
        library.book(2);
        library.burnAll();
        assertThat(caches.getCache("book").get(1)).isNull();
        assertThat(caches.getCache("book").get(2)).isNull();
    }

    /** What a method wrote is found by hand too, since its type was seen here. */
    @Test
    void theCacheByHandGoesByTheOnlyTypeOfItsMethods() {
        library.book(1);
        assertThat(caches.getCache("book").get(1).get()).isEqualTo(new Book("b1", 1));
        library.unless(9);
        library.unless(10);
        assertThat(caches.getCache("unless").get(9).get()).isEqualTo(9);
        assertThat(caches.getCache("unless").get(10)).isNull();
    }

    /** Single values are the same to a method and by hand, and a bare Object is a key like any other. */
    @Test
    void byHandAndByMethod() {
        Object key = new Object();
        caches.getCache("object").putIfAbsent(key, -1L);
        assertThat(library.object(key)).isEqualTo(-1L);
        assertThat(library.object(new Object())).isEqualTo(1L);
        assertThat(library.object(null)).isEqualTo(2L);
        assertThat(library.object(null)).isEqualTo(2L);
        caches.getCache("object").evict(key);
        assertThat(library.object(key)).isEqualTo(3L);
        assertThat(caches.getCache("object").get(key).get()).isEqualTo(3L);
    }

    @Test
    void severalCachesAreFilledTogether() {
        library.both(1);
        caches.getCache("first").evict(1);
        library.both(1);
        assertThat(library.calls()).hasValue(1);
        caches.getCache("second").evict(1);
        library.both(1);
        assertThat(library.calls()).hasValue(2);
        assertThat(caches.getCache("first").get(1)).isNotNull();
        assertThat(caches.getCache("second").get(1)).isNotNull();
    }

    @Test
    void failuresPassAndAreNotCached() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> library.failing(true)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> library.failing(false)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> library.failingOnce(true)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> library.failingOnce(false)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(library.calls()).hasValue(8);
    }

    @Test
    void aConfigurerOfTheProgramStaysBesideIt(Memcached memcached) {
        context.close();
        connect(memcached);
        start(Caching.class, Configurer.class);
        library.book(1);
        library.book(1);

        assertThat(library.calls()).hasValue(1);
    }

    /** A hit is one flight: the generation and the value are asked for together. */
    @Test
    void aHitIsOneFlight() {
        library.list(1);
        library.list(1);
        long before = calls();
        library.list(1);
        assertThat(calls() - before).isEqualTo(1);
    }

    /** A bulk call counts once for its node. */
    private long calls() {
        return memjay.metrics().nodes().stream()
                .flatMap(node -> node.verbs().values().stream())
                .mapToLong(Metrics.OfVerb::calls)
                .sum();
    }

    @Test
    void otherCachesPassAsTheyAre() {
        Cache map = new ConcurrentMapCache("map");
        assertThat(Transactions.forInvocation(map, MethodValue.UNKNOWN)).isSameAs(map);
    }
}
