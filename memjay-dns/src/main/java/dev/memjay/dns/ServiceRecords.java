package dev.memjay.dns;

import dev.memjay.discovery.Fleet;
import dev.memjay.discovery.Network;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.model.Node;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** Discovery by the SRV records of a service. */
final class ServiceRecords implements NodeDiscovery {
    /** What a server's name may have in it; DNS itself allows every byte. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+");

    private final RecordLookup lookup;
    private final String text;
    private final Name service;
    private final Predicate<SRVRecord> filter;

    ServiceRecords(RecordLookup lookup, String service) {
        this(lookup, service, record -> true);
    }

    /**
     * @param filter which records count
     */
    ServiceRecords(RecordLookup lookup, String service, Predicate<SRVRecord> filter) {
        this.lookup = lookup;
        this.text = service;
        this.service = RecordLookup.name(service);
        this.filter = filter;
    }

    @Override
    public Fleet discover(Network network) throws IOException {
        return find(network, new LookTime(network.timeout()))
                .orElseThrow(() -> new IOException(text + " has no SRV records that name a server"));
    }

    /**
     * Looks as part of a longer look, and tells what was answered apart from what was not.
     *
     * @return empty if it was answered that there are no such records
     * @throws IOException if there was no answer to go by
     */
    Optional<Fleet> find(Network network, LookTime time) throws IOException {
        RecordLookup.Found found = lookup.find(network, time, service, Type.SRV);
        // A target of "." says that the service is decidedly not there.
        List<SRVRecord> records = found.records().stream()
                .map(SRVRecord.class::cast)
                .filter(record -> !record.getTarget().equals(Name.root) && record.getPort() != 0)
                .filter(filter)
                .toList();
        if (records.isEmpty()) {
            return Optional.empty();
        }
        int priority = records.stream().mapToInt(SRVRecord::getPriority).min().orElseThrow();
        List<SRVRecord> first = records.stream()
                .filter(record -> record.getPriority() == priority)
                .toList();
        boolean equal = first.stream().mapToInt(SRVRecord::getWeight).distinct().count() == 1;
        Map<String, Node> nodes = new TreeMap<>();
        for (SRVRecord record : first) {
            Node node = node(record);
            nodes.put(node.toString(), equal ? node : node.weight(Math.max(1, record.getWeight())));
        }
        return Optional.of(FoundNodes.fleet(text, List.copyOf(nodes.values()), found.validFor()));
    }

    private Node node(SRVRecord record) throws IOException {
        String host = record.getTarget().toString(true);
        if (!HOST.matcher(host).matches()) {
            throw new IOException("the SRV record '" + record.rdataToString() + "' of " + text
                    + " names no server: a name has letters, digits, '-', '_' and '.'; correct the record");
        }
        return Node.of(host, record.getPort());
    }

    @Override
    public String toString() {
        return "srv " + text;
    }
}
