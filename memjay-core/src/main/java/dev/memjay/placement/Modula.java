package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.List;

/** The hash modulo the number of nodes, libmemcached's {@code modula}. */
final class Modula implements Placement {
    private final KeyHash hash;

    Modula(KeyHash hash) {
        this.hash = hash;
    }

    @Override
    public String name() {
        return "modula";
    }

    @Override
    public Ring ring(List<Node> nodes) {
        int count = nodes.size();
        return count == 1 ? route -> 0 : route -> Integer.remainderUnsigned(hash.hash(route), count);
    }
}
