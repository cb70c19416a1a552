package dev.memjay.dns;

import dev.memjay.discovery.Fleet;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Makes a fleet of the nodes that records name. */
final class FoundNodes {
    private FoundNodes() {}

    /**
     * @throws IOException if these nodes are not a fleet, because there are too many; names whose records they are
     */
    static Fleet fleet(String name, List<Node> nodes, Duration validFor) throws IOException {
        try {
            return new Fleet(nodes, Fleet.UNNUMBERED, validFor);
        } catch (IllegalArgumentException e) {
            throw new IOException("the records of " + name + " cannot be used: " + e.getMessage(), e);
        }
    }
}
