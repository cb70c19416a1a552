package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;

/** Discovery of the pods behind a headless service of Kubernetes: SRV records, or else addresses. */
final class HeadlessService implements NodeDiscovery {
    private final NodeDiscovery services;
    private final NodeDiscovery addresses;
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
        try {
            return services.discover(network);
        } catch (IOException noServices) {
            try {
                return addresses.discover(network);
            } catch (IOException noAddresses) {
                noAddresses.addSuppressed(noServices);
                throw noAddresses;
            }
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
