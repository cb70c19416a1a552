package dev.memjay.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.Key;
import dev.memjay.model.Node;
import dev.memjay.model.SettingInfo;
import dev.memjay.placement.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One way to configure a program in another language and Memjay for one fleet.
 *
 * @param name stands in the keys, so that cases do not meet; no other test of the fleet has it
 * @param memjay this side's configuration, but for the servers
 * @param matching the configuration that places keys where the other side does: the same, unless the case shows how they miss
 *     each other
 * @param options the other side's, in JSON
 * @param weights whether the servers have weights
 * @param prefix of the keyspace here, and there of the keys, or of the bulk verbs where they have one
 * @param suffix of every key
 * @param grouped whether keys have a routing key
 */
record FleetCase(
        String name,
        UnaryOperator<MemjayBuilder> memjay,
        UnaryOperator<MemjayBuilder> matching,
        String options,
        boolean weights,
        String prefix,
        String suffix,
        boolean grouped) {
    /** So many keys of each side belong to each node, at the least. */
    private static final int KEYS_OF_A_NODE = 6;

    private static final int MAX_CANDIDATES = 100_000;

    FleetCase(String name, Placement placement, String options) {
        this(name, builder -> builder.placement(placement), options);
    }

    FleetCase(String name, UnaryOperator<MemjayBuilder> memjay, String options) {
        this(name, memjay, memjay, options, false, "", "", false);
    }

    FleetCase weighted() {
        return new FleetCase(name + "-weights", memjay, matching, options, true, prefix, suffix, grouped);
    }

    FleetCase withPrefix(String newPrefix) {
        return new FleetCase("prefixed-" + name, memjay, matching, options, weights, newPrefix, suffix, grouped);
    }

    FleetCase suffixed(String newSuffix) {
        return new FleetCase(name, memjay, matching, options, weights, prefix, newSuffix, grouped);
    }

    FleetCase inGroups() {
        return new FleetCase("group-" + name, memjay, matching, options, weights, prefix, suffix, true);
    }

    /** A case where Memjay looks for most keys on other nodes than the other side does. */
    FleetCase missing(UnaryOperator<MemjayBuilder> wouldMatch) {
        return new FleetCase(name, memjay, wouldMatch, options, weights, prefix, suffix, grouped);
    }

    boolean matches() {
        return memjay == matching;
    }

    /** What the other side's script takes. */
    String json(List<String> servers, List<Long> numbers, List<Long> elsewhere) {
        return "{\"name\":\"" + name + "\"" + (options.isEmpty() ? "" : "," + options) + ",\"prefix\":\"" + prefix
                + "\",\"grouped\":" + grouped + ",\"servers\":" + list(servers) + ",\"numbers\":" + numbers
                + ",\"elsewhere\":" + elsewhere + "}";
    }

    private static String list(List<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    /** Key of a number, without the prefix; {@code side} is who stores it. */
    String key(String side, long number) {
        return name + ":" + side + ":key:" + number + suffix;
    }

    /** The text that decides where a key belongs. */
    String route(String side, long number) {
        return grouped ? group(number) : prefix + key(side, number);
    }

    private String group(long number) {
        return name + ":group:" + number;
    }

    /** How a key becomes Memjay's, with its routing key if the case has them. */
    KeyCodec<String> codec() {
        String behindKey = ":key:";
        return grouped
                ? key -> Key.of(key)
                        .routedBy(group(Long.parseLong(key.substring(key.indexOf(behindKey) + behindKey.length()))))
                : KeyCodec.strings();
    }

    /** What stands before each key on the wire. */
    String head(Memjay memjay) {
        return setting(memjay, "namespace") + setting(memjay, "prefix") + prefix;
    }

    /**
     * Numbers whose keys, of either side, lie on all nodes that the placement knows: keys that are merely counted may all
     * fall on one, since some of the hashes keep what is alike together.
     */
    List<Long> spread(Memjay memjay, int servers) {
        int nodes = nodesWithKeys(memjay, servers);
        List<Long> chosen = new ArrayList<>();
        Map<String, Map<Node, Integer>> counts = Map.of("java", new HashMap<>(), "theirs", new HashMap<>());
        for (long i = 0; i < MAX_CANDIDATES && !counts.values().stream().allMatch(of -> isFull(of, nodes)); i++) {
            long number = i * 2_654_435_761L & 0xFFFF_FFFFL;
            boolean isWanted = false;
            for (String side : counts.keySet()) {
                Node node = memjay.nodeFor(route(side, number));
                isWanted |= counts.get(side).merge(node, 1, Integer::sum) <= KEYS_OF_A_NODE;
            }
            if (isWanted) {
                chosen.add(number);
            }
        }
        assertThat(counts).as(name).allSatisfy((side, of) -> {
            assertThat(of.keySet()).as(side).hasSize(nodes);
            assertThat(of.values()).as(side).allMatch(count -> count >= KEYS_OF_A_NODE);
        });
        return chosen;
    }

    /** Without a table of its own, a virtual bucket is the hash's bits under a mask, here 100 in binary. */
    private static int nodesWithKeys(Memjay memjay, int servers) {
        return setting(memjay, "placement").equals("virtual-bucket") ? 2 : servers;
    }

    private static boolean isFull(Map<Node, Integer> counts, int nodes) {
        return counts.size() == nodes && counts.values().stream().allMatch(count -> count >= KEYS_OF_A_NODE);
    }

    private static String setting(Memjay memjay, String name) {
        return memjay.settings().stream()
                .filter(setting -> setting.name().equals(name))
                .map(SettingInfo::value)
                .findFirst()
                .orElseThrow();
    }
}
