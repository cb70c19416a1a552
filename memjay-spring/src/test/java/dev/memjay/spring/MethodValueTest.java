package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kotlin.Metadata;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The type of the values that a method gives to its cache. */
class MethodValueTest {
    interface Base<T, U extends Number> {
        T one();

        List<T> list();

        Map<String, ? extends U> bounded();

        T[] array();
    }

    @SuppressWarnings("unused")
    abstract static class Service implements Base<String, Integer> {
        abstract void nothing();

        abstract int primitive();

        abstract CompletableFuture<List<Integer>> future();

        abstract Mono<Map<String, List<Long>>> mono();

        abstract Mono<Void> monoOfNothing();

        abstract Flux<String> flux();

        abstract Optional<List<String>> optional();

        abstract CompletableFuture<Optional<String>> futureOfOptional();

        abstract <V> List<V> variable();

        abstract <E extends Comparable<E>> List<E> recursive();

        abstract List<? super Integer> lower();

        @SuppressWarnings("rawtypes")
        abstract List raw();
    }

    /** What Kotlin's compiler makes of suspending functions. */
    @Metadata
    @SuppressWarnings("unused")
    abstract static class Suspending {
        abstract Object list(String name, Continuation<? super List<String>> continuation);

        abstract Object nothing(Continuation<? super kotlin.Unit> continuation);
    }

    private static MethodValue valueOf(Class<?> type, String name) {
        Method method = Arrays.stream(type.getMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .or(() -> Arrays.stream(type.getDeclaredMethods())
                        .filter(candidate -> candidate.getName().equals(name))
                        .findFirst())
                .orElseThrow();
        return MethodValue.of(method, type);
    }

    private static @Nullable String nameOf(MethodValue value) {
        return value.type() == null ? null : value.type().getTypeName();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nothing          |                                                                         | false
                    primitive        | int                                                                     | false
                    one              | java.lang.String                                                        | false
                    list             | java.util.List<java.lang.String>                                        | false
                    bounded          | java.util.Map<java.lang.String, java.lang.Integer>                      | false
                    array            | java.lang.String[]                                                      | false
                    future           | java.util.List<java.lang.Integer>                                       | true
                    mono             | java.util.Map<java.lang.String, java.util.List<java.lang.Long>>         | true
                    monoOfNothing    |                                                                         | true
                    flux             | java.util.List<java.lang.String>                                        | true
                    optional         | java.util.List<java.lang.String>                                        | false
                    futureOfOptional | java.util.Optional<java.lang.String>                                    | true
                    variable         | java.util.List<java.lang.Object>                                        | false
                    lower            | java.util.List<java.lang.Integer>                                       | false
                    raw              | java.util.List<java.lang.Object>                                        | false
                    """)
    void methodsOfJava(String name, @Nullable String type, boolean isAsync) {
        MethodValue value = valueOf(Service.class, name);

        assertThat(nameOf(value)).isEqualTo(type);
        assertThat(value.isAsync()).isEqualTo(isAsync);
    }

    @Test
    void aTypeThatRefersToItselfHasAnEnd() {
        assertThat(nameOf(valueOf(Service.class, "recursive"))).startsWith("java.util.List<java.lang.Comparable");
    }

    @Test
    void suspendingFunctions() {
        assertThat(nameOf(valueOf(Suspending.class, "list"))).isEqualTo("java.util.List<java.lang.String>");
        assertThat(valueOf(Suspending.class, "list").isAsync()).isTrue();
        assertThat(valueOf(Suspending.class, "nothing").type()).isNull();
    }
}
