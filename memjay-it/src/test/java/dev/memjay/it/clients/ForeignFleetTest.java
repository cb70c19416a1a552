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
import dev.memjay.python.PylibmcBehaviors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<RealMemcached> FLEET = new ArrayList<>();
    /** A client of each server alone. */
    private static final List<Memjay> ALONE = new ArrayList<>();

    @BeforeAll
    static void start() {
        for (int i = 0; i < SERVERS; i++) {
            FLEET.add(RealMemcached.start());
            ALONE.add(Memjay.builder()
                    .nodes(List.of(Node.of("127.0.0.1", FLEET.get(i).port())))
                    .keyPolicy(KeyPolicy.UTF8)
                    .timeout(PATIENCE)
                    .connectTimeout(PATIENCE)
                    .build());
        }
    }

    @AfterAll
    static void close() {
        ALONE.forEach(Memjay::close);
        FLEET.forEach(RealMemcached::close);
    }

    @Test
    void pylibmc() throws Exception {
        List<FleetCase> cases = new ArrayList<>();
        Map<String, Placement> placements = new LinkedHashMap<>();
        placements.put("\"distribution\":\"modula\"", Placements.modula());
        placements.put("\"hash\":\"crc\"", Placements.modula(KeyHash.crc()));
        placements.put("\"distribution\":\"consistent\"", Placements.byName("consistent"));
        placements.put("\"ketama\":1", Placements.ketama());
        placements.put("\"ketama\":1,\"hash\":\"md5\"", Placements.ketama(KeyHash.md5()));
        placements.put("\"ketama_weighted\":1", Placements.ketamaWeighted());
        placements.put(
                "\"distribution\":\"consistent weighted\"", Placements.byName("ketama-weighted", KeyHash.oneAtATime()));
        placements.put(
                "\"distribution\":\"consistent weighted\",\"hash\":\"fnv1_32\"",
                Placements.ketamaWeighted(KeyHash.fnv32()));
        placements.put("\"ketama\":1,\"hash\":\"fnv1_64\"", Placements.ketama(KeyHash.fnv64()));
        placements.put("\"hash\":\"fnv1a_64\"", Placements.modula(KeyHash.fnv1a64()));
        placements.put(
                "\"_sort_hosts\":1",
                PylibmcBehaviors.of(Map.of("_sort_hosts", 1)).placement());
        placements.put(
                "\"_sort_hosts\":1,\"ketama\":1",
                PylibmcBehaviors.of(Map.of("_sort_hosts", 1, "ketama", 1)).placement());
        placements.put(
                "\"distribution\":\"consistent ketama spy\",\"hash\":\"murmur\"",
                Placements.ketamaSpy(KeyHash.murmur()));
        placements.put(
                "\"distribution\":\"virtual bucket\",\"hash\":\"jenkins\"",
                Placements.virtualBucket(KeyHash.jenkins()));
        placements.forEach((behaviors, placement) -> {
            FleetCase one = new FleetCase("pylibmc" + cases.size(), placement, "\"behaviors\":{" + behaviors + "}");
            cases.add(one);
            cases.add(one.weighted());
        });
        cases.add(new FleetCase(
                "later",
                PylibmcBehaviors.of(Map.of("ketama", 1, "hash", "fnv1a_32")).placementWhenSetLater(),
                "\"later\":true,\"behaviors\":{\"ketama\":1,\"hash\":\"fnv1a_32\"}"));
        cases.add(new FleetCase("none", PylibmcBehaviors.of(Map.of())::apply, "\"behaviors\":{}"));
        cases.add(new FleetCase(
                "elsewhere",
                PylibmcBehaviors.of(Map.of("tcp_nodelay", 1, "_poll_timeout", 60_000))::apply,
                "\"behaviors\":{\"tcp_nodelay\":1,\"_poll_timeout\":60000}"));
        cases.add(new FleetCase("plain", Placements.ketamaWeighted(), "\"behaviors\":{\"ketama_weighted\":1}")
                .withPrefix("pre:"));
        for (boolean hashed : new boolean[] {false, true}) {
            FleetCase inNamespace = new FleetCase(
                    "namespace" + hashed,
                    namespace(Placements.ketama(), "ns:", hashed),
                    "\"behaviors\":{\"ketama\":1,\"namespace\":\"ns:\",\"_hash_with_prefix_key\":" + (hashed ? 1 : 0)
                            + "}");
            cases.add(inNamespace);
            cases.add(inNamespace.withPrefix("pre:"));
        }
        meet(Program.find("python3", "python3-pylibmc", "-c", "import pylibmc"), "pylibmc_fleet.py", cases);
    }

    /** pymemcache places by the key as its caller gave it: its key_prefix is a namespace that takes no part. */
    @Test
    void pymemcache() throws Exception {
        Placement rendezvous = Placements.rendezvous();
        UnaryOperator<MemjayBuilder> asTheyDo = namespace(rendezvous, "app1:", false);
        String keyPrefix = "\"key_prefix\":\"app1:\"";
        FleetCase inNamespace = new FleetCase("namespace", asTheyDo, keyPrefix);
        FleetCase hashed = new FleetCase("hashed", namespace(rendezvous, "app1:", true), keyPrefix).missing(asTheyDo);
        List<FleetCase> cases = List.of(
                new FleetCase("text", rendezvous, ""),
                new FleetCase("bytes", Placements.rendezvousOfBytes(), "\"bytes\":true"),
                new FleetCase(
                                "unicode",
                                builder -> builder.placement(rendezvous).keyPolicy(KeyPolicy.UTF8),
                                "\"unicode\":true")
                        .suffixed("\u043a\u043b\u044e\u0447"),
                new FleetCase("text", rendezvous, "").withPrefix("pre:"),
                inNamespace,
                inNamespace.withPrefix("pre:"),
                hashed,
                hashed.withPrefix("pre:"),
                new FleetCase("prefix", builder -> builder.placement(rendezvous).prefix("app1:"), keyPrefix)
                        .missing(asTheyDo));
        meet(Program.find("python3", "python3-pymemcache", "-c", "import pymemcache"), "pymemcache_fleet.py", cases);
    }

    /** dalli places by the whole key: its namespace is a prefix, or a namespace that takes part. */
    @Test
    void dalli() throws Exception {
        FleetCase plain = new FleetCase("dalli", Placements.dalli(), "");
        String namespace = "\"namespace\":\"ns\"";
        UnaryOperator<MemjayBuilder> asTheyDo =
                builder -> builder.placement(Placements.dalli()).prefix("ns:");
        FleetCase prefix = new FleetCase("dalli-prefix", asTheyDo, namespace);
        FleetCase hashed = new FleetCase("dalli-hashed", namespace(Placements.dalli(), "ns:", true), namespace);
        FleetCase unhashed = new FleetCase("dalli-unhashed", namespace(Placements.dalli(), "ns:", false), namespace)
                .missing(asTheyDo);
        meet(
                Program.find("ruby", "ruby-dalli", "-r", "dalli", "-e", "1"),
                "dalli_fleet.rb",
                List.of(
                        plain,
                        plain.weighted(),
                        plain.withPrefix("pre:"),
                        prefix,
                        prefix.withPrefix("pre:"),
                        hashed,
                        hashed.withPrefix("pre:"),
                        unhashed,
                        unhashed.withPrefix("pre:")));
    }

    @Test
    void phpMemcached() throws Exception {
        List<FleetCase> cases = new ArrayList<>();
        for (FleetCase one : List.of(
                new FleetCase("php-modula", Placements.modula(), ""),
                new FleetCase(
                        "php-consistent",
                        Placements.ketama(KeyHash.fnv32()),
                        "\"options\":{\"OPT_HASH\":\"HASH_FNV1_32\",\"OPT_DISTRIBUTION\":\"DISTRIBUTION_CONSISTENT\"}"),
                new FleetCase(
                        "php-compatible",
                        Placements.ketamaWeighted(),
                        "\"options\":{\"OPT_LIBKETAMA_COMPATIBLE\":true}"),
                new FleetCase(
                        "php-bucket",
                        Placements.virtualBucket(KeyHash.oneAtATime()),
                        "\"options\":{\"OPT_DISTRIBUTION\":\"DISTRIBUTION_VIRTUAL_BUCKET\"}"))) {
            cases.add(one);
            cases.add(one.weighted());
        }
        for (boolean hashed : new boolean[] {false, true}) {
            FleetCase inNamespace = new FleetCase(
                    "php-namespace" + hashed,
                    namespace(Placements.ketamaWeighted(), "ns:", hashed),
                    "\"options\":{\"OPT_LIBKETAMA_COMPATIBLE\":true,\"OPT_PREFIX_KEY\":\"ns:\","
                            + "\"OPT_HASH_WITH_PREFIX_KEY\":" + hashed + "}");
            cases.add(inNamespace);
            cases.add(inNamespace.inGroups());
        }
        cases.add(new FleetCase("php-modula", Placements.modula(), "").inGroups());
        meet(Program.find("php", "php-cli php-memcached", "--ri", "memcached"), "memcached_fleet.php", cases);
    }

    private static UnaryOperator<MemjayBuilder> namespace(Placement placement, String namespace, boolean hashed) {
        return builder -> builder.placement(placement).namespace(namespace).hashNamespace(hashed);
    }

    /** Stores for the other client, has it read that and store, and reads what it stored. */
    private static void meet(Program program, String script, List<FleetCase> cases) throws Exception {
        Map<FleetCase, List<Long>> numbers = new LinkedHashMap<>();
        List<String> plans = new ArrayList<>();
        for (FleetCase each : cases) {
            try (Memjay memjay = open(each, each.memjay());
                    Memjay matching = open(each, each.matching())) {
                List<Long> chosen = each.spread(matching, SERVERS);
                Map<String, Encoded> entries = new LinkedHashMap<>();
                chosen.forEach(number -> entries.put(each.key("java", number), Encoded.of(value(number), 0)));
                assertThat(texts(memjay, each).setAll(entries).notDone())
                        .as(each.name())
                        .isEmpty();
                List<Long> elsewhere = chosen.stream()
                        .filter(number -> !areTogether(memjay, matching, each.route("java", number)))
                        .toList();
                assertThat(elsewhere.isEmpty()).as(each.name()).isEqualTo(each.matches());
                plans.add(each.json(servers(each.weights()), chosen, elsewhere));
                numbers.put(each, chosen);
            }
        }
        Ended ended = program.runScript(script, "{\"cases\":[" + String.join(",", plans) + "]}");
        assertThat(ended.output()).endsWith("all found");
        assertThat(ended.status()).isZero();
        for (FleetCase each : cases) {
            try (Memjay memjay = open(each, each.memjay());
                    Memjay matching = open(each, each.matching())) {
                readBack(memjay, matching, each, numbers.get(each));
                findOnItsNode(matching, each, numbers.get(each));
            }
        }
    }

    private static boolean areTogether(Memjay one, Memjay other, String route) {
        return one.nodeFor(route).equals(other.nodeFor(route));
    }

    /** What the other side stored: all of it, or what both place alike. */
    private static void readBack(Memjay memjay, Memjay matching, FleetCase one, List<Long> numbers) {
        Keyspace<String, Encoded> texts = texts(memjay, one);
        Map<String, Encoded> found = texts.getAll(keys(one, numbers));
        for (long number : numbers) {
            String key = one.key("theirs", number);
            if (areTogether(memjay, matching, one.route("theirs", number))) {
                assertThat(found.get(key)).as("%s: %s", one.name(), key).isNotNull();
                assertThat(found.get(key).data()).isEqualTo(value(number));
                assertThat(texts.get(key)).as("%s: %s", one.name(), key).isEqualTo(found.get(key));
            } else {
                assertThat(found).as(one.name()).doesNotContainKey(key);
            }
        }
    }

    /** Asks each server alone for everything that the other side stored, by the keys that are on the wire. */
    private static void findOnItsNode(Memjay matching, FleetCase one, List<Long> numbers) {
        String head = one.head(matching);
        for (int i = 0; i < SERVERS; i++) {
            Node node = matching.nodes().get(i);
            List<String> expected = numbers.stream()
                    .filter(number ->
                            matching.nodeFor(one.route("theirs", number)).equals(node))
                    .map(number -> one.key("theirs", number))
                    .toList();
            Keyspace<String, Encoded> alone =
                    ALONE.get(i).keyspace(Codec.encoded()).withPrefix(head);
            assertThat(alone.getAll(keys(one, numbers)).keySet())
                    .as("%s on %s", one.name(), node)
                    .containsExactlyElementsOf(expected);
        }
    }

    private static List<String> keys(FleetCase one, List<Long> numbers) {
        return numbers.stream().map(number -> one.key("theirs", number)).toList();
    }

    private static Memjay open(FleetCase one, UnaryOperator<MemjayBuilder> configuration) {
        return configuration
                .apply(Memjay.builder()
                        .servers(servers(one.weights()).toArray(String[]::new))
                        .timeout(PATIENCE)
                        .connectTimeout(PATIENCE))
                .build();
    }

    private static Keyspace<String, Encoded> texts(Memjay memjay, FleetCase one) {
        return memjay.keyspace(Codec.encoded()).withKeyCodec(one.codec()).withPrefix(one.prefix());
    }

    private static byte[] value(long number) {
        return ("value of key:" + number).getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> servers(boolean weights) {
        return IntStream.range(0, SERVERS)
                .mapToObj(i -> "127.0.0.1:" + FLEET.get(i).port() + (weights ? ":" + (1 + i * i) : ""))
                .toList();
    }
}
