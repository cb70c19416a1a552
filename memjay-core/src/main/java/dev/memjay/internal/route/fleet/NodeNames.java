package dev.memjay.internal.route.fleet;

import dev.memjay.discovery.DnsProvider;
import dev.memjay.discovery.Network;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.model.Node;
import java.io.IOException;
import java.util.List;

/**
 * The addresses of nodes that are known by name, asked of name servers at each connect: those that tell of a node by SRV
 * may be the only ones who know its address, and the platform would remember it.
 */
public record NodeNames(DnsProvider dns, Network network) {
    private static final int ANY_PORT = 1;

    /** What to connect to; what is no name for a name server is left as it is. */
    public List<String> of(String host) throws IOException {
        if (isAddress(host)) {
            return List.of(host);
        }
        NodeDiscovery records;
        try {
            records = dns.addresses(host, ANY_PORT);
        } catch (IllegalArgumentException noName) {
            return List.of(host);
        }
        return records.discover(network).nodes().stream().map(Node::host).toList();
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }
}
