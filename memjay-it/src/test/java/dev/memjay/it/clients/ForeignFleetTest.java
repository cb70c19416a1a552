package dev.memjay.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.it.clients.Program.Ended;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.Node;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Programs in other languages and Memjay on one fleet of five real servers: what one stores, the other finds, under each
 * placement, with namespaces and prefixes. The other clients read with their own bulk verbs too.
 */
class ForeignFleetTest {
    private static final int SERVERS = 5;
    /** So many keys of each side belong to each node, at the least. */
    private static final int KEYS_OF_A_NODE = 6;

    private static final int MOST_CANDIDATES = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<RealMemcached> FLEET = new ArrayList<>();

    /**
     * One way to configure both sides.
     *
     * @param name stands in the keys, so that cases do not meet
     * @param memjay this side's configuration, but for the servers
     * @param options the other side's, in JSON
     * @param weights whether the servers have weights
     * @param prefix of the keyspace here, and of the bulk verbs there
     * @param suffix of every key
     * @param nodes how many of the servers its placement gives keys to
     */
    private record Case(
            String name,
            UnaryOperator<MemjayBuilder> memjay,
            String options,
            boolean weights,
            String prefix,
            String suffix,
            int nodes) {
        Case(String name, Placement placement, String options) {
            this(name, builder -> builder.placement(placement), options, placement.name());
        }

        Case(String name, UnaryOperator<MemjayBuilder> memjay, String options) {
            this(name, memjay, options, "");
        }

        /** Without a table of its own, a virtual bucket is the hash's bits under a mask, here 100 in binary. */
        private Case(String name, UnaryOperator<MemjayBuilder> memjay, String options, String placement) {
            this(name, memjay, options, false, "", "", placement.equals("virtual-bucket") ? 2 : SERVERS);
        }

        Case weighted() {
            return new Case(name + "-weights", memjay, options, true, prefix, suffix, nodes);
        }

        Case prefixed(String newPrefix) {
            return new Case(
                    name, memjay, options + ",\"key_prefix\":\"" + newPrefix + "\"", weights, newPrefix, suffix, nodes);
        }

        Case suffixed(String newSuffix) {
            return new Case(name, memjay, options, weights, prefix, newSuffix, nodes);
        }

        String json(List<Long> numbers) {
            String servers = weights ? ",\"servers\":" + list(ForeignFleetTest.servers(true)) : "";
            return "{\"name\":\"" + name + "\"" + (options.isEmpty() ? "" : "," + options) + servers + ",\"numbers\":"
                    + numbers + "}";
        }

        String key(String side, long number) {
            return name + ":" + side + ":key:" + number + suffix;
        }
    }

    @BeforeAll
    static void start() {
        for (int i = 0; i < SERVERS; i++) {
            FLEET.add(RealMemcached.start());
        }
    }

    @AfterAll
    static void close() {
        FLEET.forEach(RealMemcached::close);
    }

    @Test
    void pylibmc() throws Exception {
        List<Case> cases = new ArrayList<>();
        Map<String, Placement> placements = new LinkedHashMap<>();
        placements.put("\"distribution\":\"modula\"", Placements.modula());
        placements.put("\"hash\":\"crc\"", Placements.modula(KeyHash.crc()));
        placements.put("\"distribution\":\"consistent\"", Placements.byName("consistent"));
        placements.put("\"ketama\":1", Placements.ketama());
        placements.put("\"ketama\":1,\"hash\":\"md5\"", Placements.ketama(KeyHash.md5()));
        placements.put("\"ketama_weighted\":1", Placements.ketamaWeighted());
        placements.put(
                "\"distribution\":\"consistent ketama spy\",\"hash\":\"murmur\"",
                Placements.ketamaSpy(KeyHash.murmur()));
        placements.put(
                "\"distribution\":\"virtual bucket\",\"hash\":\"jenkins\"",
                Placements.virtualBucket(KeyHash.jenkins()));
        placements.forEach((behaviors, placement) -> {
            Case one = new Case("pylibmc" + cases.size(), placement, "\"behaviors\":{" + behaviors + "}");
            cases.add(one);
            cases.add(one.weighted());
        });
        cases.add(new Case(
                "later",
                Placements.pylibmcLater(Map.of("ketama", 1, "hash", "fnv1a_32")),
                "\"later\":true,\"behaviors\":{\"ketama\":1,\"hash\":\"fnv1a_32\"}"));
        cases.add(new Case("prefixed", Placements.ketamaWeighted(), "\"behaviors\":{\"ketama_weighted\":1}")
                .prefixed("pre:"));
        for (boolean hashed : new boolean[] {false, true}) {
            Case inNamespace = new Case(
                    "namespace" + hashed,
                    builder -> builder.placement(Placements.ketama())
                            .namespace("ns:")
                            .hashNamespace(hashed),
                    "\"behaviors\":{\"ketama\":1,\"namespace\":\"ns:\",\"_hash_with_prefix_key\":" + (hashed ? 1 : 0)
                            + "}");
            cases.add(inNamespace);
            cases.add(
                    new Case("prefixed-" + inNamespace.name, inNamespace.memjay, inNamespace.options).prefixed("pre:"));
        }
        meet(Program.find("python3", "python3-pylibmc", "-c", "import pylibmc"), "pylibmc_fleet.py", cases);
    }

    @Test
    void pymemcache() throws Exception {
        UnaryOperator<MemjayBuilder> rendezvous = builder -> builder.placement(Placements.rendezvous());
        List<Case> cases = List.of(
                new Case("text", rendezvous, ""),
                new Case("bytes", Placements.rendezvousOfBytes(), "\"bytes\":true"),
                new Case("prefix", builder -> rendezvous.apply(builder).namespace("app1:"), "\"key_prefix\":\"app1:\""),
                new Case("unicode", builder -> rendezvous.apply(builder).keys(KeyPolicy.UTF8), "\"unicode\":true")
                        .suffixed("\u043a\u043b\u044e\u0447"));
        meet(Program.find("python3", "python3-pymemcache", "-c", "import pymemcache"), "pymemcache_fleet.py", cases);
    }

    @Test
    void dalli() throws Exception {
        Case plain = new Case("dalli", Placements.dalli(), "");
        Case inNamespace = new Case(
                "namespace",
                builder ->
                        builder.placement(Placements.dalli()).namespace("ns:").hashNamespace(true),
                "\"namespace\":\"ns\"");
        meet(
                Program.find("ruby", "ruby-dalli", "-r", "dalli", "-e", "1"),
                "dalli_fleet.rb",
                List.of(plain, plain.weighted(), inNamespace));
    }

    @Test
    void phpMemcached() throws Exception {
        List<Case> cases = new ArrayList<>();
        for (Case one : List.of(
                new Case("modula", Placements.modula(), ""),
                new Case(
                        "consistent",
                        Placements.ketama(KeyHash.fnv32()),
                        "\"options\":{\"OPT_HASH\":\"HASH_FNV1_32\",\"OPT_DISTRIBUTION\":\"DISTRIBUTION_CONSISTENT\"}"),
                new Case("compatible", Placements.ketamaWeighted(), "\"options\":{\"OPT_LIBKETAMA_COMPATIBLE\":true}"),
                new Case(
                        "bucket",
                        Placements.virtualBucket(KeyHash.oneAtATime()),
                        "\"options\":{\"OPT_DISTRIBUTION\":\"DISTRIBUTION_VIRTUAL_BUCKET\"}"))) {
            cases.add(one);
            cases.add(one.weighted());
        }
        for (boolean hashed : new boolean[] {false, true}) {
            cases.add(new Case(
                    "namespace" + hashed,
                    builder -> builder.placement(Placements.ketamaWeighted())
                            .namespace("ns:")
                            .hashNamespace(hashed),
                    "\"options\":{\"OPT_LIBKETAMA_COMPATIBLE\":true,\"OPT_PREFIX_KEY\":\"ns:\","
                            + "\"OPT_HASH_WITH_PREFIX_KEY\":" + hashed + "}"));
        }
        meet(Program.find("php", "php-cli php-memcached", "--ri", "memcached"), "memcached_fleet.php", cases);
    }

    /** Stores for the other client, has it read that and store, and reads what it stored. */
    private static void meet(Program program, String script, List<Case> cases) throws Exception {
        Map<Case, List<Long>> numbers = new LinkedHashMap<>();
        for (Case each : cases) {
            try (Memjay memjay = open(each)) {
                numbers.put(each, spread(memjay, each));
                Map<String, Encoded> entries = new LinkedHashMap<>();
                numbers.get(each)
                        .forEach(number -> entries.put(each.key("java", number), Encoded.of(value(number), 0)));
                assertThat(texts(memjay, each).setAll(entries)).as(each.name).isEmpty();
            }
        }
        String plan = "{\"servers\":" + list(servers(false)) + ",\"cases\":["
                + cases.stream().map(each -> each.json(numbers.get(each))).collect(Collectors.joining(",")) + "]}";
        Ended ended = program.runScript(script, plan);
        assertThat(ended.output()).endsWith("all found");
        assertThat(ended.status()).isZero();
        for (Case each : cases) {
            try (Memjay memjay = open(each)) {
                readBack(texts(memjay, each), each, numbers.get(each));
            }
        }
    }

    /**
     * Numbers whose keys, of either side, lie on all nodes that the placement knows: keys that are merely counted may all
     * fall on one, since some of the hashes keep what is alike together.
     */
    private static List<Long> spread(Memjay memjay, Case one) {
        List<Long> chosen = new ArrayList<>();
        Map<String, Map<Node, Integer>> counts = Map.of("java", new HashMap<>(), "theirs", new HashMap<>());
        for (long i = 0; i < MOST_CANDIDATES && !counts.values().stream().allMatch(of -> isFull(of, one)); i++) {
            long number = i * 2_654_435_761L & 0xFFFF_FFFFL;
            boolean isWanted = false;
            for (String side : counts.keySet()) {
                Node node = memjay.nodeFor(one.prefix + one.key(side, number));
                isWanted |= counts.get(side).merge(node, 1, Integer::sum) <= KEYS_OF_A_NODE;
            }
            if (isWanted) {
                chosen.add(number);
            }
        }
        assertThat(counts).as(one.name).allSatisfy((side, of) -> {
            assertThat(of.keySet()).as(side).hasSize(one.nodes);
            assertThat(of.values()).as(side).allMatch(count -> count >= KEYS_OF_A_NODE);
        });
        return chosen;
    }

    private static boolean isFull(Map<Node, Integer> counts, Case one) {
        return counts.size() == one.nodes && counts.values().stream().allMatch(count -> count >= KEYS_OF_A_NODE);
    }

    private static void readBack(Keyspace<String, Encoded> texts, Case one, List<Long> numbers) {
        Map<String, Encoded> found = texts.getAll(
                numbers.stream().map(number -> one.key("theirs", number)).toList());
        for (long number : numbers) {
            String key = one.key("theirs", number);
            assertThat(found.get(key)).as("%s: %s", one.name, key).isNotNull();
            assertThat(found.get(key).data()).isEqualTo(value(number));
            assertThat(texts.get(key)).as("%s: %s", one.name, key).isEqualTo(found.get(key));
        }
    }

    private static Memjay open(Case one) {
        return one.memjay
                .apply(Memjay.builder()
                        .servers(servers(one.weights).toArray(String[]::new))
                        .timeout(PATIENCE))
                .build();
    }

    private static Keyspace<String, Encoded> texts(Memjay memjay, Case one) {
        return memjay.keyspace(Codec.encoded()).prefixed(one.prefix);
    }

    private static byte[] value(long number) {
        return ("value of key:" + number).getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> servers(boolean weights) {
        return IntStream.range(0, SERVERS)
                .mapToObj(i -> "127.0.0.1:" + FLEET.get(i).port() + (weights ? ":" + (1 + i * i) : ""))
                .toList();
    }

    private static String list(List<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(",", "[", "]"));
    }
}
