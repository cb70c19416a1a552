package dev.memjay.it.placement;

import dev.memjay.model.Node;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Nodes and keys of many kinds, the same at every run. */
final class Fleets {
    /** Short and long keys, and some beyond ASCII. */
    static final List<String> KEYS = keys();

    private Fleets() {}

    // With 25 nodes the arithmetic of weights, were it taken, would round down to fewer points.

    /** Lists of nodes that are given by address. */
    static List<List<Node>> byAddress() {
        return List.of(
                of(2, i -> Node.of("10.0.1." + i, 11211)),
                of(3, i -> Node.of("10.0.1." + i, 11211)),
                of(5, i -> Node.of("127.0.0.1", 11211 + i)),
                of(17, i -> Node.of("192.168.7." + i, 12000 + i)),
                of(25, i -> Node.of("10.0.1." + i, 11211)),
                of(4, i -> Node.of("2001:db8::" + i, 11211)),
                of(300, i -> Node.of("10.3." + i / 200 + "." + i % 200, 11211)));
    }

    /** Lists of nodes that are given by address and have weights. */
    static List<List<Node>> withWeights() {
        return List.of(
                of(2, i -> Node.of("10.0.1." + i, 11211).weight(1 + 2 * i)),
                of(3, i -> Node.of("10.0.1." + i, 11211).weight(2)),
                of(5, i -> Node.of("10.0.1." + i, 11211).weight(i == 4 ? 60 : 1)),
                of(25, i -> Node.of("10.0.1." + i, 11211).weight(2)),
                of(17, i -> Node.of("192.168.7." + i, 12000 + i).weight(1 + i * 7 % 11)));
    }

    /** Lists of nodes that are given by name. */
    static List<List<Node>> byName() {
        return List.of(
                of(3, i -> Node.of("cache-" + i + ".example.com", 11211)),
                of(17, i -> Node.of("memcached-" + i + ".internal", 11200 + i)),
                of(25, i -> Node.of("mc" + i, 11211)));
    }

    private static List<Node> of(int count, IntFunction<Node> node) {
        return IntStream.range(0, count).mapToObj(node).toList();
    }

    /** The address that a name has in these tests. */
    static String addressOf(String name) {
        return "10.9." + (name.hashCode() >>> 8 & 0xFF) + "." + (name.hashCode() & 0xFF);
    }

    /** A node's socket address, without asking anybody. */
    static InetSocketAddress socketAddress(Node node) {
        try {
            boolean isName = Character.isLetter(node.host().charAt(0));
            InetAddress address = isName
                    ? InetAddress.getByAddress(
                            node.host(),
                            InetAddress.getByName(addressOf(node.host())).getAddress())
                    : InetAddress.getByName(node.host());
            return new InetSocketAddress(address, node.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key as a ring is asked for it, one character a byte of its UTF-8. */
    static String route(String key) {
        return new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static List<String> keys() {
        Random random = new Random(11211);
        List<String> keys = new ArrayList<>(List.of("a", "user:1", "h\u00e9llo", "\u65e5\u672c\u8a9e", "\uD83D\uDE00"));
        for (int i = 0; i < 3000; i++) {
            StringBuilder key = new StringBuilder("key:").append(i).append(':');
            int length = random.nextInt(i % 10 == 0 ? 240 : 40);
            while (key.length() < length) {
                key.append((char) ('!' + random.nextInt(94)));
            }
            keys.add(key.toString());
        }
        return List.copyOf(keys);
    }
}
