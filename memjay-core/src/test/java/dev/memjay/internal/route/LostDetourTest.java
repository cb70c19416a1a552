package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A ring that an error kept from being made without the nodes that are down is made later, on whatever thread. */
class LostDetourTest {
    private final AtomicInteger errors = new AtomicInteger();
    private final CountDownLatch made = new CountDownLatch(1);

    private final Placement breathless = new Placement() {
        @Override
        public String name() {
            return "breathless";
        }

        @Override
        public Ring ring(List<Node> nodes) {
            return route -> 0;
        }

        @Override
        public Ring ring(List<Node> nodes, BitSet live) {
            if (errors.getAndDecrement() > 0) {
                throw new InternalError("of the test");
            }
            made.countDown();
            return route -> live.nextSetBit(0);
        }
    };

    @ParameterizedTest
    @CsvSource({"5, 1", "5, 3", "60, 1", "60, 3"})
    void isMadeLater(int nodes, int times) throws InterruptedException {
        errors.set(times);
        RouterSettings settings = DetourThreadTest.rehashing(
                nodes, breathless, EjectionSettings.DEFAULT.failureLimit(1).deadTimeout(Duration.ofHours(1)));
        NodeState.Maker standard = RouterParts.of(settings).nodeState();
        AtomicInteger states = new AtomicInteger();
        NodeState.Maker onlyTheFirstGoesDown =
                given -> states.getAndIncrement() == 0 ? standard.make(given) : NodeState.ALWAYS_UP;
        CountDownLatch opened = new CountDownLatch(1); // an error while the router is made is its maker's
        Router router = Router.open(
                settings,
                new RouterParts(
                        (node, deadline) -> {
                            try {
                                opened.await();
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                            throw new IOException("refused by the test");
                        },
                        Session.NONE,
                        Greeting.silent(new MetaDialect()),
                        onlyTheFirstGoesDown));
        opened.countDown();
        try {
            assertThat(made.await(20, TimeUnit.SECONDS)).as("the ring was made").isTrue();
            assertThat(errors).hasNegativeValue();
        } finally {
            router.close(0);
        }
    }
}
