package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.discovery.Fleet;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors in a discovery, and in going over to what it found: the next look takes place, and serves. */
@Timeout(120)
class DiscoveryErrorsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicInteger errors = new AtomicInteger();
    private final LinkedBlockingQueue<List<Node>> fleets = new LinkedBlockingQueue<>();
    private final MemjayListener listener = new MemjayListener() {
        @Override
        public void fleetChanged(List<Node> nodes) {
            fleets.add(nodes);
        }

        @Override
        public void discoveryFailed(Throwable cause) {
            throw new OutOfMemoryError("of the test, in a listener");
        }
    };

    private void pass() {
        if (errors.getAndDecrement() > 0) {
            throw new OutOfMemoryError("of the test");
        }
    }

    private final Placement breathless = new Placement() {
        private final Placement modulo = Placements.modula();

        @Override
        public String name() {
            return "breathless";
        }

        @Override
        public Ring ring(List<Node> nodes) {
            pass();
            return modulo.ring(nodes);
        }

        @Override
        public Ring ring(List<Node> nodes, BitSet live) {
            return modulo.ring(nodes, live);
        }
    };

    @Test
    void inTheFirstLooks() throws Exception {
        try (MemcachedServer server = MemcachedServer.start()) {
            errors.set(3);
            try (Memjay memjay = Memjay.builder()
                    .discovery(network -> {
                        pass();
                        return Fleet.of(List.of(Node.of("127.0.0.1", server.port())));
                    })
                    .timeout(PATIENCE)
                    .connectTimeout(PATIENCE)
                    .listener(listener)
                    .build()) {
                assertThat(memjay.strings().async().set("a", "1").get()).isTrue();
                assertThat(memjay.strings().get("a")).isEqualTo("1");
                assertThat(memjay.metrics().failedLooks()).isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereAFleetCannotBeTakenOver(boolean first) throws Exception {
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start()) {
            List<Node> before = List.of(Node.of("127.0.0.1", one.port()));
            List<Node> after = List.of(before.get(0), Node.of("127.0.0.1", two.port()));
            LinkedBlockingQueue<List<Node>> found = new LinkedBlockingQueue<>();
            found.add(before);
            errors.set(first ? 2 : 0);
            try (Memjay memjay = Memjay.builder()
                    .discovery(network -> {
                        List<Node> next = found.size() > 1 ? found.poll() : found.peek();
                        return Fleet.of(next);
                    })
                    .discoveryInterval(Duration.ofMillis(100))
                    .placement(breathless)
                    .timeout(PATIENCE)
                    .connectTimeout(PATIENCE)
                    .listener(listener)
                    .build()) {
                assertThat(memjay.strings().set("a", "1")).isTrue();
                assertThat(fleets.take()).isEqualTo(before);
                errors.set(first ? 0 : 2);
                found.add(after);
                assertThat(fleets.take()).isEqualTo(after);
                assertThat(memjay.awaitReady(PATIENCE)).isTrue();
                assertThat(memjay.strings().async().set("b", "2").get()).isTrue();
                assertThat(memjay.nodes()).isEqualTo(after);
            }
        }
    }
}
