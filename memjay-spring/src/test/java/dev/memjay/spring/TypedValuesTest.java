package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.memjay.Memjay;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.OverridingClassLoader;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.ClassUtils;

/** What values of a type are written as, which are refused, and what stored bytes of another type are read as. */
@WithMemcached
class TypedValuesTest {
    record Book(String title, int pages) {}

    record Event(String name, @Nullable Object payload) {}

    record Envelope(List<Event> events, @Nullable Date sent) {}

    private Memjay memjay;
    private MemjayCacheManager manager;

    @BeforeEach
    void open(Memcached memcached) {
        memjay = Memjay.create("memcached://" + memcached.address() + "?timeout=60s&connectTimeout=60s");
        manager = MemjayCacheManager.builder(memjay).build();
    }

    @AfterEach
    void close() {
        memjay.close();
    }

    private TypedValues valuesOf(Type type) {
        return new CacheSpace("things", MemjayCacheConfiguration.standard(), manager).valuesOf(type);
    }

    private TypedValues valuesOf(ParameterizedTypeReference<?> type) {
        return valuesOf(type.getType());
    }

    /** A method that returned a record, and after a redeploy returns a single value. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                String.class,
                Long.class,
                long.class,
                UUID.class,
                Boolean.class,
                Number.class,
                CharSequence.class,
                Book.class
            })
    void aStoredValueOfAnotherTypeIsAMiss(Class<?> type) {
        Encoded event = valuesOf(Event.class).encode(new Event("sold", null));

        assertThatThrownBy(() -> valuesOf(type).decode(event)).isInstanceOf(CodecException.class);
    }

    /** Only a type that could be anything is a mistake of the program, which the error names. */
    @ParameterizedTest
    @ValueSource(classes = {Object.class, Serializable.class, Comparable.class})
    void aStoredValueThatATypeDoesNotSayHowToReadIsAnError(Class<?> type) {
        Encoded event = valuesOf(Event.class).encode(new Event("sold", null));

        assertThatThrownBy(() -> valuesOf(type).decode(event))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("memjay.cache.caches.things.type");
    }

    /** A setting that Spring Boot would read under another name is no advice. */
    @Test
    void aNameWithOtherCharactersIsInBracketsInTheSettingsName() {
        TypedValues values =
                new CacheSpace("books_by.author", MemjayCacheConfiguration.standard(), manager).valuesOf(Object.class);

        assertThatThrownBy(() -> values.encode(new Book("a", 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("memjay.cache.caches[books_by.author].type");
    }

    static Stream<List<?>> listsThatShowNothing() {
        List<Object> nulls = new ArrayList<>();
        nulls.add(null);
        return Stream.of(List.of(), nulls, List.of("text"), List.of(List.of()), List.of(Map.of()));
    }

    /** What is in a list shows whether its type holds it, not that it is a list. */
    @ParameterizedTest
    @MethodSource("listsThatShowNothing")
    void aListOfAnythingRefusesRecordsAfterAListThatShowsNothing(List<?> first) {
        TypedValues objects = valuesOf(new ParameterizedTypeReference<List<Object>>() {});
        objects.encode(new ArrayList<>(first));

        assertThatThrownBy(() -> objects.encode(new ArrayList<>(List.of(new Book("a", 1)))))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("Book became java.util.LinkedHashMap");
        assertThatThrownBy(() -> objects.encode(new ArrayList<>(List.of(List.of(new Book("a", 1))))))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void mapsAndArraysOfAnythingDoTheSame() {
        TypedValues maps = valuesOf(new ParameterizedTypeReference<Map<String, Object>>() {});
        maps.encode(new HashMap<>());
        assertThatThrownBy(() -> maps.encode(new HashMap<>(Map.of("k", new Book("a", 1)))))
                .isInstanceOf(CodecException.class);

        TypedValues arrays = valuesOf(Object[].class);
        arrays.encode(new Object[0]);
        assertThatThrownBy(() -> arrays.encode(new Object[] {new Book("a", 1)})).isInstanceOf(CodecException.class);
    }

    /** JSON has one kind of number: those that fit into an int come back as Integers where the type does not say more. */
    @Test
    void aSmallNumberIsReadBackAlsoAfterALargeOne() {
        TypedValues objects = valuesOf(new ParameterizedTypeReference<List<Object>>() {});
        objects.encode(new ArrayList<>(List.of(Long.MAX_VALUE)));
        assertThatThrownBy(() -> objects.encode(new ArrayList<>(List.of(5L))))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.lang.Long became java.lang.Integer");
        objects.encode(new ArrayList<>(List.of(BigInteger.ONE.shiftLeft(64))));
        assertThatThrownBy(() -> objects.encode(new ArrayList<>(List.of(BigInteger.ONE))))
                .isInstanceOf(CodecException.class);

        TypedValues longs = valuesOf(new ParameterizedTypeReference<List<Long>>() {});
        List<Long> both = new ArrayList<>(List.of(Long.MAX_VALUE, 5L));
        assertThat(longs.decode(longs.encode(both))).isEqualTo(both);
    }

    /** A record whose component says nothing of its values. */
    @Test
    void aRecordWithAComponentOfAnythingRefusesRecordsInIt() {
        TypedValues events = valuesOf(Event.class);
        events.encode(new Event("sold", null));
        events.encode(new Event("sold", "text"));

        assertThatThrownBy(() -> events.encode(new Event("sold", new Book("a", 1))))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("Book became java.util.LinkedHashMap");
        TypedValues envelopes = valuesOf(Envelope.class);
        envelopes.encode(new Envelope(List.of(), null));
        assertThatThrownBy(() -> envelopes.encode(new Envelope(List.of(new Event("sold", new Book("a", 1))), null)))
                .isInstanceOf(CodecException.class);
    }

    record Shelf(List<Book> books, Optional<Book> best, Map<String, Book> byTitle, Set<Object> marks) {}

    /** What the components declare is what a reader gets. */
    @Test
    void aRecordWhoseComponentsHoldTheirValuesIsWritten() {
        Book book = new Book("a", 1);
        Set<Object> marks = new LinkedHashSet<>(List.of("zz", 1, true, 2.5, "a"));

        assertThatCode(() -> valuesOf(Shelf.class)
                        .encode(new Shelf(List.of(book), Optional.of(book), Map.of("a", book), marks)))
                .doesNotThrowAnyException();
        assertThatCode(() -> valuesOf(Envelope.class).encode(new Envelope(List.of(), new java.sql.Timestamp(1))))
                .doesNotThrowAnyException();
    }

    /** Counts how often a walk looks into it. */
    record Node(List<Object> children) {
        static final AtomicInteger LOOKS = new AtomicInteger();

        @Override
        public List<Object> children() {
            LOOKS.incrementAndGet();
            return children;
        }

        static Node tree(int levels) {
            return new Node(levels == 0 ? List.of() : Collections.nCopies(16, tree(levels - 1)));
        }
    }

    /** 16 elements of 16 elements and so on would be thousands of millions. */
    @Test
    void aDeepValueIsLookedAtForALimitedTime() {
        Node.LOOKS.set(0);
        ReadBack.places(Node.tree(8));
        ReadBack.difference(Node.tree(8), Node.tree(8));

        assertThat(Node.LOOKS).hasValueBetween(2, 4 * ReadBack.MAX_VALUES);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Sparse(String name, @Nullable String note) {}

    @Test
    void aRecordThatLeavesNullsOutIsRefusedAtFirstAndAMissLater() {
        TypedValues values = valuesOf(Sparse.class);
        assertThatThrownBy(() -> values.encode(new Sparse("a", null))).isInstanceOf(CodecException.class);

        values.encode(new Sparse("a", "b"));
        Encoded later = values.encode(new Sparse("a", null));
        assertThatThrownBy(() -> values.decode(later)).isInstanceOf(CodecException.class);
    }

    record Page(ArrayList<String> items) implements Serializable {}

    /** Threads of the common pool may be the first that read, and know none of the classes of an application in a server. */
    @Test
    void serializedClassesAreFoundWhereTheManagerWasMade() throws Exception {
        ClassLoader application = new OverridingClassLoader(getClass().getClassLoader());
        Class<?> type = application.loadClass(Page.class.getName());
        Constructor<?> constructor = type.getDeclaredConstructor(ArrayList.class);
        constructor.setAccessible(true);
        Object page = constructor.newInstance(new ArrayList<>(List.of("a")));
        MemjayCacheManager made;
        ClassLoader before = ClassUtils.overrideThreadContextClassLoader(application);
        try {
            made = MemjayCacheManager.builder(memjay).build();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }

        TypedValues values = new CacheSpace(
                        "pages",
                        MemjayCacheConfiguration.standard().serialization(Page.class.getName(), "java.util.ArrayList"),
                        made)
                .valuesOf(type);

        assertThat(values.decode(values.encode(page))).isEqualTo(page);
    }
}
