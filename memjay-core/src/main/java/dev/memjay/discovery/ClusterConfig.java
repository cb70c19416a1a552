package dev.memjay.discovery;

import dev.memjay.error.Printable;
import dev.memjay.model.Node;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Discovery by {@code config get cluster}, which ElastiCache and Memorystore answer with a version number and a line of
 * {@code host|address|port}.
 */
final class ClusterConfig implements NodeDiscovery {
    private static final String COMMAND = "config get cluster";
    /** What engines before 1.4.14 take in its place. */
    private static final String OLD_COMMAND = "get AmazonElastiCache:cluster";

    private final List<Node> endpoints;
    private final boolean byAddress;

    ClusterConfig(List<Node> endpoints, boolean byAddress) {
        this.endpoints = List.copyOf(endpoints);
        this.byAddress = byAddress;
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints is empty; give the configuration endpoint");
        }
    }

    @Override
    public Fleet discover(Network network) throws IOException {
        IOException failure = null;
        for (Node endpoint : endpoints) {
            try {
                return ask(network, endpoint);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        String reason = failure == null ? "" : ": " + failure.getMessage();
        throw new IOException("no configuration endpoint of " + endpoints + " gave a fleet" + reason, failure);
    }

    private Fleet ask(Network network, Node endpoint) throws IOException {
        List<String> lines = network.ask(endpoint, COMMAND, ClusterConfig::isLast);
        if (isRefusal(lines)) {
            lines = network.ask(endpoint, OLD_COMMAND, ClusterConfig::isLast);
        }
        if (isRefusal(lines)) {
            throw new IOException(endpoint + " answered '" + Printable.excerpt(lines.get(lines.size() - 1))
                    + "'; it is no configuration endpoint, or discovery is off");
        }
        if (lines.size() == 1) {
            throw new IOException(
                    endpoint + " has no cluster configuration; it is no configuration endpoint, or discovery is off");
        }
        return fleet(lines, endpoint);
    }

    private static boolean isLast(String line) {
        return line.equals("END") || isError(line);
    }

    private static boolean isError(String line) {
        return line.equals("ERROR") || line.startsWith("CLIENT_ERROR") || line.startsWith("SERVER_ERROR");
    }

    private static boolean isRefusal(List<String> lines) {
        return !lines.isEmpty() && isError(lines.get(lines.size() - 1));
    }

    /** Reads the heading, the version, the nodes, a blank line and END. */
    private Fleet fleet(List<String> lines, Node endpoint) throws IOException {
        boolean whole = lines.size() >= 4
                && (lines.get(0).startsWith("CONFIG cluster ") || lines.get(0).startsWith("VALUE "))
                && lines.subList(3, lines.size() - 1).stream().allMatch(String::isBlank);
        try {
            if (!whole) {
                throw new IllegalArgumentException(
                        "it is no version and one line of nodes, but " + Printable.excerpt(lines.toString()));
            }
            return new Fleet(nodes(lines.get(2).strip()), version(lines.get(1).strip()), Fleet.UNTIL_NEXT_LOOK);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the cluster configuration that " + endpoint + " gave cannot be read: " + e.getMessage(), e);
        }
    }

    private static long version(String line) {
        if (!line.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("'" + Printable.excerpt(line) + "' is not a version");
        }
        return Long.parseLong(line);
    }

    private List<Node> nodes(String line) {
        if (line.isEmpty()) {
            throw new IllegalArgumentException("it has no nodes");
        }
        return Arrays.stream(line.split(" +")).map(this::node).toList();
    }

    private Node node(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 3 || !parts[2].matches("\\d{1,5}")) {
            throw new IllegalArgumentException("'" + Printable.excerpt(text) + "' is not host|address|port");
        }
        String preferred = byAddress ? parts[1] : parts[0];
        String host = preferred.isEmpty() ? parts[byAddress ? 0 : 1] : preferred;
        if (!host.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("'" + Printable.excerpt(text)
                    + "' has a host with a blank, a control character or one beyond ASCII");
        }
        try {
            return Node.of(host, Integer.parseInt(parts[2]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + Printable.excerpt(text) + "': " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "elasticache " + endpoints;
    }
}
