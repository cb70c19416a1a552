package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.NodeDownException;
import dev.memjay.it.Patient;
import dev.memjay.it.Soon;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The kills that pymemcache's HashClient and libmemcached were watched with, done to real servers, and what the presets of
 * their rules make of them, with shorter times. {@code KillScriptTest} plays the same by a clock of its own.
 */
class KilledServerScriptTest {
    private static final Duration FOR_LONG = Duration.ofHours(1);

    private final FleetNode victim = FleetNode.local();
    private final FleetNode other = FleetNode.local();
    /** What became of the victim: {@code "lost"}, {@code "failed"} for an attempt to connect, {@code "down"}, {@code "up"}. */
    private final List<String> events = new CopyOnWriteArrayList<>();

    private final MemjayListener listener = new MemjayListener() {
        @Override
        public void connectFailed(Node node, Throwable cause) {
            if (isVictim(node)) {
                events.add("failed");
            }
        }

        @Override
        public void connectionLost(Node node, Throwable cause) {
            if (isVictim(node)) {
                events.add("lost");
            }
        }

        @Override
        public void nodeDown(Node node, Throwable cause) {
            if (isVictim(node)) {
                events.add("down");
            }
        }

        @Override
        public void nodeUp(Node node, Duration downFor) {
            if (isVictim(node)) {
                events.add("up");
            }
        }

        private boolean isVictim(Node node) {
            return node.port() == victim.port();
        }
    };

    @AfterEach
    void close() {
        victim.close();
        other.close();
    }

    /** As a HashClient that ignores exceptions: its placement, others take over, and a failure is a default. */
    private Memjay hashClient(EjectionSettings settings) {
        return open(Patient.builder()
                .placement(Placements.rendezvous())
                .downNodePolicy(DownNodePolicy.REHASH)
                .failurePolicy(FailurePolicy.MISS)
                .ejection(settings));
    }

    @Test
    void pymemcacheRaisesOnceAndLeavesTheServerAlone() {
        try (Memjay memjay = hashClient(EjectionSettings.pymemcache().retryTimeout(FOR_LONG))) {
            String key = keyOf(victim, memjay);
            assertThat(memjay.strings().set(key, "before")).isTrue();
            victim.kill();

            theFirstErrorIsOfTheConnection(memjay, key);
            victim.start();
            assertThat(errorOf(memjay, key)).as("not silent").isInstanceOf(NodeDownException.class);
            assertThat(memjay.strings().get(key)).as("silent, as asked").isNull();
            assertThat(memjay.strings().set(key, "lost")).isFalse();
            assertThat(memjay.strings().setAll(Map.of(key, "lost")).notDone()).containsExactly(key);
            assertThat(memjay.strings().set(keyOf(other, memjay), "value")).isTrue();
            Soon.until(() -> failedAttempts() > 0);
            assertThat(events).as("neither tried again nor removed").containsExactly("lost", "failed");
        }
    }

    @Test
    void pymemcacheRemovesAServerAfterTwoRetriesAndReturnsToItAfterTheDeadTimeout() {
        EjectionSettings settings = EjectionSettings.pymemcache()
                .retryTimeout(Duration.ofMillis(100))
                .deadTimeout(Duration.ofMillis(500));
        try (Memjay memjay = hashClient(settings)) {
            String key = keyOf(victim, memjay);
            assertThat(memjay.strings().set(key, "before")).isTrue();
            victim.kill();

            errorOf(memjay, key); // finds out
            Soon.until(() -> memjay.strings().set(key, "of the other"));
            Soon.until(() -> events.contains("down")); // told when calls go elsewhere already
            assertThat(events)
                    .as("the first failure and two retries")
                    .startsWith("lost", "failed", "failed", "failed", "down");
            assertThat(directly(other, key)).isEqualTo("of the other");
            victim.start();
            Soon.until(() -> events.contains("up"));
            assertThat(memjay.strings().get(key)).as("a new server has nothing").isNull();
            assertThat(memjay.strings().set(key, "after")).isTrue();
            assertThat(directly(victim, key)).isEqualTo("after");
        }
    }

    @Test
    void pymemcacheClearsTheRecordWhenARetrySucceeds() {
        int attempts = 80; // for longer than a server takes to start on a machine that does much else
        EjectionSettings settings = EjectionSettings.pymemcache()
                .retryAttempts(attempts)
                .retryTimeout(Duration.ofMillis(50))
                .deadTimeout(FOR_LONG);
        try (Memjay memjay = hashClient(settings)) {
            String key = keyOf(victim, memjay);
            victim.kill();
            errorOf(memjay, key); // finds out
            Soon.until(() -> failedAttempts() >= 2);
            victim.start();
            Soon.until(() -> memjay.strings().set(key, "back"));
            assertThat(events).doesNotContain("down");
            assertThat(directly(victim, key)).isEqualTo("back");

            events.clear();
            victim.kill();
            errorOf(memjay, key); // finds out
            Soon.until(() -> events.contains("down"));
            assertThat(failedAttempts()).isEqualTo(1 + attempts);
        }
    }

    @Test
    void pymemcacheHasNoServerLeft() {
        EjectionSettings settings = EjectionSettings.pymemcache().retryAttempts(0);
        try (Memjay memjay = hashClient(settings)) {
            String key = keyOf(victim, memjay);
            victim.kill();
            other.kill();
            Soon.until(() -> {
                boolean areDown = errorOf(memjay, key) instanceof NodeDownException;
                return areDown && errorOf(memjay, keyOf(other, memjay)) instanceof NodeDownException;
            });
            assertThat(memjay.strings().get(key)).isNull();
            assertThat(memjay.strings().set(key, "value")).isFalse();
            Soon.until(() -> events.contains("down") && failedAttempts() > 0);
            assertThat(events)
                    .as("the first failure removes it, which a caller may tell and the event loop of the attempt")
                    .containsExactlyInAnyOrder("lost", "failed", "down");
        }
    }

    private Memjay libmemcached(EjectionSettings settings) {
        return open(Patient.builder().downNodePolicy(DownNodePolicy.REHASH).ejection(settings));
    }

    @Test
    void libmemcachedStaysWithAServerThatItNeverEjects() {
        EjectionSettings settings = EjectionSettings.libmemcached().retryTimeout(Duration.ofMillis(20));
        try (Memjay memjay = libmemcached(settings)) {
            String key = keyOf(victim, memjay);
            victim.kill();

            theFirstErrorIsOfTheConnection(memjay, key);
            Soon.until(() -> {
                assertThat(errorOf(memjay, key)).isInstanceOf(NodeDownException.class);
                return failedAttempts() > settings.failureLimit();
            });
            assertThat(events).doesNotContain("down");
            victim.start();
            Soon.until(() -> errorOf(memjay, key) == null);
            assertThat(memjay.strings().set(key, "back")).isTrue();
            assertThat(directly(victim, key)).isEqualTo("back");
            assertThat(events).doesNotContain("down");
        }
    }

    @Test
    void libmemcachedEjectsAServerAtTheLimitAndReturnsToIt() {
        EjectionSettings settings = EjectionSettings.libmemcached()
                .autoEject(true)
                .failureLimit(3)
                .retryTimeout(Duration.ofMillis(50))
                .deadTimeout(Duration.ofMillis(300));
        try (Memjay memjay = libmemcached(settings)) {
            String key = keyOf(victim, memjay);
            victim.kill();

            errorOf(memjay, key); // finds out
            Soon.until(() -> errorOf(memjay, key) == null);
            Soon.until(() -> events.contains("down"));
            assertThat(events).as("three failures").startsWith("lost", "failed", "failed", "failed", "down");
            memjay.strings().set(key, "of the other");
            assertThat(directly(other, key)).isEqualTo("of the other");
            victim.start();
            Soon.until(() -> events.contains("up"));
            memjay.strings().set(key, "after");
            assertThat(directly(victim, key)).isEqualTo("after");
        }
    }

    @Test
    void aTableOfBucketsMovesNoKeys() {
        try (Memjay memjay = open(Patient.builder()
                .placement(Placements.virtualBucket(KeyHash.md5(), 0, 1))
                .downNodePolicy(DownNodePolicy.REHASH)
                .ejection(EjectionSettings.pymemcache().retryAttempts(0)))) {
            String key = keyOf(victim, memjay);
            victim.kill();
            errorOf(memjay, key); // finds out
            Soon.until(() -> events.contains("down"));

            assertThat(errorOf(memjay, key)).isInstanceOf(NodeDownException.class);
            assertThat(errorOf(memjay, keyOf(other, memjay))).isNull();
        }
    }

    /** Each call gives up too soon to say anything of the node; its connection, and the attempts to open another, do. */
    @Test
    void aHangingServerIsNoticedThoughEachCallWaitsFor20MillisecondsOnly() {
        try (Memjay memjay = open(Memjay.builder().connectTimeout(Duration.ofMillis(200)))) {
            String key = keyOf(victim, memjay);
            Keyspace<String, String> impatient = memjay.strings().withTimeout(Duration.ofMillis(20));
            victim.freeze();
            Soon.until(() -> catchThrowable(() -> impatient.get(key)) instanceof NodeDownException);
            Soon.until(() -> events.contains("down")); // reported after calls are refused
            victim.thaw();
            Soon.until(() -> errorOf(memjay, key) == null);
        }
    }

    // ---- What all do

    private Memjay open(MemjayBuilder builder) {
        Memjay memjay = builder.nodes(List.of(victim.node(), other.node()))
                .timeout(Duration.ofSeconds(20))
                .listener(listener)
                .build();
        assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
        return memjay;
    }

    private static String keyOf(FleetNode node, Memjay memjay) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "key" + i)
                .filter(key -> memjay.nodeFor(key).port() == node.port())
                .findFirst()
                .orElseThrow();
    }

    /** Of a read that throws, whatever the client's policy; null when it was answered. */
    private static Throwable errorOf(Memjay memjay, String key) {
        Keyspace<String, String> throwing = memjay.strings().withFailurePolicy(FailurePolicy.THROW);
        return catchThrowable(() -> throwing.get(key));
    }

    /** An idle client may have noticed before, and refuse already. */
    private static void theFirstErrorIsOfTheConnection(Memjay memjay, String key) {
        assertThat(errorOf(memjay, key)).isInstanceOf(ConnectionException.class);
    }

    private long failedAttempts() {
        return events.stream().filter("failed"::equals).count();
    }

    /** What a server has, asked by a client of its own. */
    private static String directly(FleetNode node, String key) {
        try (Memjay direct = Patient.builder().nodes(List.of(node.node())).build()) {
            return direct.strings().withTimeout(Duration.ofSeconds(20)).get(key);
        }
    }
}
