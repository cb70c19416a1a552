package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The blocking, the asynchronous and the posting interface have the same verbs. */
class TwinTest {
    /** The methods of Keyspace that make views and send nothing. */
    private static final Set<String> VIEWS = Set.of(
            "withPrefix",
            "withTtl",
            "withTimeout",
            "withFailurePolicy",
            "failurePolicy",
            "withKeyPolicy",
            "withKeyCodec",
            "withCodec",
            "withCompression",
            "withLoadPolicy",
            "loadPolicy",
            "withName",
            "valueOf",
            "uncounted",
            "counters",
            "async",
            "noreply",
            "leases");

    /** The methods of classes with two faces that make views and send nothing. */
    private static final Set<String> OWN_VIEWS =
            Set.of("of", "withMaxAge", "async", "chunkLength", "maxLength", "toString");

    private static final Map<Type, Type> BOXED = Map.of(boolean.class, Boolean.class, void.class, Void.class);

    private static final Set<String> READS_AND_UPDATES = Set.of(
            "get",
            "getOrDefault",
            "contains",
            "getAll",
            "gets",
            "getsAll",
            "gat",
            "gats",
            "lookup",
            "lookupAll",
            "inspect",
            "update",
            "appendOrCreate",
            "getOrCompute",
            "getAllOrCompute");

    private static Set<String> signatures(Class<?> type, Function<Method, String> result) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !VIEWS.contains(method.getName()))
                .map(method -> method.getName() + Arrays.toString(method.getGenericParameterTypes()) + " "
                        + result.apply(method))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String boxedResult(Method method) {
        Type result = method.getGenericReturnType();
        return BOXED.getOrDefault(result, result).getTypeName();
    }

    private static String futureResult(Method method) {
        assertThat(method.getReturnType()).as(method.toString()).isEqualTo(CompletableFuture.class);
        return ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0].getTypeName();
    }

    /** The one way in which the arguments of twins differ: loaders that block, and loaders that do not. */
    private static String withAsynchronousLoader(String signature) {
        return signature
                .replace("dev.memjay.model.Loader<", "dev.memjay.model.AsyncLoader<")
                .replace("dev.memjay.model.BulkLoader<K, ? extends V>", "dev.memjay.model.AsyncBulkLoader<K, V>");
    }

    @Test
    void everyVerbHasItsAsynchronousTwinAndNoOther() {
        assertThat(signatures(AsyncKeyspace.class, TwinTest::futureResult))
                .isEqualTo(signatures(Keyspace.class, TwinTest::boxedResult).stream()
                        .map(TwinTest::withAsynchronousLoader)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyWriteVerbHasItsPostingTwinAndNoOther() {
        Set<String> writes = signatures(Keyspace.class, method -> "void").stream()
                .filter(signature -> !READS_AND_UPDATES.contains(signature.substring(0, signature.indexOf('['))))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(signatures(
                        NoreplyKeyspace.class, method -> method.getReturnType().getName()))
                .isEqualTo(writes);
    }

    /** What is built over keyspaces has the same verbs in both faces too. */
    @ParameterizedTest
    @MethodSource("classesWithTwoFaces")
    void classesWithTwoFacesHaveTheSameVerbs(Class<?> blocking, Class<?> asynchronous) {
        assertThat(ownVerbs(asynchronous, TwinTest::futureResult))
                .isNotEmpty()
                .isEqualTo(ownVerbs(blocking, TwinTest::boxedResult));
    }

    static List<Arguments> classesWithTwoFaces() {
        return List.of(
                Arguments.of(LargeValues.class, AsyncLargeValues.class),
                Arguments.of(Generations.class, AsyncGenerations.class));
    }

    private static Set<String> ownVerbs(Class<?> type, Function<Method, String> result) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !OWN_VIEWS.contains(method.getName()))
                .map(method -> method.getName() + Arrays.toString(method.getGenericParameterTypes()) + " "
                        + result.apply(method))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theInterfacesStayWithinTheirBounds() {
        assertThat(Keyspace.class.getMethods()).hasSizeLessThanOrEqualTo(60);
        assertThat(Admin.class.getDeclaredMethods().length).isLessThanOrEqualTo(40);
    }
}
