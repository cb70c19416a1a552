package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.MemjayException;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several listeners are all told of everything, whatever one of them throws. */
class ListenersTest {
    private static final Map<Class<?>, Object> ARGUMENTS = Map.of(
            Node.class,
            Node.of("h", 1),
            Verb.class,
            Verb.GET,
            long.class,
            5L,
            String.class,
            "key",
            Throwable.class,
            new Error(),
            List.class,
            List.of(),
            Duration.class,
            Duration.ofSeconds(2),
            MemjayException.class,
            new MemjayException("failed", new MemjayException.Context(null, "get", 0, false), null));

    private final List<String> told = new ArrayList<>();

    private MemjayListener listener(String name, boolean throwing) {
        return (MemjayListener) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MemjayListener.class}, (proxy, method, arguments) -> {
                    told.add(name + " " + method.getName() + " " + List.of(arguments));
                    if (throwing) {
                        throw new IllegalStateException("thrown by the test");
                    }
                    return null;
                });
    }

    static Stream<Method> events() {
        return Stream.of(MemjayListener.class.getMethods()).filter(Method::isDefault);
    }

    @ParameterizedTest
    @MethodSource("events")
    void allAreTold(Method event) throws ReflectiveOperationException {
        Object[] arguments =
                Stream.of(event.getParameterTypes()).map(ARGUMENTS::get).toArray();

        event.invoke(Listeners.of(listener("first", true), listener("second", false)), arguments);

        String what = event.getName() + " " + List.of(arguments);
        assertThat(told).containsExactly("first " + what, "second " + what);
    }

    @Test
    void whereNobodyListensNobodyIsTold() {
        assertThat(Listeners.of(MemjayListener.NONE, MemjayListener.NONE)).isSameAs(MemjayListener.NONE);
    }
}
