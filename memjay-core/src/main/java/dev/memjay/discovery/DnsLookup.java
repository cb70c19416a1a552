package dev.memjay.discovery;

import dev.memjay.discovery.DnsRecord.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Asks name servers for the records of a name, by the search list, for one type or several. */
final class DnsLookup {
    private DnsLookup() {}

    /**
     * What was found under the first name that has any.
     *
     * @param seconds the lowest time to live among them
     */
    record Found(List<DnsRecord> records, long seconds) {}

    static Found addresses(Network network, String name) throws IOException {
        return find(network, name, Type.A, Type.AAAA);
    }

    static Found services(Network network, String name) throws IOException {
        return find(network, name, Type.SRV);
    }

    private static Found find(Network network, String name, Type... types) throws IOException {
        for (String absolute : network.absoluteNames(name)) {
            List<DnsRecord> records = new ArrayList<>();
            for (Type type : types) {
                // All or nothing: with the answer for one type missing, half a fleet would pass for a whole one.
                records.addAll(ask(network, absolute, type));
            }
            if (!records.isEmpty()) {
                return new Found(
                        records,
                        records.stream().mapToLong(DnsRecord::seconds).min().orElseThrow());
            }
        }
        return new Found(List.of(), 0);
    }

    private static List<DnsRecord> ask(Network network, String name, Type type) throws IOException {
        int id = ThreadLocalRandom.current().nextInt(1 << 16);
        return DnsMessage.answers(network.askNameServer(DnsMessage.question(id, name, type)), id, name, type);
    }
}
