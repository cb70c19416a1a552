package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Discovery by the A and AAAA records of a name. */
final class AddressRecords implements NodeDiscovery {
    private final String name;
    private final int port;

    AddressRecords(String name, int port) {
        this.name = DnsName.checked(Objects.requireNonNull(name, "name"));
        this.port = Node.of(name, port).port();
    }

    @Override
    public Fleet discover(Network network) throws IOException {
        List<String> local = network.hostsFile(name);
        if (!local.isEmpty()) {
            return fleet(local, Fleet.UNTIL_NEXT_LOOK);
        }
        IOException failure = null;
        try {
            DnsLookup.Found found = DnsLookup.addresses(network, name);
            if (!found.records().isEmpty()) {
                return fleet(
                        found.records().stream().map(DnsRecord::text).toList(), Duration.ofSeconds(found.seconds()));
            }
        } catch (IOException e) {
            failure = e;
        }
        try {
            return fleet(network.resolve(name), Fleet.UNTIL_NEXT_LOOK);
        } catch (IOException e) {
            if (failure != null) {
                e.addSuppressed(failure);
            }
            throw new IOException("no address of " + name + " was found: " + e.getMessage(), e);
        }
    }

    private Fleet fleet(List<String> addresses, Duration validFor) {
        List<String> sorted = new ArrayList<>(new TreeSet<>(addresses));
        if (sorted.stream().anyMatch(address -> address.startsWith("127."))) {
            sorted.removeIf(address -> address.equals("::1") || address.equals("0:0:0:0:0:0:0:1"));
        }
        return new Fleet(sorted.stream().map(address -> Node.of(address, port)).toList(), Fleet.UNNUMBERED, validFor);
    }

    @Override
    public String toString() {
        return "dns " + name + ":" + port;
    }
}
