package dev.memjay.dns;

import dev.memjay.discovery.DnsProvider;
import dev.memjay.discovery.NodeDiscovery;

/**
 * Discovery by DNS records with the library dnsjava. It is found through {@link java.util.ServiceLoader}; call {@link
 * NodeDiscovery#dns}, {@link NodeDiscovery#srv} or {@link NodeDiscovery#kubernetes} instead.
 *
 * <p>dnsjava reads and writes the messages. Its resolvers and caches are not used: they check their timeouts once a second
 * and for each server instead of the look as a whole, one stray datagram fails a lookup, and their cache and thread are
 * shared by the whole program. {@link NameServers} asks instead, on the calling thread.
 */
public final class DnsjavaProvider implements DnsProvider {
    private final RecordLookup lookup;

    /** For {@link java.util.ServiceLoader}. */
    public DnsjavaProvider() {
        this(ResolverFiles.OF_THIS_MACHINE);
    }

    DnsjavaProvider(ResolverFiles files) {
        lookup = new RecordLookup(files);
    }

    @Override
    public NodeDiscovery addresses(String name, int port) {
        return new AddressRecords(lookup, name, port);
    }

    @Override
    public NodeDiscovery services(String service) {
        return new ServiceRecords(lookup, service);
    }

    @Override
    public NodeDiscovery headlessService(String service, int port) {
        return new HeadlessService(lookup, service, port);
    }
}
