package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Discovery by the A and AAAA records of a name. The platform's resolver, which may answer from its cache, is asked only
 * until the file of hosts or the name servers have known the name once: what is remembered must not take the place of
 * what was found since.
 */
final class AddressRecords implements NodeDiscovery {
    private final String name;
    private final int port;
    private volatile boolean mayAskPlatform = true;

    AddressRecords(String name, int port) {
        this.name = DnsName.checked(Objects.requireNonNull(name, "name"));
        this.port = Node.of(name, port).port();
    }

    @Override
    public Fleet discover(Network network) throws IOException {
        List<String> local = network.hostsFile(name);
        if (!local.isEmpty()) {
            platformIsOutdone();
            return fleet(local, Fleet.UNTIL_NEXT_LOOK);
        }
        IOException failure;
        try {
            DnsLookup.Found found = DnsLookup.addresses(network, name);
            if (!found.records().isEmpty()) {
                platformIsOutdone();
                return fleet(
                        found.records().stream().map(DnsRecord::text).toList(), Duration.ofSeconds(found.seconds()));
            }
            failure = new IOException("the name servers know none");
        } catch (IOException e) {
            failure = e;
        }
        return fleet(askPlatform(network, failure), Fleet.UNTIL_NEXT_LOOK);
    }

    private List<String> askPlatform(Network network, IOException failure) throws IOException {
        if (mayAskPlatform) {
            try {
                return network.resolve(name);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw new IOException("no address of " + name + " was found: " + failure.getMessage(), failure);
    }

    /** Whether nothing better than the platform has known the name so far. */
    boolean mayAskPlatform() {
        return mayAskPlatform;
    }

    /** From now on the platform is not asked any more. */
    void platformIsOutdone() {
        mayAskPlatform = false;
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
