package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What values of a type are written as, which are refused, and what stored bytes of another type are read as. */
@WithMemcached
class TypedValuesTest {
    record Book(String title, int pages) {}

    record Event(String name, @Nullable Object payload) {}

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
}
