package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.Ports;
import dev.memjay.it.Soon;
import dev.memjay.it.transport.ScriptedDatagrams.Datagram;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.CasResult;
import dev.memjay.model.Versioned;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP: what it carries, and what becomes of datagrams that are lost, late, doubled, mixed up or forged. */
class UdpTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static Memjay to(String server, String protocol) {
        return Memjay.builder()
                .servers(server)
                .protocol(protocol)
                .timeout(LONG)
                .connectTimeout(LONG)
                .build();
    }

    private static Memjay to(ScriptedDatagrams server) {
        return to(server.address(), "meta");
    }

    private static void everyVerb(Keyspace<String, String> texts, boolean meta) {
        assertThat(texts.get("none")).isNull();
        assertThat(texts.set("a", "1")).isTrue();
        assertThat(texts.get("a")).isEqualTo("1");
        assertThat(texts.add("a", "x")).isFalse();
        assertThat(texts.replace("a", "2")).isTrue();
        assertThat(texts.append("a", "3")).isTrue();
        assertThat(texts.prepend("a", "1")).isTrue();
        assertThat(texts.incr("a").getAsLong()).isEqualTo(124);
        assertThat(texts.decr("a", 24).getAsLong()).isEqualTo(100);
        assertThat(texts.gat("a", Duration.ofMinutes(1))).isEqualTo("100");
        assertThat(texts.touch("a", Duration.ofMinutes(1))).isTrue();
        Versioned<String> versioned = texts.gets("a");
        assertThat(texts.cas("a", "new", versioned.cas())).isEqualTo(CasResult.STORED);
        assertThat(texts.cas("a", "newer", versioned.cas())).isEqualTo(CasResult.EXISTS);
        assertThat(texts.delete("a")).isTrue();
        assertThat(texts.delete("a")).isFalse();
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            entries.put("key" + i, "value" + i);
        }
        assertThat(texts.setAll(entries).notDone()).isEmpty();
        List<String> asked = new ArrayList<>(entries.keySet());
        asked.add("none");
        assertThat(texts.getAll(asked)).isEqualTo(entries);
        if (meta) {
            assertThat(texts.lookupAll(asked).get("key7").value()).isEqualTo("value7");
            assertThat(texts.lookupAll(asked).get("none").isHit()).isFalse();
            assertThat(texts.inspect("key3")).isPresent();
        }
        assertThat(texts.deleteAll(asked).done()).isEqualTo(entries.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "auto", "binary"})
    void everyVerbOnRealMemcached(String protocol) {
        int udp = Ports.freeForUdp();
        try (RealMemcached server = RealMemcached.start("-U", Integer.toString(udp));
                Memjay memjay = to("udp:127.0.0.1:" + udp, protocol)) {
            everyVerb(memjay.strings(), protocol.equals("meta") || protocol.equals("auto"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "auto", "binary"})
    void everyVerbOnTheEmbeddedServer(String protocol) {
        try (MemcachedServer server = MemcachedServer.builder().udpPort(0).start();
                Memjay memjay = to("udp:127.0.0.1:" + server.udpPort(), protocol)) {
            everyVerb(memjay.strings(), protocol.equals("meta") || protocol.equals("auto"));
        }
    }

    @Test
    void byUri() {
        try (MemcachedServer server = MemcachedServer.builder().udpPort(0).start();
                Memjay memjay = Memjay.create(
                        "memcached+udp://127.0.0.1:" + server.udpPort() + "/p:?timeout=20s&connectTimeout=20s")) {
            memjay.strings().set("key", "value");
            assertThat(memjay.strings().get("key")).isEqualTo("value");
            assertThat(memjay.nodes())
                    .singleElement()
                    .satisfies(node -> assertThat(node.isUdp()).isTrue());
        }
    }

    @Test
    void largeValuesCanBeReadAndNotWritten() {
        int udp = Ports.freeForUdp();
        try (RealMemcached server = RealMemcached.start("-U", Integer.toString(udp));
                Memjay tcp = to(server.host() + ":" + server.port(), "meta");
                Memjay memjay = to("udp:127.0.0.1:" + udp, "meta")) {
            byte[] large = new byte[100_000];
            new Random(7).nextBytes(large);
            tcp.bytes().set("large", large);
            assertThat(memjay.bytes().get("large")).isEqualTo(large);
            byte[] fits = new byte[1_300];
            assertThat(memjay.bytes().set("fits", fits)).isTrue();
            assertThat(tcp.bytes().get("fits")).isEqualTo(fits);
            assertThatExceptionOfType(UnsupportedByServerException.class)
                    .isThrownBy(() -> memjay.bytes().set("large", new byte[1_400]))
                    .withMessageContaining("datagram")
                    .satisfies(e -> assertThat(e.mayHaveBeenApplied()).isFalse());
            assertThat(tcp.bytes().get("large")).isEqualTo(large);
        }
    }

    @Test
    void datagramsOfAReplyInAnyOrderAndTwice() {
        Random random = new Random(42);
        try (ScriptedDatagrams server = new ScriptedDatagrams((number, request) -> {
                    String value = "0123456789".repeat(500);
                    String reply = "VA " + value.length() + " " + fields(request) + "\r\n" + value + "\r\n";
                    List<Datagram> datagrams = new ArrayList<>();
                    int count = (reply.length() + 699) / 700;
                    for (int i = 0; i < count; i++) {
                        Datagram datagram = new Datagram(
                                number, i, count, reply.substring(i * 700, Math.min(reply.length(), (i + 1) * 700)));
                        datagrams.add(datagram);
                        datagrams.add(datagram);
                    }
                    Collections.shuffle(datagrams, random);
                    return datagrams;
                });
                Memjay memjay = to(server)) {
            for (int i = 0; i < 50; i++) {
                assertThat(memjay.strings().get("key" + i)).isEqualTo("0123456789".repeat(500));
            }
        }
    }

    /** What a reply with a value brings back: flags, CAS where asked for, and the opaque. */
    private static String fields(String request) {
        String opaque = request.strip().substring(request.strip().lastIndexOf(' ') + 1);
        return (request.contains(" f ") ? "f0 " : "") + (request.contains(" c ") ? "c1 " : "") + opaque;
    }

    @Test
    void lostReplyIsATimeoutOfThatCallAlone() {
        try (ScriptedDatagrams server = new ScriptedDatagrams((number, request) -> request.contains("lost")
                        ? List.of()
                        : ScriptedDatagrams.whole(number, "VA 1 " + fields(request) + "\r\nx\r\n"));
                Memjay memjay = to(server)) {
            CompletableFuture<String> lost =
                    memjay.strings().withTimeout(Duration.ofSeconds(2)).async().get("lost");
            for (int i = 0; i < 200; i++) {
                assertThat(memjay.strings().get("key")).isEqualTo("x");
            }
            assertThatThrownBy(lost::join).hasCauseInstanceOf(OperationTimeoutException.class);
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() -> memjay.strings().withTimeout(SHORT).get("lost"));
            assertThat(memjay.strings().get("key")).isEqualTo("x");
            assertThat(memjay.metrics().nodes().get(0).connects()).isEqualTo(1);
            Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() == 0);
        }
    }

    @Test
    void missingPartOfAReplyIsATimeout() {
        try (ScriptedDatagrams server = new ScriptedDatagrams((number, request) -> List.of(
                        new Datagram(number, 0, 3, "VA 4 " + fields(request) + "\r\nab"),
                        new Datagram(number, 2, 3, "\r\n")));
                Memjay memjay = to(server)) {
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() -> memjay.strings().withTimeout(SHORT).get("key"));
        }
    }

    @Test
    void lateAndStrayAndForgedDatagramsAreIgnored() {
        List<Datagram> late = Collections.synchronizedList(new ArrayList<>());
        try (ScriptedDatagrams server = new ScriptedDatagrams((number, request) -> {
                    String good = "VA 5 " + fields(request) + "\r\nvalue\r\n";
                    if (request.contains("late")) {
                        late.add(new Datagram(number, 0, 1, good));
                        return List.of();
                    }
                    List<Datagram> datagrams = new ArrayList<>(late);
                    datagrams.add(new Datagram(number + 1000, 0, 1, good)); // of nobody's request
                    datagrams.add(new Datagram(number, 3, 2, good)); // the fourth of two
                    datagrams.add(new Datagram(number, 0, 0, good));
                    datagrams.add(new Datagram(number, 0, 1, "VA 5 f0 c1 OZZZZ\r\nwrong\r\n")); // another opaque
                    datagrams.add(new Datagram(number, 0, 1, "garbage\r\n"));
                    datagrams.add(new Datagram(number, 0, 1, ""));
                    datagrams.add(new Datagram(number, 0, 1, "VA 500 " + fields(request) + "\r\ncut off"));
                    datagrams.add(new Datagram(number, 0, 1, good));
                    datagrams.add(new Datagram(number, 0, 1, good));
                    return datagrams;
                });
                Memjay memjay = to(server)) {
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() -> memjay.strings().withTimeout(SHORT).get("late"));
            for (int i = 0; i < 100; i++) {
                assertThat(memjay.strings().get("key" + i)).isEqualTo("value");
            }
            assertThat(memjay.metrics().nodes().get(0).connects()).isEqualTo(1);
        }
    }

    @Test
    void repliesInAnotherOrderThanTheRequests() {
        List<Datagram> held = Collections.synchronizedList(new ArrayList<>());
        try (ScriptedDatagrams server = new ScriptedDatagrams((number, request) -> {
                    String key = request.split(" ")[1];
                    held.add(new Datagram(
                            number, 0, 1, "VA " + key.length() + " " + fields(request) + "\r\n" + key + "\r\n"));
                    if (held.size() < 20) {
                        return List.of();
                    }
                    Collections.reverse(held);
                    return held;
                });
                Memjay memjay = to(server)) {
            assertThat(memjay.awaitReady(LONG)).isTrue();
            List<CompletableFuture<String>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(memjay.strings().async().get("key" + i));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(futures.get(i).join()).isEqualTo("key" + i);
            }
        }
    }

    @Test
    void writesWithoutReplyWaitForNobody() {
        int udp = Ports.freeForUdp();
        try (RealMemcached server = RealMemcached.start("-U", Integer.toString(udp));
                Memjay memjay = to("udp:127.0.0.1:" + udp, "meta")) {
            memjay.strings().noreply().set("key", "value");
            Soon.until(() -> "value".equals(memjay.strings().get("key"))); // the server's threads take turns
        }
    }

    /** As libmemcached has it: what is said in answer is nobody's, and nothing waits where nothing is said. */
    @Test
    void writesWithoutReplyAreOverOnceTheyAreSent() {
        try (ScriptedDatagrams server = new ScriptedDatagrams((number, request) -> request.startsWith("mg")
                        ? ScriptedDatagrams.whole(number, "VA 1 " + fields(request) + "\r\nx\r\n")
                        : request.contains("mute")
                                ? List.of()
                                : ScriptedDatagrams.whole(number, "SERVER_ERROR out of memory\r\n"));
                Memjay memjay = Memjay.builder()
                        .servers(server.address())
                        .protocol("meta")
                        .maxInFlight(64)
                        .timeout(LONG)
                        .connectTimeout(LONG)
                        .build()) {
            assertThat(memjay.awaitReady(LONG)).isTrue();
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < 10; i++) {
                    memjay.strings().noreply().set("mute" + i, "value");
                    memjay.strings().noreply().set("loud" + i, "value");
                }
                assertThat(memjay.strings().get("key")).isEqualTo("x");
                Soon.until(() -> memjay.metrics().nodes().get(0).inFlight() == 0);
            }
            Soon.until(() -> server.requests().size() == 50 * 21);
            assertThat(memjay.metrics().nodes().get(0).connects()).isEqualTo(1);
        }
    }

    @Test
    void nobodyListens() {
        try (Memjay memjay = to("udp:127.0.0.1:" + Ports.freeForUdp(), "meta")) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> memjay.strings().get("key"))
                    .withMessageContaining("nobody listens");
        }
    }

    @Test
    void silentServerEndsWithTheConnectTimeout() {
        try (ScriptedDatagrams mute = new ScriptedDatagrams((number, request) -> List.of());
                Memjay memjay = Memjay.builder()
                        .servers(mute.address())
                        .protocol("binary") // to which this server says nothing
                        .timeout(LONG)
                        .connectTimeout(SHORT)
                        .build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> memjay.strings().get("key"))
                    .withMessageContaining("connect timeout");
        }
    }
}
