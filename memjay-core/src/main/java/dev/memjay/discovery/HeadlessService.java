package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;
import java.util.Optional;

/**
 * Discovery of the pods behind a headless service of Kubernetes: by SRV records, or where it is answered that there are
 * none by addresses. A question for SRV records that is not answered is a look that failed: nodes that were known by name
 * and come back as addresses would be other nodes, and nearly all keys would move.
 */
final class HeadlessService implements NodeDiscovery {
    private final ServiceRecords services;
    private final AddressRecords addresses;
    private final String text;

    HeadlessService(String service, int port) {
        int checked = Node.of(service, port).port();
        String name = service.contains(".svc") ? service : service + ".svc.cluster.local";
        services = new ServiceRecords(name, record -> record.port() == checked);
        addresses = new AddressRecords(name, port);
        text = "kubernetes " + name + ":" + port;
    }

    @Override
    public Fleet discover(Network network) throws IOException {
        if (addresses.mayAskPlatform() && !network.hasNameServers()) {
            return addresses.discover(network);
        }
        Optional<Fleet> pods = services.find(network);
        if (pods.isPresent()) {
            addresses.platformIsOutdone();
            return pods.get();
        }
        return addresses.discover(network);
    }

    @Override
    public String toString() {
        return text;
    }
}
