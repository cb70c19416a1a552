package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Lease;
import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.it.Patient;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listener is told of leases and of writes that fail. */
class LeaseEventsTest {
    private static final class Heard implements MemjayListener {
        private final Queue<String> events = new ConcurrentLinkedQueue<>();

        @Override
        public void leaseWon(Node node, String key) {
            events.add("won " + key);
        }

        @Override
        public void leaseLost(Node node, String key) {
            events.add("lost " + key);
        }

        @Override
        public void leaseExpired(Node node, String key) {
            events.add("expired " + key);
        }

        @Override
        public void refreshFailed(Node node, String key, Throwable error) {
            events.add("refresh failed " + key);
        }

        @Override
        public void writeFailed(Node node, Verb verb, String key, MemjayException error) {
            events.add(verb + " failed " + key);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REAL_BLOCKING", "EMBEDDED_BLOCKING"})
    void leasesAreToldWithTheirKeys(Way way) {
        Heard heard = new Heard();
        try (Way.Server server = way.start();
                Memjay memjay = Patient.builder()
                        .servers(server.address())
                        .prefix("p:")
                        .listener(heard)
                        .build()) {
            Keyspace<String, String> texts = memjay.strings();
            Lease<String> lease = texts.leases().lease("k");
            texts.leases().lease("k").close();
            texts.delete("k");
            assertThat(lease.complete("v")).isFalse();
            assertThat(heard.events).containsExactly("won p:k", "lost p:k", "expired p:k");

            heard.events.clear();
            texts.set("k", "old", Duration.ofSeconds(50));
            texts.getOrCompute(
                    "k",
                    key -> {
                        throw new IllegalStateException("down");
                    },
                    LoadPolicy.standard().refreshAhead(Duration.ofSeconds(60)));
            Awaitility.await().until(() -> heard.events.contains("refresh failed p:k"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REAL_BLOCKING", "EMBEDDED_BLOCKING"})
    void leasesOfSeveralKeysAreToldToo(Way way) {
        Heard heard = new Heard();
        try (Way.Server server = way.start();
                Memjay other = server.client();
                Memjay memjay = Patient.builder()
                        .servers(server.address())
                        .prefix("p:")
                        .listener(heard)
                        .build()) {
            Keyspace<String, String> texts = memjay.strings();
            Lease<String> held = other.strings().leases().lease("p:c");
            LoadPolicy impatient = LoadPolicy.standard().maxWait(Duration.ofMillis(1));
            texts.getAllOrCompute(
                    List.of("a", "b", "c"),
                    keys -> {
                        other.strings().delete("p:b");
                        return Map.of("a", "A", "b", "B", "c", "C");
                    },
                    impatient);
            assertThat(heard.events).contains("won p:a", "won p:b", "lost p:c", "expired p:b");
            assertThat(heard.events).doesNotContain("expired p:a", "won p:c");
            held.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void locksAreToldAsLeases(Way way) {
        Heard heard = new Heard();
        try (Way.Server server = way.start();
                Memjay memjay = Patient.builder()
                        .servers(server.address())
                        .protocol("classic")
                        .listener(heard)
                        .build()) {
            Keyspace<String, String> texts = memjay.strings();
            assertThat(way.compute(texts, "k", key -> "v", LoadPolicy.standard()))
                    .isEqualTo("v");
            texts.add("l:lock", "1");
            way.compute(texts, "l", key -> "v", LoadPolicy.standard().maxWait(Duration.ofMillis(1)));
            assertThat(heard.events).contains("won k", "lost l").doesNotContain("lost k", "won l");
        }
    }

    @Test
    void writesThatFailAreToldWithTheirKeys() {
        Heard heard = new Heard();
        try (Way.Server server = Way.EMBEDDED_BLOCKING.start();
                Memjay memjay = Memjay.builder()
                        .servers(server.address())
                        .timeout(Duration.ofMillis(100))
                        .listener(heard)
                        .build()) {
            memjay.awaitReady(Duration.ofSeconds(20));
            server.close();
            Keyspace<String, String> texts = memjay.strings();
            assertThatThrownBy(() -> texts.set("a", "v")).isInstanceOf(MemjayException.class);
            assertThatThrownBy(() -> texts.async().delete("b").join()).hasCauseInstanceOf(MemjayException.class);
            assertThatThrownBy(() -> texts.setAll(Map.of("c", "v"))).isInstanceOf(MemjayException.class);
            assertThatThrownBy(() -> texts.deleteAll(List.of("d", "e"))).isInstanceOf(MemjayException.class);
            assertThatThrownBy(() -> texts.get("f")).isInstanceOf(MemjayException.class);
            assertThat(heard.events)
                    .contains("set failed a", "delete failed b", "setAll failed c", "deleteAll failed d");
        }
    }
}
