package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Any node for each call, libmemcached's {@code random}: for nodes that all hold the same. */
final class RandomPlacement implements Placement {
    @Override
    public String name() {
        return "random";
    }

    @Override
    public Ring ring(List<Node> nodes) {
        int count = nodes.size();
        return route -> ThreadLocalRandom.current().nextInt(count);
    }
}
