package dev.memjay.dns;

import dev.memjay.discovery.Fleet;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Makes a fleet of the nodes that were found by records, if there are not too many to connect to. */
final class FoundNodes {
    /** No fleet of memcached is larger; one message over TCP holds up to 4,000. */
    static final int MAX = 1000;

    private FoundNodes() {}

    static Fleet fleet(String name, List<Node> nodes, Duration validFor) throws IOException {
        if (nodes.size() > MAX) {
            throw new IOException("the records of " + name + " name " + nodes.size() + " nodes; more than " + MAX
                    + " are refused, since a client connects to each of them");
        }
        return new Fleet(nodes, Fleet.UNNUMBERED, validFor);
    }
}
