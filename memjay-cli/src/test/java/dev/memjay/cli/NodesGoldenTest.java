package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The command {@code nodes} against where other clients placed keys: the golden data of memjay-core, with servers, weights,
 * placements and hashes given as a user gives them. What the command cannot be told, such as keys that are no UTF-8, behaviors
 * set late and servers in sorted order, is left to the tests of memjay-core.
 */
final class NodesGoldenTest {
    private static final JsonNode LIBMEMCACHED = file("placement.json");
    private static final JsonNode PYMEMCACHE = file("rendezvous.json");
    private static final List<String> ASCII = texts(LIBMEMCACHED.get("ascii_keys"));

    /** The keys of the first places: of those beyond ASCII the first four are UTF-8. */
    private static final List<String> KEYS = withUtf8Keys(4);

    private static final int MAX_KEY = 250;

    /** Every third case: each placement with each list of servers and each hash is among them, a third of their triples. */
    @Test
    void placesAsLibmemcachedByNameAndHash() {
        Set<String> withServers = new HashSet<>();
        Set<List<String>> withHash = new HashSet<>();
        int compared = 0;
        int number = 0;
        for (JsonNode golden : LIBMEMCACHED.get("cases")) {
            List<String> options = GoldenOptions.ofSteps(texts(golden.get("steps")));
            if (options != null && !golden.has("namespace") && number++ % 3 == 0) {
                List<String> servers =
                        objects(servers(golden)).map(NodesGoldenTest::server).toList();
                expect(golden.get("place"), KEYS, servers, options);
                withServers.add(golden.get("servers").asText() + options.get(0));
                withHash.add(options);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(371);
        assertThat(withServers).hasSizeGreaterThan(17 * 6);
        assertThat(withHash).hasSize(6 * 10 + 2);
    }

    /** A namespace is a setting of the URI, where weights stand behind the hosts. */
    @Test
    void placesAsLibmemcachedWithAHashedNamespace() {
        List<String> fitting = ASCII.stream()
                .filter(key -> key.length() <= MAX_KEY - "app1:".length())
                .toList();
        int compared = 0;
        for (JsonNode golden : LIBMEMCACHED.get("cases")) {
            List<String> options = GoldenOptions.ofSteps(texts(golden.get("steps")));
            if (options != null
                    && golden.has("namespace")
                    && !golden.get("servers").asText().equals("unix")) {
                List<String> hosts =
                        objects(servers(golden)).map(NodesGoldenTest::address).toList();
                String uri = "memcached://" + String.join(",", hosts) + "?namespace="
                        + golden.get("namespace").asText() + "&hashNamespace="
                        + texts(golden.get("steps")).contains("hash_with_prefix_key 1") + "&weights="
                        + objects(servers(golden))
                                .map(server -> server.get(2).asText())
                                .collect(Collectors.joining(","));
                StringBuilder expected = new StringBuilder();
                fitting.forEach(
                        key -> expected.append(golden.get("place").asText().charAt(ASCII.indexOf(key))));
                assertThat(places(uri, fitting, options, nodes(hosts)))
                        .as("%s %s", uri, options)
                        .isEqualTo(expected.toString());
                compared++;
            }
        }
        assertThat(compared).isEqualTo(48);
    }

    /** The servers as they are given to pylibmc, which is as the command takes them. */
    @Test
    void placesAsPylibmcItsServersBeingTheSameText() {
        assertThat(comparePylibmc(LIBMEMCACHED.get("pylibmc"), KEYS)).isEqualTo(104);
    }

    @Test
    void placesByWeightsInSinglePrecision() {
        List<String> keys = IntStream.range(0, 400)
                .mapToObj(i -> "key:" + i + ":" + "x".repeat(i % 17))
                .toList();
        assertThat(comparePylibmc(file("weights.json").get("cases"), keys)).isEqualTo(18);
    }

    private static int comparePylibmc(JsonNode cases, List<String> keys) {
        int compared = 0;
        for (JsonNode golden : cases) {
            List<String> options = GoldenOptions.ofPylibmc(golden);
            if (options != null) {
                expect(golden.get("place"), keys, texts(golden.get("specs")), options);
                compared++;
            }
        }
        return compared;
    }

    @Test
    void placesAsPymemcacheAlsoOnceANodeIsGone() {
        List<String> option = List.of("--placement=rendezvous");
        int removals = 0;
        for (JsonNode golden : PYMEMCACHE.get("cases")) {
            List<String> servers = texts(golden.get("nodes")).stream()
                    .map(NodesGoldenTest::bracketed)
                    .toList();
            expect(golden.get("str"), ASCII, servers, option);
            expect(golden.get("unicode"), texts(PYMEMCACHE.get("unicode_strings")), servers, option);
            for (Map.Entry<String, JsonNode> removal :
                    golden.get("str_after_removing").properties()) {
                List<String> rest = new ArrayList<>(servers);
                rest.remove(Integer.parseInt(removal.getKey()));
                assertThat(places(String.join(",", rest), ASCII, option, nodes(servers)))
                        .as("%s without %s", servers, removal.getKey())
                        .isEqualTo(removal.getValue().asText());
                removals++;
            }
        }
        assertThat(removals).isGreaterThan(20);
    }

    @Test
    void placesAsDalli() {
        int compared = 0;
        for (JsonNode golden : file("dalli.json").get("cases")) {
            List<String> servers = texts(golden.get("servers"));
            if (!haveWeightedPath(servers)) {
                expect(golden.get("place"), KEYS, servers, List.of("--placement=dalli"));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(6);
    }

    /** The path of a UNIX socket takes no weight here. */
    private static boolean haveWeightedPath(List<String> servers) {
        return servers.stream().anyMatch(server -> server.matches("/.*:\\d+"));
    }

    /** The weights of twemproxy's servers stand where the command has them; its names for servers would be hosts here. */
    @Test
    void placesAsTwemproxyByItsHashes() {
        JsonNode file = file("twemproxy.json");
        assertThat(texts(file.get("keys_hex")).subList(0, KEYS.size()))
                .isEqualTo(KEYS.stream()
                        .map(key -> HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8)))
                        .toList());
        int compared = 0;
        for (JsonNode golden : file.get("cases")) {
            List<String> servers = texts(golden.get("servers"));
            if (texts(golden.get("names")).stream().allMatch(String::isEmpty) && !haveWeightedPath(servers)) {
                String hash = golden.get("hash").asText();
                String named = switch (hash) {
                    case "one_at_a_time" -> "default";
                    case "crc32" -> "crc";
                    case "crc32a" -> "crc32";
                    default -> hash;
                };
                List<String> options = List.of("--placement=twemproxy-ketama", "--hash", named);
                expect(golden.get("place"), KEYS, servers, options);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(16);
    }

    /** Runs the command on servers and keys, and compares the nodes that it says with the place of each key. */
    private static void expect(JsonNode place, List<String> keys, List<String> servers, List<String> options) {
        assertThat(places(String.join(",", servers), keys, options, nodes(servers)))
                .as("%s %s", servers, options)
                .isEqualTo(place.asText().substring(0, keys.size()));
    }

    /** What the command says of keys: the index of the node of each, in base 36, as in the golden data. */
    private static String places(String servers, List<String> keys, List<String> options, List<String> nodes) {
        List<String> arguments = new ArrayList<>(List.of("nodes", "--servers", servers, "--keys-from", "-"));
        arguments.addAll(options);
        CommandRun run = CommandRun.withInput(
                (String.join("\n", keys) + "\n").getBytes(StandardCharsets.UTF_8), arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        List<String> lines = run.lines();
        assertThat(lines).hasSameSizeAs(keys);
        StringBuilder places = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            String[] keyAndNode = lines.get(i).split("\t");
            assertThat(keyAndNode[0]).isEqualTo(keys.get(i));
            places.append(Integer.toString(nodes.indexOf(keyAndNode[1]), 36));
        }
        return places.toString();
    }

    private static JsonNode servers(JsonNode golden) {
        return LIBMEMCACHED.get("server_lists").get(golden.get("servers").asText());
    }

    /** [host, port or null, weight] as the command takes it: a weight of 1 need not be said. */
    private static String server(JsonNode server) {
        int weight = server.get(2).asInt();
        return weight == 1 ? address(server) : address(server) + ":" + weight;
    }

    private static String address(JsonNode server) {
        String host = server.get(0).asText();
        return server.get(1).isNull()
                ? host
                : bracketed(host + ":" + server.get(1).asInt());
    }

    private static String bracketed(String address) {
        int colon = address.lastIndexOf(':');
        return address.indexOf(':') == colon
                ? address
                : "[" + address.substring(0, colon) + "]" + address.substring(colon);
    }

    /** What the command calls servers: without weights. */
    private static List<String> nodes(List<String> servers) {
        return servers.stream()
                .map(server -> {
                    int from = server.indexOf(']') + 1;
                    String[] numbers = server.substring(from).split(":");
                    return server.startsWith("/")
                            ? server
                            : server.substring(0, from) + numbers[0] + ":"
                                    + (numbers.length > 1 ? numbers[1] : "11211");
                })
                .toList();
    }

    private static List<String> withUtf8Keys(int count) {
        List<String> keys = new ArrayList<>(ASCII);
        texts(LIBMEMCACHED.get("binary_keys_hex")).stream()
                .limit(count)
                .map(hex -> new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8))
                .forEach(keys::add);
        return keys;
    }

    private static List<String> texts(JsonNode array) {
        return objects(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> objects(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode file(String name) {
        try (InputStream in = NodesGoldenTest.class.getResourceAsStream("/vectors/" + name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
