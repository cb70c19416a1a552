package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.it.clients.Program;
import dev.memjay.it.clients.Program.Ended;
import dev.memjay.junit.RealMemcached;
import dev.memjay.python.PylibmcBehaviors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Copies of a key stand where libmemcached's {@code num_replicas} puts them: seen on each of five real servers by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicaPlacesTest {
    private static final int SERVERS = 5;
    private static final int KEYS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** pylibmc's behaviors, given to both sides. */
    private static final List<Map<String, Object>> CASES = List.of(
            Map.of("num_replicas", 1, "distribution", "modula"),
            Map.of("num_replicas", 2, "ketama", 1),
            Map.of("num_replicas", 1, "ketama_weighted", 1),
            Map.of("num_replicas", 2, "distribution", "consistent", "hash", "md5"),
            Map.of("num_replicas", 2, "_sort_hosts", 1, "distribution", "modula"),
            Map.of("num_replicas", 10, "ketama", 1));

    private final List<RealMemcached> servers = new ArrayList<>();
    /** To each server alone. */
    private final List<Memjay> directly = new ArrayList<>();

    @BeforeAll
    void start() {
        for (int i = 0; i < SERVERS; i++) {
            RealMemcached server = RealMemcached.start();
            servers.add(server);
            directly.add(Memjay.builder()
                    .servers("127.0.0.1:" + server.port())
                    .timeout(PATIENCE)
                    .connectTimeout(PATIENCE)
                    .build());
        }
        // neither as they are sorted nor the reverse
        servers.add(servers.remove(1));
        directly.add(directly.remove(1));
    }

    @AfterAll
    void stop() {
        directly.forEach(Memjay::close);
        servers.forEach(RealMemcached::close);
    }

    @Test
    void copiesStandWhereLibmemcachedPutsThem() throws Exception {
        pylibmc("store");
        Map<String, Set<Integer>> theirs = holders("theirs");
        for (Memjay server : directly) {
            server.strings().deleteAll(theirs.keySet());
        }
        for (int i = 0; i < CASES.size(); i++) {
            try (Memjay memjay = open(CASES.get(i))) {
                Map<String, Encoded> entries = new LinkedHashMap<>();
                keys(i).forEach(key -> entries.put(key, Encoded.of("ours".getBytes(StandardCharsets.US_ASCII), 0)));
                String alone = keys(i).get(0);
                assertThat(memjay.keyspace(Codec.encoded()).set(alone, entries.remove(alone)))
                        .isTrue();
                assertThat(memjay.keyspace(Codec.encoded()).setAll(entries).notDone())
                        .isEmpty();
            } // the end waits for the copies, which are written in the background
        }

        assertThat(holders("ours")).isEqualTo(theirs);
        for (int i = 0; i < CASES.size(); i++) {
            int copies = (int) CASES.get(i).get("num_replicas");
            assertThat(keys(i))
                    .as("%s", CASES.get(i))
                    .allSatisfy(key -> assertThat(theirs.get(key)).hasSize(Math.min(copies + 1, SERVERS)));
        }

        // and so pylibmc finds all when a node is gone
        servers.get(2).close();
        pylibmc("find");
    }

    private Memjay open(Map<String, Object> behaviors) {
        return PylibmcBehaviors.of(behaviors)
                .apply(Memjay.builder()
                        .servers(ports().stream()
                                .map(port -> "127.0.0.1:" + port)
                                .toArray(String[]::new)))
                .timeout(PATIENCE)
                .connectTimeout(PATIENCE)
                .build();
    }

    private List<Integer> ports() {
        return servers.stream().map(RealMemcached::port).toList();
    }

    /** On which servers, by their places in the list, each key has this value. */
    private Map<String, Set<Integer>> holders(String value) {
        List<String> keys = IntStream.range(0, CASES.size())
                .mapToObj(ReplicaPlacesTest::keys)
                .flatMap(List::stream)
                .toList();
        List<Map<String, String>> found =
                directly.stream().map(server -> server.strings().getAll(keys)).toList();
        return keys.stream()
                .collect(Collectors.toMap(
                        key -> key,
                        key -> IntStream.range(0, SERVERS)
                                .filter(i -> value.equals(found.get(i).get(key)))
                                .boxed()
                                .collect(Collectors.toSet())));
    }

    private static List<String> keys(int number) {
        return IntStream.range(0, KEYS)
                .mapToObj(i -> "case" + number + ":key:" + i * 7919)
                .toList();
    }

    private void pylibmc(String mode) throws Exception {
        String cases = IntStream.range(0, CASES.size())
                .mapToObj(i -> "{\"behaviors\":" + json(CASES.get(i)) + ",\"keys\":" + list(keys(i)) + "}")
                .collect(Collectors.joining(",", "[", "]"));
        List<String> addresses =
                ports().stream().map(port -> "127.0.0.1:" + port).toList();
        Ended ended = Program.find("python3", "python3-pylibmc", "-c", "import pylibmc")
                .runScript(
                        "pylibmc_replicas.py",
                        "{\"mode\":\"" + mode + "\",\"servers\":" + list(addresses) + ",\"cases\":" + cases + "}");
        assertThat(ended.output()).endsWith("all found");
        assertThat(ended.status()).isZero();
    }

    private static String json(Map<String, Object> behaviors) {
        return behaviors.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":"
                        + (entry.getValue() instanceof String text ? "\"" + text + "\"" : entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String list(List<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(",", "[", "]"));
    }
}
