package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.combine.Fallback;
import dev.memjay.combine.Retrying;
import dev.memjay.combine.Zones;
import dev.memjay.error.BulkException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.it.Soon;
import dev.memjay.model.CasResult;
import dev.memjay.model.Lookup;
import dev.memjay.model.RetryPolicy;
import dev.memjay.model.WriteLatch;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keyspaces that stand for others: fallback chains, retries, and copies by zone. */
class DecoratedKeyspaceTest {
    private final List<MemcachedServer> servers = new ArrayList<>();
    private final List<Memjay> clients = new ArrayList<>();
    private final List<Keyspace<String, String>> texts = new ArrayList<>();

    @BeforeEach
    void start() {
        for (int i = 0; i < 3; i++) {
            MemcachedServer server = MemcachedServer.start();
            Memjay client = Memjay.builder()
                    .servers(server.address())
                    .timeout(Duration.ofSeconds(20))
                    .connectTimeout(Duration.ofSeconds(20))
                    .build();
            servers.add(server);
            clients.add(client);
            texts.add(client.strings());
            assertThat(client.awaitReady(Duration.ofSeconds(20))).isTrue();
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.faults().clear());
        clients.forEach(client -> client.close(Duration.ofMillis(100)));
        servers.forEach(MemcachedServer::close);
    }

    private void takeDown(int index) {
        servers.get(index).faults().refuseConnections().closeConnections();
        Soon.until(() -> {
            try {
                texts.get(index).get("probe");
                return false;
            } catch (ConnectionException down) {
                return true;
            }
        });
    }

    // ---- Fallback

    @Test
    void readsFallThroughAndWritesGoToTheFirst() {
        Keyspace<String, String> chain = Fallback.of(texts.get(0), texts.get(1));
        texts.get(1).set("old", "1");
        assertThat(chain.set("new", "2")).isTrue();

        assertThat(texts.get(0).get("new")).isEqualTo("2");
        assertThat(texts.get(1).get("new")).isNull();
        assertThat(chain.get("old")).isEqualTo("1");
        assertThat(chain.async().get("old").join()).isEqualTo("1");
        assertThat(chain.contains("old")).isTrue();
        assertThat(chain.lookup("old").value()).isEqualTo("1");
        assertThat(chain.inspect("old")).isPresent();
        assertThat(chain.getOrDefault("none", "d")).isEqualTo("d");
        assertThat(chain.async().getOrDefault("none", "d").join()).isEqualTo("d");
        assertThat(chain.gets("old")).as("a CAS number means nothing elsewhere").isNull();
        assertThat(chain.delete("old")).isFalse();
        assertThat(chain.withPrefix("o").get("ld")).isEqualTo("1");
        assertThat(chain.get("none")).isNull();
    }

    @Test
    void bulkReadsAskTheNextForWhatIsWanting() {
        Keyspace<String, String> chain = Fallback.of(List.of(texts.get(0), texts.get(1), texts.get(2)));
        texts.get(0).set("a", "0");
        texts.get(1).setAll(Map.of("a", "1", "b", "1"));
        texts.get(2).setAll(Map.of("a", "2", "b", "2", "c", "2"));
        List<String> keys = List.of("c", "none", "b", "a");
        Map<String, String> found = new LinkedHashMap<>();
        found.put("c", "2");
        found.put("b", "1");
        found.put("a", "0");

        assertThat(chain.getAll(keys)).containsExactlyEntriesOf(found);
        assertThat(chain.async().getAll(keys).join()).containsExactlyEntriesOf(found);
        Map<String, Lookup<String>> lookups = chain.lookupAll(keys);
        assertThat(lookups.keySet()).containsExactlyElementsOf(keys);
        assertThat(lookups.get("b").value()).isEqualTo("1");
        assertThat(lookups.get("none")).isInstanceOf(Lookup.Miss.class);
        assertThat(chain.getAll(List.of())).isEmpty();
    }

    @Test
    void aLinkThatFailsIsPassedOver() {
        Keyspace<String, String> chain = Fallback.of(texts.get(0), texts.get(1));
        texts.get(1).set("k", "v");
        takeDown(0);

        assertThat(chain.get("k")).isEqualTo("v");
        assertThat(chain.getAll(List.of("k", "l"))).isEqualTo(Map.of("k", "v"));
        assertThat(chain.async().get("k").join()).isEqualTo("v");
        assertThat(chain.async().getAll(List.of("k")).join()).isEqualTo(Map.of("k", "v"));
        assertThatThrownBy(() -> chain.set("k", "v")).isInstanceOf(ConnectionException.class);
        takeDown(1);
        assertThatThrownBy(() -> chain.get("k")).isInstanceOf(ConnectionException.class);
        assertThatThrownBy(() -> chain.getAll(List.of("k"))).isInstanceOf(BulkException.class);
        assertThatThrownBy(() -> chain.async().getAll(List.of("k")).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(BulkException.class);
    }

    @Test
    void anEmptyChainIsRefused() {
        assertThatThrownBy(() -> Fallback.of(List.<Keyspace<String, String>>of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- Retries

    @Test
    void readsAreMadeAgainAndWritesThatMayHaveBeenAppliedAreNot() {
        Keyspace<String, String> shortly = texts.get(0).withTimeout(Duration.ofMillis(50));
        Keyspace<String, String> retrying =
                Retrying.of(shortly, RetryPolicy.attempts(3).pause(Duration.ofMillis(1)));
        servers.get(0).faults().stopAnswering();

        assertThatThrownBy(() -> retrying.get("k")).isInstanceOf(OperationTimeoutException.class);
        assertThat(timeouts("get")).isEqualTo(3);
        assertThatThrownBy(() -> retrying.set("k", "v")).isInstanceOf(OperationTimeoutException.class);
        assertThat(timeouts("set")).isEqualTo(1);
    }

    private long timeouts(String verb) {
        return clients.get(0).metrics().nodes().stream()
                .flatMap(node -> node.verbs().entrySet().stream())
                .filter(entry -> entry.getKey().toString().equals(verb))
                .mapToLong(entry -> entry.getValue().timeouts().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .sum();
    }

    @Test
    void everyFormOfACallIsMadeAgain() {
        RetryPolicy patient = RetryPolicy.attempts(1000).pause(Duration.ofMillis(20));
        Keyspace<String, String> retrying = Retrying.of(texts.get(0), patient);
        texts.get(0).set("k", "v");
        takeDown(0);
        var value = retrying.async().get("k");
        var values = retrying.async().getAll(List.of("k"));
        var lookup = retrying.async().lookup("k");
        var stored = retrying.async().set("l", "w");
        servers.get(0).faults().clear();

        assertThat(value.join()).isEqualTo("v");
        assertThat(values.join()).isEqualTo(Map.of("k", "v"));
        assertThat(lookup.join().value()).isEqualTo("v");
        assertThat(stored.join())
                .as("refused before it was sent, so it is safe")
                .isTrue();
        assertThat(retrying.withPrefix("").get("l")).isEqualTo("w");
    }

    @Test
    void onlyCoveredErrorsAreWorthAnotherAttempt() {
        takeDown(0);
        RetryPolicy none = RetryPolicy.attempts(1000)
                .pause(Duration.ofMinutes(1))
                .doNotRetryFor(List.of(dev.memjay.error.NodeDownException.class, dev.memjay.error.BulkException.class));
        RetryPolicy others = RetryPolicy.attempts(1000)
                .pause(Duration.ofMinutes(1))
                .retryFor(List.of(OperationTimeoutException.class));

        assertThatThrownBy(() -> Retrying.of(texts.get(0), others).get("k")).isInstanceOf(ConnectionException.class);
        Soon.until(() -> {
            try {
                return texts.get(0).get("k") != null;
            } catch (dev.memjay.error.NodeDownException down) {
                return true;
            } catch (ConnectionException notYetHeldDown) {
                return false;
            }
        });
        assertThatThrownBy(() -> Retrying.of(texts.get(0), none).get("k")).isInstanceOf(ConnectionException.class);
        assertThatThrownBy(() -> RetryPolicy.attempts(2)
                        .retryFor(List.of(ConnectionException.class))
                        .doNotRetryFor(List.of(ConnectionException.class)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RetryPolicy.attempts(0)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- Zones

    private Keyspace<String, String> zones(WriteLatch latch) {
        Map<String, Keyspace<String, String>> zones = new LinkedHashMap<>();
        zones.put("a", texts.get(0));
        zones.put("b", texts.get(1));
        zones.put("c", texts.get(2));
        return Zones.of("b", zones, latch);
    }

    @ParameterizedTest
    @EnumSource
    void writesGoToAllZones(WriteLatch latch) {
        Keyspace<String, String> zones = zones(latch);
        assertThat(zones.set("k", "v")).isTrue();
        assertThat(zones.setAll(Map.of("l", "w")).notDone()).isEmpty();
        zones.noreply().set("m", "x");

        texts.forEach(zone ->
                Soon.until(() -> zone.getAll(List.of("k", "l", "m")).equals(Map.of("k", "v", "l", "w", "m", "x"))));
        assertThat(zones.get("k")).isEqualTo("v");
        assertThat(zones.async().delete("k").join()).isTrue();
        texts.forEach(zone -> Soon.until(() -> zone.get("k") == null));
    }

    /** It is a write that depends on what is there, so the near zone, the second of the three, alone has the value. */
    @ParameterizedTest
    @EnumSource
    void appendOrCreateIsDecidedByTheNearZone(WriteLatch latch) {
        Keyspace<String, String> zones = zones(latch);
        zones.set("k", "old");
        texts.forEach(zone -> Soon.until(() -> "old".equals(zone.get("k"))));
        texts.get(1).delete("k");
        assertThat(zones.appendOrCreate("k", "1", Memjay.NEVER)).isTrue();
        assertThat(texts.get(1).get("k")).isEqualTo("1");
        Soon.until(() -> texts.get(0).get("k") == null && texts.get(2).get("k") == null);
        assertThat(zones.async().appendOrCreate("k", "2", Memjay.NEVER).join()).isTrue();
        assertThat(texts.get(1).get("k")).isEqualTo("12");

        texts.get(0).set("k", "12");
        Keyspace<String, String> chain = Fallback.of(texts.get(0), texts.get(1));
        assertThat(chain.appendOrCreate("k", "3", Memjay.NEVER)).isTrue();
        assertThat(texts.get(0).get("k")).isEqualTo("123");
        assertThat(texts.get(1).get("k")).isEqualTo("12");
    }

    /** The fakes of ZonesTest say it of futures; here a real server carries everything out and answers nothing. */
    @ParameterizedTest
    @EnumSource
    void onlyAllWaitsForAZoneThatHangs(WriteLatch latch) {
        servers.get(2).faults().stopAnswering();
        if (latch == WriteLatch.ALL) {
            texts.set(2, texts.get(2).withTimeout(Duration.ofMillis(50)));
        }
        Keyspace<String, String> zones = zones(latch);
        if (latch == WriteLatch.ALL) {
            assertThatThrownBy(() -> zones.set("k", "v"))
                    .isInstanceOfSatisfying(
                            OperationTimeoutException.class,
                            error -> assertThat(error.mayHaveBeenApplied()).isTrue());
            assertThatThrownBy(() -> zones.setAll(Map.of("k", "v"))).isInstanceOf(BulkException.class);
        } else {
            assertThat(zones.set("k", "v")).isTrue();
            assertThat(zones.setAll(Map.of("k", "v")).notDone()).isEmpty();
        }
        Soon.until(() ->
                "v".equals(texts.get(0).get("k")) && "v".equals(texts.get(1).get("k")));
    }

    @Test
    void whatSomeZonesTookIsNotRepeated() {
        Keyspace<String, String> retrying = Retrying.of(zones(WriteLatch.ALL), RetryPolicy.attempts(3));
        zones(WriteLatch.ALL).setAll(Map.of("text", "a", "count", "1"));
        takeDown(2);

        assertThatThrownBy(() -> retrying.append("text", "b"))
                .isInstanceOfSatisfying(
                        ConnectionException.class,
                        error -> assertThat(error.mayHaveBeenApplied()).isTrue());
        assertThatThrownBy(() -> retrying.incr("count")).isInstanceOf(ConnectionException.class);

        Map<String, String> once = Map.of("text", "ab", "count", "2");
        assertThat(texts.get(1).getAll(once.keySet())).isEqualTo(once);
        Soon.until(() -> texts.get(0).getAll(once.keySet()).isEmpty());
    }

    @Test
    void latchesCountForEachKeyOfABulkWrite() {
        zones(WriteLatch.ALL).setAll(Map.of("k", "1", "l", "2"));
        takeDown(2);

        assertThat(zones(WriteLatch.QUORUM).setAll(Map.of("k", "3", "l", "4")).notDone())
                .isEmpty();
        assertThat(zones(WriteLatch.QUORUM).deleteAll(List.of("none", "l", "k")).done())
                .containsExactly("l", "k");
        assertThatThrownBy(() -> zones(WriteLatch.ALL).deleteAll(List.of("k", "l")))
                .isInstanceOfSatisfying(
                        BulkException.class, error -> assertThat(error.failed()).containsOnlyKeys("k", "l"));
    }

    @Test
    void latchesSayHowManyZonesMayFail() {
        takeDown(2);
        assertThat(zones(WriteLatch.QUORUM).set("k", "1")).isTrue();
        assertThatThrownBy(() -> zones(WriteLatch.ALL).set("k", "2")).isInstanceOf(ConnectionException.class);
        takeDown(0);
        assertThat(zones(WriteLatch.ONE).set("k", "3")).isTrue();
        assertThatThrownBy(() -> zones(WriteLatch.QUORUM).set("k", "4")).isInstanceOf(ConnectionException.class);
        assertThatThrownBy(() -> zones(WriteLatch.QUORUM).async().set("k", "5").join())
                .hasCauseInstanceOf(ConnectionException.class);
        takeDown(1);
        assertThat(zones(WriteLatch.NONE).set("k", "6")).isTrue();
        assertThatThrownBy(() -> zones(WriteLatch.ONE).set("k", "7")).isInstanceOf(ConnectionException.class);
    }

    @Test
    void readsAreNearAndFallBack() {
        Keyspace<String, String> zones = zones(WriteLatch.ALL);
        texts.get(0).set("k", "of a");
        texts.get(1).set("k", "of b");
        texts.get(2).set("only", "of c");

        assertThat(zones.get("k")).isEqualTo("of b");
        assertThat(zones.get("only")).isEqualTo("of c");
        assertThat(zones.getAll(List.of("k", "only"))).isEqualTo(Map.of("k", "of b", "only", "of c"));
        takeDown(1);
        assertThat(zones.get("k")).isEqualTo("of a");
        assertThat(zones.async().get("k").join()).isEqualTo("of a");
    }

    @Test
    void writesByCasAreDecidedByTheNearZone() {
        Keyspace<String, String> zones = zones(WriteLatch.ALL);
        zones.set("k", "1");
        long cas = zones.gets("k").cas();

        assertThat(zones.cas("k", "2", cas)).isEqualTo(CasResult.STORED);
        texts.forEach(zone -> assertThat(zone.get("k")).isEqualTo("2"));
        assertThat(zones.async().update("k", value -> value + "3").join()).isEqualTo("23");
        texts.forEach(zone -> assertThat(zone.get("k")).isEqualTo("23"));
        assertThatThrownBy(() -> Zones.of("x", Map.of("a", texts.get(0)), WriteLatch.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
        assertThat(List.of(WriteLatch.QUORUM.of(4), WriteLatch.QUORUM.of(5))).containsOnly(3);
    }
}
