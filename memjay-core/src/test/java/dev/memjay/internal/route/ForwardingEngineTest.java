package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An engine that is passed on to answers for itself, and no default of the interface for it. */
class ForwardingEngineTest {
    @Test
    void everyMethodIsPassedOn() {
        List<String> passedOn = signatures(ForwardingEngine.class);

        assertThat(signatures(Engine.class))
                .isNotEmpty()
                .allSatisfy(signature -> assertThat(passedOn).contains(signature));
    }

    private static List<String> signatures(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(ForwardingEngineTest::signature)
                .toList();
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
