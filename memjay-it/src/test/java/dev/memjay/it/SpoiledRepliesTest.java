package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.BulkException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.ProtocolException;
import dev.memjay.model.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that are cut, garbled, trickled, late, or not for this request: no call ever returns another's value. */
class SpoiledRepliesTest {
    private TestServer server;
    private FaultRelay relay;
    private Memjay memjay;
    private Keyspace<String, String> texts;
    private final StringBuilder asked = new StringBuilder();

    @BeforeEach
    void open() {
        server = TestServer.embedded();
        relay = FaultRelay.to(server.port()).record();
        memjay = Memjay.builder()
                .servers(relay.address())
                .reconnectPause(Duration.ofMillis(20))
                .timeout(Duration.ofSeconds(10))
                .connectTimeout(Duration.ofSeconds(10))
                .connectionsPerServer(1)
                .autoEject(false) // five failures in a row are no reason to refuse the next call
                .build();
        texts = memjay.strings();
        texts.set("key", "value of key");
        settle();
    }

    /** Waits until what the client asks of its own accord, which it does once a node, has been answered. */
    private void settle() {
        Soon.until(() -> {
            texts.get("key");
            asked.append(relay.recorded());
            return asked.indexOf("stats settings") >= 0;
        });
        texts.get("key");
    }

    @AfterEach
    void close() {
        assertThat(memjay.metrics().rescues()).isZero();
        memjay.close();
        relay.close();
        server.close();
    }

    @Test
    void aReadIsTriedAgainWhenItsReplyIsCut() {
        // VA 12 f0 c1 O1\r\nvalue of key\r\n: cut everywhere in it
        for (int at = 0; at < 28; at++) {
            relay.cutAfter(at);
            assertThat(texts.get("key")).as("cut behind %d bytes", at).isEqualTo("value of key");
            settle();
        }
        assertThat(node().disconnects()).isGreaterThan(20);
    }

    @Test
    void aBulkReadIsTriedAgainWhenItsReplyIsCut() {
        Map<String, String> values = values(300);
        texts.setAll(values);
        for (int at : new int[] {0, 1, 5, 30, 333, 2_000, 9_000}) {
            relay.cutAfter(at);
            assertThat(texts.getAll(values.keySet()))
                    .as("cut behind %d bytes", at)
                    .isEqualTo(values);
            relay.heal();
        }
    }

    @Test
    void aWriteIsNotTriedAgainAndSaysThatItMayHaveBeenApplied() {
        for (int at = 0; at < 4; at++) {
            relay.cutAfter(at);
            assertThatThrownBy(() -> texts.incr("counter", 1, 0, Memjay.NEVER))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            e -> assertThat(e.mayHaveBeenApplied()).isTrue());
            settle();
        }
        assertThat(texts.get("counter")).as("each was applied once").isEqualTo("3");
    }

    @Test
    void aBulkWriteThatIsCutTellsWhatIsNotKnown() {
        Map<String, String> values = values(300);
        relay.cutAfter(1);
        assertThatThrownBy(() -> texts.setAll(values)).isInstanceOfSatisfying(BulkException.class, e -> {
            assertThat(e.mayHaveBeenApplied()).isTrue();
            assertThat(e.failed()).isNotEmpty();
            assertThat(values.keySet())
                    .containsAll(
                            e.failed().keySet().stream().map(String.class::cast).toList());
        });
        assertThat(texts.setAll(values).notDone()).isEmpty();
        assertThat(texts.getAll(values.keySet())).isEqualTo(values);
    }

    @Test
    void aGarbledReplyIsNeverBelieved() {
        int noticed = 0;
        for (int at = 0; at < 32; at++) {
            relay.garbleAfter(at);
            try {
                String value = texts.get("key");
                // A garbled byte within the value cannot be told from another value.
                assertThat(value).as("garbled at %d", at).hasSize("value of key".length());
                assertThat(differences(value, "value of key")).isLessThanOrEqualTo(1);
            } catch (MemjayException e) {
                noticed++;
            }
            relay.heal();
            assertThat(texts.get("key")).as("afterwards").isEqualTo("value of key");
            settle();
        }
        assertThat(noticed).isBetween(10, 32 - "value of key".length());
    }

    @Test
    void aGarbledBulkReplyIsNeverBelieved() {
        Map<String, String> values = Map.of("a", "11111", "b", "22222", "c", "33333");
        texts.setAll(values);
        List<String> keys = List.of("a", "b", "c");
        for (int at = 0; at < 60; at++) {
            relay.garbleAfter(at);
            try {
                Map<String, String> found = texts.getAll(keys);
                found.forEach((key, value) ->
                        assertThat(differences(value, values.get(key))).isLessThanOrEqualTo(1));
            } catch (MemjayException e) {
                // It was noticed.
            }
            relay.heal();
            assertThat(texts.getAll(keys)).as("behind %d", at).isEqualTo(values);
            settle();
        }
    }

    private static int differences(String one, String other) {
        int count = Math.abs(one.length() - other.length());
        for (int i = 0; i < Math.min(one.length(), other.length()); i++) {
            count += one.charAt(i) == other.charAt(i) ? 0 : 1;
        }
        return count;
    }

    @Test
    void aReplyOfOneByteAtATimeIsRead() {
        relay.trickle();
        Map<String, String> values = values(200);

        assertThat(texts.setAll(values).notDone()).isEmpty();
        assertThat(texts.getAll(values.keySet())).isEqualTo(values);
        assertThat(texts.lookupAll(values.keySet())).hasSize(200);
        texts.set("large", "x".repeat(20_000));
        assertThat(texts.get("large")).isEqualTo("x".repeat(20_000));
        assertThat(texts.async().get("key").join()).isEqualTo("value of key");
        assertThat(texts.get("none")).isNull();
        assertThat(node().disconnects()).isZero();
    }

    @Test
    void repliesBehindTheTimeoutAreSwallowedAndTheConnectionStays() {
        Map<String, String> values = values(50);
        texts.setAll(values);
        Keyspace<String, String> hasty = texts.withTimeout(Duration.ofMillis(50));
        relay.delayReplies(Duration.ofMillis(150)); // far from the second after which a connection is given up
        AtomicInteger late = new AtomicInteger();
        Map<String, CompletableFuture<String>> futures = new TreeMap<>();
        for (String key : values.keySet()) {
            futures.put(key, hasty.async().get(key));
        }
        try (Crowd crowd = new Crowd().add(8, number -> {
            for (int i = 0; i < 3; i++) {
                String key = "key" + number;
                assertOwnOrLate(values.get(key), late, () -> hasty.get(key));
            }
        })) {
            crowd.join();
        }
        futures.forEach((key, future) -> assertOwnOrLate(values.get(key), late, () -> joined(future)));
        assertThat(late).hasPositiveValue();
        relay.heal();

        values.forEach((key, value) -> assertThat(texts.get(key)).isEqualTo(value));
        assertThat(node().disconnects()).isZero();
        assertThat(relay.accepted()).isEqualTo(1);
        assertThat(node().inFlight()).isZero();
    }

    /** When a machine that stood still goes on, the reply may be there with the end of the time, and is taken. */
    private static void assertOwnOrLate(String value, AtomicInteger late, Supplier<String> call) {
        try {
            assertThat(call.get()).isEqualTo(value);
        } catch (OperationTimeoutException e) {
            assertThat(e.mayHaveBeenApplied()).isFalse();
            late.incrementAndGet();
        }
    }

    private static String joined(CompletableFuture<String> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof MemjayException error) {
                throw error;
            }
            throw e;
        }
    }

    @Test
    void aCancelledFutureLeavesTheConnectionInOrder() {
        Map<String, String> values = values(100);
        texts.setAll(values);
        relay.delayReplies(Duration.ofMillis(50));
        List<CompletableFuture<String>> futures = new ArrayList<>();
        values.keySet().forEach(key -> futures.add(texts.async().get(key)));
        for (int i = 0; i < futures.size(); i += 2) {
            futures.get(i).cancel(false);
        }
        int number = 0;
        for (String value : values.values()) {
            CompletableFuture<String> future = futures.get(number++);
            if (future.isCancelled()) {
                continue;
            }
            assertThat(future.join()).isEqualTo(value);
        }
        assertThat(node().disconnects()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VA 5 f0 c9 OZZZZ\r\nother\r\n", // somebody else's
                "VA 5 f0 c9\r\nother\r\n", // nobody's
                "EN\r\nEN\r\n", // one too many
                "HD\r\n",
                "\r\n",
                "\0\1\2\3\4\r\n",
                "VA 99999999999 f0 c9\r\n",
                "VA -1 f0 c9\r\n",
                "VA 2 f0 c9\r\nother\r\n",
                "VALUE j 0 5\r\nother\r\nEND\r\n",
                "<html><body>Bad Request</body></html>\r\n",
                "ERROR\r\n",
                "CLIENT_ERROR bad data chunk\r\n",
                "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
            })
    void garbageIsNoValue(String garbage) {
        try (AnsweringServer liar = new AnsweringServer(line -> garbage);
                Memjay client = Memjay.builder()
                        .servers(liar.address())
                        .reconnectPause(Duration.ofMillis(20))
                        .timeout(Duration.ofMillis(500))
                        .build()) {
            for (int i = 0; i < 3; i++) {
                assertNeverAValue(() -> client.strings().get("k"));
                assertNeverAValue(() -> client.strings().async().get("k").join());
                assertNeverAValue(
                        () -> client.strings().getAll(List.of("k", "other")).get("k"));
            }
        }
    }

    private interface Read {
        Object value();
    }

    /** A miss is allowed: two lines may look like one of it and one that comes too much. */
    private static void assertNeverAValue(Read read) {
        try {
            assertThat(read.value()).isIn(null, "no value");
        } catch (MemjayException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (java.util.concurrent.CompletionException e) {
            assertThat(e).hasCauseInstanceOf(MemjayException.class);
        }
    }

    @Test
    void aClientErrorInAnswerToAStorePoisonsTheConnection() {
        AtomicInteger stores = new AtomicInteger();
        try (AnsweringServer server = new AnsweringServer(line -> line.startsWith("ms ")
                        ? stores.incrementAndGet() > 0 ? "CLIENT_ERROR bad data chunk\r\n" : ""
                        : line.startsWith("mg ") ? "EN\r\n" : "");
                Memjay client = Patient.builder()
                        .servers(server.address())
                        .reconnectPause(Duration.ofMillis(20))
                        .build()) {
            assertThatThrownBy(() -> client.strings().set("k", "v")).isInstanceOf(ProtocolException.class);
            Soon.until(() -> client.metrics().nodes().get(0).disconnects() == 1);
            assertThat(stores).hasValue(1);
        }
    }

    private Metrics.OfNode node() {
        return memjay.metrics().nodes().get(0);
    }

    private static Map<String, String> values(int count) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            values.put("key" + i, "value of key" + i + " " + "x".repeat(i % 40));
        }
        return values;
    }
}
