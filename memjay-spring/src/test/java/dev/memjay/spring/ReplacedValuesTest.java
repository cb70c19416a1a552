package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be decoded is replaced in every protocol, also in those whose answer to a lookup has no CAS number. */
@WithMemcached
@ParameterizedClass
@ValueSource(strings = {"meta", "classic", "binary"})
class ReplacedValuesTest {
    record OldBook(String title) {}

    record Book(String title, int pages) {}

    @Parameter
    private String protocol;

    private Memjay memjay;
    private MemjayCache old;
    private MemjayCache books;

    @BeforeEach
    void open(Memcached memcached) {
        memjay = Memjay.create(
                "memcached://" + memcached.address() + "?timeout=60s&connectTimeout=60s&protocol=" + protocol);
        old = cache(OldBook.class);
        books = cache(Book.class);
        old.put("k", new OldBook("a"));
    }

    private MemjayCache cache(Class<?> type) {
        return (MemjayCache) MemjayCacheManager.builder(memjay)
                .cache("books", of -> of.type(type))
                .build()
                .getCache("books");
    }

    @AfterEach
    void close() {
        memjay.close();
    }

    @Test
    void aMethodWithSyncReplacesIt() {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            assertThat(books.get("k", () -> new Book("a", loads.incrementAndGet())))
                    .isEqualTo(new Book("a", 1));
        }
        assertThat(books.get("k").get()).isEqualTo(new Book("a", 1));
    }

    @Test
    void aMethodWithSyncThatReturnsAFutureReplacesIt() {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            assertThat(books.retrieve(
                                    "k",
                                    () -> CompletableFuture.completedFuture(new Book("a", loads.incrementAndGet())))
                            .join())
                    .isEqualTo(new Book("a", 1));
        }
    }

    @Test
    void aMethodWithoutSyncReplacesIt() {
        MemjayCache view = books.forInvocation(new MethodValue(Book.class, false));
        assertThat(view.get("k")).isNull();
        view.put("k", new Book("a", 1));
        assertThat(books.get("k").get()).isEqualTo(new Book("a", 1));
    }

    @Test
    void putIfAbsentReplacesItAndMarks() {
        assertThat(books.putIfAbsent("k", new Book("a", 1))).isNull();
        assertThat(books.get("k").get()).isEqualTo(new Book("a", 1));
        books.evict("k");
        assertThat(books.forInvocation(new MethodValue(Book.class, false)).get("k"))
                .isNull();
        assertThat(books.putIfAbsent("k", new Book("b", 2))).isNull();
        assertThat(books.get("k").get()).isEqualTo(new Book("b", 2));
    }

    @Test
    void aMarkIsInNobodysWay() {
        books.evict("k");
        assertThat(books.forInvocation(new MethodValue(Book.class, false)).get("k"))
                .isNull();
        aMethodWithSyncReplacesIt();
    }
}
