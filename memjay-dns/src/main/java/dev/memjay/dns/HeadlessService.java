package dev.memjay.dns;

import dev.memjay.discovery.Fleet;
import dev.memjay.discovery.Network;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.model.Node;
import java.io.IOException;
import java.util.Optional;

/**
 * Discovery of the pods behind a headless service of Kubernetes: by SRV records, or where it is answered that there are
 * none by addresses. A question for SRV records that is not answered is a look that failed: nodes that were known by name
 * and come back as addresses would be other nodes, and nearly all keys would move.
 */
final class HeadlessService implements NodeDiscovery {
    private final RecordLookup lookup;
    private final ServiceRecords services;
    private final AddressRecords addresses;
    private final String text;

    HeadlessService(RecordLookup lookup, String service, int port) {
        this.lookup = lookup;
        int checked = Node.of(service, port).port();
        String name = service.contains(".svc") ? service : service + ".svc.cluster.local";
        services = new ServiceRecords(lookup, name, record -> record.getPort() == checked);
        addresses = new AddressRecords(lookup, name, port);
        text = "kubernetes " + name + ":" + port;
    }

    @Override
    public Fleet discover(Network network) throws IOException {
        LookTime time = new LookTime(network.timeout());
        if (addresses.mayAskPlatform() && !lookup.hasNameServers(network)) {
            return addresses.discover(network, time);
        }
        Optional<Fleet> pods = services.find(network, time);
        if (pods.isPresent()) {
            addresses.platformIsOutdone();
            return pods.get();
        }
        return addresses.discover(network, time);
    }

    @Override
    public String toString() {
        return text;
    }
}
