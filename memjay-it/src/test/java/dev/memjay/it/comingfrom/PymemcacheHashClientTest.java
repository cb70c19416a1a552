package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.BulkException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.it.Soon;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import dev.memjay.model.Lookup;
import dev.memjay.model.Node;
import dev.memjay.placement.Placements;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pymemcache's HashClient does with several servers, some of which may be gone. */
class PymemcacheHashClientTest extends OnMemcached {
    private RealMemcached other;

    @BeforeAll
    void startAnother() {
        other = RealMemcached.start();
    }

    @AfterAll
    void stopTheOther() {
        other.close();
    }

    private Memjay both() {
        return to(server.address(), other.address())
                .placement(Placements.rendezvous())
                .build();
    }

    /** A live node and one that is not there, tried anew by every call. */
    private Memjay half() {
        return to(server.address(), NOWHERE)
                .placement(Placements.rendezvous())
                .ejection(EjectionSettings.DEFAULT.autoEject(false))
                .build();
    }

    private static String keyOn(Memjay client, int index) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "key" + i)
                .filter(key -> client.nodeFor(key).equals(client.nodes().get(index)))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> values(int count) {
        Map<String, String> values = new HashMap<>();
        IntStream.range(0, count).forEach(i -> values.put("many" + i, "value" + i));
        return values;
    }

    @Test
    void callsGoToTheNodeOfTheKey() {
        try (Memjay fleet = both()) {
            for (int index = 0; index < 2; index++) {
                String key = keyOn(fleet, index);
                fleet.strings().set(key, "value");
                try (Memjay alone = to(fleet.nodes().get(index).toString()).build()) {
                    assertThat(alone.strings().get(key)).isEqualTo("value");
                }
            }
        }
    }

    @Test
    void batchesGoToAllNodesAtOnce() {
        try (Memjay fleet = both()) {
            Map<String, String> values = values(200);
            assertThat(fleet.strings().setAll(values).notDone()).isEmpty();
            assertThat(fleet.strings().getAll(values.keySet())).isEqualTo(values);
            assertThat(fleet.metrics().nodes())
                    .as("both had their part")
                    .allSatisfy(of -> assertThat(of.bytesRead()).isPositive());
        }
    }

    @Test
    void getManyWithGets() {
        try (Memjay fleet = both()) {
            Map<String, String> values = values(50);
            fleet.strings().setAll(values);
            assertThat(fleet.strings().getsAll(values.keySet()))
                    .hasSize(50)
                    .allSatisfy((key, found) -> assertThat(found.cas()).isNotZero());
        }
    }

    @Test
    void deleteManyTellsWhatWasThere() {
        try (Memjay fleet = both()) {
            fleet.strings().setAll(values(50));
            assertThat(fleet.strings().deleteAll(values(60).keySet()).done()).hasSize(50);
        }
    }

    @Test
    void addServer() {
        try (Memjay fleet = builder().build()) {
            Node second = Node.of(other.host(), other.port());
            assertThat(fleet.addNode(second)).isTrue();
            assertThat(fleet.addNode(second)).as("there already").isFalse();
            assertThat(fleet.nodes()).containsExactly(node(), second);
            assertThat(fleet.strings().setAll(values(100)).notDone()).isEmpty();
        }
    }

    @Test
    void removeServerThatIsHealthy() {
        try (Memjay fleet = both()) {
            assertThat(fleet.removeNode(fleet.nodes().get(1))).isTrue();
            assertThat(fleet.removeNode(Node.of("127.0.0.1", 1))).as("unknown").isFalse();
            assertThat(fleet.nodes()).containsExactly(node());
            assertThat(fleet.strings().setAll(values(50)).notDone()).isEmpty();
            assertThatIllegalArgumentException()
                    .as("the last one stays")
                    .isThrownBy(() -> fleet.removeNode(fleet.nodes().get(0)));
        }
    }

    @Test
    void pairsOfServerKeyAndKey() {
        try (Memjay fleet = both()) {
            Keyspace<Key, String> keyed = fleet.strings().withKeyCodec(KeyCodec.keys());
            String there = keyOn(fleet, 1);
            String elsewhere = keyOn(fleet, 0);
            keyed.set(Key.of(elsewhere).routedBy(there), "value");
            try (Memjay alone = to(other.address()).build()) {
                assertThat(alone.strings().get(elsewhere)).isEqualTo("value");
            }
        }
    }

    @Test
    void theSecondArgumentOfGatIsTheTime() {
        try (Memjay fleet = both()) {
            fleet.strings().set("key", "value");
            fleet.strings().gat("key", Duration.ofSeconds(60));
            assertThat(fleet.strings().inspect("key").orElseThrow().ttl()).isPresent();
        }
    }

    @Test
    void aDeadServersKeysFailAndTheOthersDoNot() {
        try (Memjay fleet = half()) {
            String dead = keyOn(fleet, 1);
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> fleet.strings().get(dead));
            assertThat(fleet.strings().set(keyOn(fleet, 0), "value")).isTrue();
            assertThatExceptionOfType(BulkException.class)
                    .isThrownBy(() -> fleet.strings().getAll(List.of(dead, keyOn(fleet, 0))))
                    .satisfies(e -> assertThat(e.failed()).containsOnlyKeys(dead));
        }
    }

    @Test
    void aDeadServersKeysByPolicy() {
        try (Memjay fleet = half()) {
            Keyspace<String, String> lenient = fleet.strings().withFailurePolicy(FailurePolicy.MISS);
            String dead = keyOn(fleet, 1);
            assertThat(lenient.getOrDefault(dead, "default")).isEqualTo("default");
            assertThat(lenient.gets(dead)).isNull();
            assertThat(lenient.incr(dead)).isEmpty();
            assertThat(lenient.touch(dead, Duration.ofSeconds(60))).isFalse();
            assertThat(lenient.lookup(dead)).isInstanceOf(Lookup.Failed.class);
        }
    }

    @Test
    void setManyNamesTheKeysOfADeadServer() {
        try (Memjay fleet = half()) {
            Map<String, String> values = values(100);
            List<String> dead = values.keySet().stream()
                    .filter(key -> fleet.nodeFor(key).isUnix())
                    .toList();
            assertThat(dead).isNotEmpty();
            assertThat(fleet.strings()
                            .withFailurePolicy(FailurePolicy.MISS)
                            .setAll(values)
                            .notDone())
                    .containsExactlyInAnyOrderElementsOf(dead);
        }
    }

    @Test
    void aServerIsLeftAloneAndSaysSo() {
        try (Memjay fleet = to(NOWHERE)
                .ejection(EjectionSettings.pymemcache().retryTimeout(Duration.ofHours(1)))
                .build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> fleet.strings().get("key"));
            assertThatExceptionOfType(NodeDownException.class)
                    .as("no silent default")
                    .isThrownBy(() -> fleet.strings().get("key"));
        }
    }

    @Test
    void afterTheAttemptsOthersTakeOver() {
        try (Memjay fleet = to(server.address(), NOWHERE)
                .placement(Placements.rendezvous())
                .ejection(EjectionSettings.pymemcache().retryAttempts(0))
                .downNodePolicy(DownNodePolicy.REHASH)
                .build()) {
            String dead = keyOn(fleet, 1);
            Soon.until(() -> {
                try {
                    return fleet.strings().set(dead, "value");
                } catch (ConnectionException oneThatFindsOut) {
                    return false;
                }
            });
            assertThat(texts.get(dead)).isEqualTo("value");
        }
    }

    @Test
    void aKilledServersKeysMoveAtTheFirstFailure() {
        try (RealMemcached victim = RealMemcached.start();
                Memjay fleet = fleetWith(victim, EjectionSettings.pymemcache().retryAttempts(0))) {
            List<String> keys =
                    IntStream.range(0, 300).mapToObj(i -> "killed:" + i).toList();
            keys.forEach(key -> fleet.strings().set(key, "before"));
            victim.close();

            int failed = 0;
            for (int round = 0; round < 10; round++) {
                for (String key : keys) {
                    failed += fails(() -> fleet.strings().set(key, "after")) ? 1 : 0;
                }
            }

            assertThat(failed).as("of 3,000 calls").isLessThanOrEqualTo(3);
            assertThat(keys).allMatch(key -> "after".equals(fleet.strings().get(key)));
        }
    }

    @Test
    void withTheDefaultsOfHashClientTheyMoveAfterTwoRetriesASecondApart() {
        try (RealMemcached victim = RealMemcached.start();
                Memjay fleet = fleetWith(victim, EjectionSettings.pymemcache())) {
            String key = keyOn(fleet, 2);
            fleet.strings().set(key, "before");
            long start = System.nanoTime();
            victim.close();

            int failed = 0;
            while (fails(() -> fleet.strings().set(key, "after"))) {
                failed++;
                LockSupport.parkNanos(1_000_000);
            }

            assertThat(failed).isGreaterThan(3);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_900));
            assertThat(fleet.strings().get(key)).isEqualTo("after");
        }
    }

    private Memjay fleetWith(RealMemcached victim, EjectionSettings ejection) {
        Memjay fleet = to(server.address(), other.address(), victim.address())
                .placement(Placements.rendezvous())
                .downNodePolicy(DownNodePolicy.REHASH)
                .ejection(ejection)
                .build();
        assertThat(fleet.awaitReady(Duration.ofSeconds(20))).isTrue();
        return fleet;
    }

    private static boolean fails(Runnable call) {
        try {
            call.run();
            return false;
        } catch (MemjayException e) {
            return true;
        }
    }

    @Test
    void noServerLeft() {
        try (Memjay fleet = to(NOWHERE)
                .ejection(EjectionSettings.pymemcache().retryAttempts(0).probePause(Duration.ofHours(1)))
                .downNodePolicy(DownNodePolicy.REHASH)
                .build()) {
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(ConnectionException.class)
                        .isThrownBy(() -> fleet.strings().get("key"));
            }
            assertThat(fleet.strings()
                            .withFailurePolicy(FailurePolicy.MISS_READS)
                            .get("key"))
                    .isNull();
        }
    }

    @Test
    void errorsOfTheProtocolDoNotCount() {
        try (Memjay client = builder()
                .ejection(EjectionSettings.pymemcache().retryAttempts(0))
                .build()) {
            client.strings().set("key", "no number");
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(MemjayException.class)
                        .isThrownBy(() -> client.strings().incr("key"));
            }
            assertThat(client.strings().get("key")).isEqualTo("no number");
        }
    }
}
