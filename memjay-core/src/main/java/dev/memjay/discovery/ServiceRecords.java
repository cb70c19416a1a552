package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Discovery by the SRV records of a service. */
final class ServiceRecords implements NodeDiscovery {
    private final String service;
    private final Predicate<DnsRecord> filter;

    ServiceRecords(String service) {
        this(service, record -> true);
    }

    /**
     * @param filter which records count
     */
    ServiceRecords(String service, Predicate<DnsRecord> filter) {
        this.service = DnsName.checked(Objects.requireNonNull(service, "service"));
        this.filter = filter;
    }

    @Override
    public Fleet discover(Network network) throws IOException {
        return find(network).orElseThrow(() -> new IOException(service + " has no SRV records that name a server"));
    }

    /**
     * Looks, and tells what was answered apart from what was not.
     *
     * @return empty if it was answered that there are no such records
     * @throws IOException if there was no answer to go by
     */
    Optional<Fleet> find(Network network) throws IOException {
        DnsLookup.Found found = DnsLookup.services(network, service);
        // A target of "." says that the service is decidedly not there.
        List<DnsRecord> records = found.records().stream()
                .filter(record -> !record.text().isEmpty() && record.port() != 0)
                .filter(filter)
                .toList();
        if (records.isEmpty()) {
            return Optional.empty();
        }
        int priority = records.stream().mapToInt(DnsRecord::priority).min().orElseThrow();
        List<DnsRecord> first =
                records.stream().filter(record -> record.priority() == priority).toList();
        boolean equal = first.stream().mapToInt(DnsRecord::weight).distinct().count() == 1;
        Map<String, Node> nodes = new TreeMap<>(Comparator.naturalOrder());
        for (DnsRecord record : first) {
            Node node = Node.of(record.text(), record.port());
            nodes.put(node.toString(), equal ? node : node.weight(Math.max(1, record.weight())));
        }
        return Optional.of(
                new Fleet(List.copyOf(nodes.values()), Fleet.UNNUMBERED, Duration.ofSeconds(found.seconds())));
    }

    @Override
    public String toString() {
        return "srv " + service;
    }
}
