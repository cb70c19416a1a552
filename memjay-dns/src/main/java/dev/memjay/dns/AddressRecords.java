package dev.memjay.dns;

import dev.memjay.discovery.Fleet;
import dev.memjay.discovery.Network;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Discovery by the A and AAAA records of a name. The platform's resolver, which may answer from its cache, is asked only
 * until the file of hosts or the name servers have known the name once: what is remembered must not take the place of
 * what was found since.
 */
final class AddressRecords implements NodeDiscovery {
    private final RecordLookup lookup;
    private final String text;
    private final Name name;
    private final int port;
    private volatile boolean mayAskPlatform = true;

    AddressRecords(RecordLookup lookup, String name, int port) {
        this.lookup = lookup;
        this.text = name;
        this.name = RecordLookup.name(name);
        this.port = Node.of(name, port).port();
    }

    @Override
    public Fleet discover(Network network) throws IOException {
        return discover(network, new LookTime(network.timeout()));
    }

    /** Looks as part of a longer look. */
    Fleet discover(Network network, LookTime time) throws IOException {
        List<String> local = lookup.hostsFile(text);
        if (!local.isEmpty()) {
            platformIsOutdone();
            return fleet(local, Fleet.UNTIL_NEXT_LOOK);
        }
        IOException failure;
        try {
            RecordLookup.Found found = lookup.find(network, time, name, Type.A, Type.AAAA);
            if (!found.records().isEmpty()) {
                platformIsOutdone();
                return fleet(
                        found.records().stream().map(AddressRecords::address).toList(), found.validFor());
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
                return network.resolve(text);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw new IOException("no address of " + text + " was found: " + failure.getMessage(), failure);
    }

    /** Whether nothing better than the platform has known the name so far. */
    boolean mayAskPlatform() {
        return mayAskPlatform;
    }

    /** From now on the platform is not asked any more. */
    void platformIsOutdone() {
        mayAskPlatform = false;
    }

    private static String address(Record record) {
        InetAddress address = record instanceof ARecord a ? a.getAddress() : ((AAAARecord) record).getAddress();
        return address.getHostAddress();
    }

    private Fleet fleet(List<String> addresses, Duration validFor) throws IOException {
        TreeSet<String> different = new TreeSet<>();
        addresses.forEach(address -> different.add(AddressText.of(address)));
        List<String> sorted = new ArrayList<>(different);
        if (sorted.stream().anyMatch(address -> address.startsWith("127."))) {
            sorted.remove("::1");
        }
        return FoundNodes.fleet(
                text, sorted.stream().map(address -> Node.of(address, port)).toList(), validFor);
    }

    @Override
    public String toString() {
        return "dns " + text + ":" + port;
    }
}
