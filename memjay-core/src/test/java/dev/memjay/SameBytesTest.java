package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.codec.Codec;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.verb.ViewSettings;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.SettingInfo.Origin;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every verb sends the same bytes with the same route, whichever face of a view it is called on. */
class SameBytesTest {
    static Stream<Method> asynchronousVerbs() {
        return Arrays.stream(AsyncKeyspace.class.getMethods())
                .filter(verb -> !verb.getName().equals("leases"))
                .filter(verb -> !verb.getName().endsWith("OrCompute")); // their loaders differ
    }

    static Stream<Method> postingVerbs() {
        return Arrays.stream(NoreplyKeyspace.class.getMethods());
    }

    @ParameterizedTest
    @MethodSource("asynchronousVerbs")
    void asynchronousAsBlocking(Method verb) throws ReflectiveOperationException {
        assertThat(requests(verb, Keyspace::async)).isEqualTo(requests(blocking(verb), view -> view));
    }

    @ParameterizedTest
    @MethodSource("postingVerbs")
    void postingAsBlocking(Method verb) throws ReflectiveOperationException {
        assertThat(requests(verb, Keyspace::noreply)).isEqualTo(requests(blocking(verb), view -> view));
    }

    private static Method blocking(Method verb) throws NoSuchMethodException {
        return Keyspace.class.getMethod(verb.getName(), verb.getParameterTypes());
    }

    private interface Face {
        Object of(Keyspace<String, String> view);
    }

    private static List<String> requests(Method verb, Face face) throws ReflectiveOperationException {
        FakeEngine engine = new FakeEngine();
        if (verb.getName().equals("cas") || (verb.getName().equals("delete") && verb.getParameterCount() == 2)) {
            engine.answers(Status.EXISTS);
        }
        if (verb.getName().equals("appendOrCreate")) {
            engine.answers(Status.NOT_STORED).answers(Status.STORED);
        }
        if (verb.getName().equals("update")) {
            engine.finds("v", 0).answers(Status.STORED);
        }
        Settings settings = new Settings();
        settings.put(Setting.NAMESPACE, "n:", Origin.BUILDER);
        Keyspace<String, String> view = KeyspaceView.of(engine, ViewSettings.of(settings, Codec.strings()))
                .withPrefix("p:")
                .withKeyPolicy(KeyPolicy.UTF8)
                .withTtl(Duration.ofSeconds(30));
        Object[] arguments = Arrays.stream(verb.getParameterTypes())
                .map(SameBytesTest::argument)
                .toArray();
        verb.invoke(face.of(view), arguments);
        assertThat(engine.sent).isNotEmpty();
        return Stream.concat(engine.sent.stream(), engine.routes.stream()).toList();
    }

    private static Object argument(Class<?> type) {
        if (type == Duration.class) {
            return Duration.ofMinutes(1);
        }
        if (type == long.class) {
            return 5L;
        }
        if (type == Collection.class) {
            return List.of("a", "é");
        }
        if (type == Map.class) {
            return Map.of("é", "v");
        }
        if (type == Function.class) {
            return (Function<String, String>) text -> text + "!";
        }
        return "é";
    }
}
