package dev.memjay.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The observer between the router and the user's passes everything on. */
class RediscoveringObserverTest {
    @Test
    void aLostConnectionIsALookAndPassedOn() {
        StringBuilder told = new StringBuilder();
        Observer user = new Observer() {
            @Override
            public void connectionLost(Node node, Throwable cause) {
                told.append("lost ").append(node);
            }
        };

        new RediscoveringObserver(user, () -> told.append("look, ")).connectionLost(Node.of("h", 1), new Error());

        assertThat(told).hasToString("look, lost h:1");
    }

    /** What the discovery itself says goes to the user's observer directly. */
    @Test
    void everyMethodOfTheRouterIsPassedOn() {
        Set<String> passed = Stream.of(RediscoveringObserver.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        passed.addAll(List.of("fleetChanged", "discoveryFailed"));

        assertThat(Observer.class.getDeclaredMethods())
                .filteredOn(Method::isDefault)
                .extracting(Method::getName)
                .isSubsetOf(passed);
    }
}
