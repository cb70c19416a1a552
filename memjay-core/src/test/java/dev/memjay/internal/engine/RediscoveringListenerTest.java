package dev.memjay.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The listener between the router and the user's passes everything on. */
class RediscoveringListenerTest {
    @Test
    void aLostConnectionIsALookAndPassedOn() {
        StringBuilder told = new StringBuilder();
        MemjayListener user = new MemjayListener() {
            @Override
            public void connectionLost(Node node, Throwable cause) {
                told.append("lost ").append(node);
            }
        };

        new RediscoveringListener(user, () -> told.append("look, ")).connectionLost(Node.of("h", 1), new Error());

        assertThat(told).hasToString("look, lost h:1");
    }

    /** What the discovery itself says goes to the user's listener directly. */
    @Test
    void everyMethodOfTheRouterIsPassedOn() {
        Set<String> passed = Stream.of(RediscoveringListener.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        passed.addAll(List.of("fleetChanged", "discoveryFailed"));

        assertThat(MemjayListener.class.getDeclaredMethods())
                .filteredOn(Method::isDefault)
                .extracting(Method::getName)
                .isSubsetOf(passed);
    }
}
