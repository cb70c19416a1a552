package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.List;
import java.util.function.Function;

/**
 * spymemcached's {@code KetamaNodeLocator} with its {@code KETAMA_HASH}, in either of the formats of a node's name.
 *
 * <p>The ring is ketama's, forty names with four points each; with weights the number is libmemcached's. Points in one
 * place go to the node that comes last.
 */
final class SpymemcachedKetama implements Placement {
    private static final int NAMES = 40;

    private final String name;
    private final Function<Node, String> nodeName;

    SpymemcachedKetama(String name, Function<Node, String> nodeName) {
        this.name = name;
        this.nodeName = nodeName;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Ring ring(List<Node> nodes) {
        int count = nodes.size();
        if (count == 1) {
            return route -> 0;
        }
        boolean weighted = nodes.stream().anyMatch(node -> node.weight() > 1);
        long total = nodes.stream().mapToLong(Node::weight).sum();
        PointRing.Points points = new PointRing.Points();
        for (int i = 0; i < count; i++) {
            Node node = nodes.get(i);
            String prefix = nodeName.apply(node) + "-";
            int names = weighted ? LibmemcachedRing.names(node.weight(), total, count) : NAMES;
            for (int n = 0; n < names; n++) {
                points.addMd5(prefix + n, i);
            }
        }
        return points.ring(PointRing.Tie.HIGHEST).hashedBy(KeyHash.md5());
    }

    /** {@code Format.LIBMEMCACHED}: the host's name, and the port if it is not memcached's. */
    static String libmemcachedName(Node node) {
        if (node.isUnix()) {
            return node.host();
        }
        String host = JavaAddress.nameOf(node);
        return node.port() == Node.DEFAULT_PORT ? host : host + ":" + node.port();
    }

    /** {@code Format.SPYMEMCACHED}: the socket address as Java prints it, without a slash at its start. */
    static String spymemcachedName(String socketAddress) {
        return socketAddress.startsWith("/") ? socketAddress.substring(1) : socketAddress;
    }
}
