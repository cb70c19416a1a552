package dev.memjay.discovery;

import java.util.ServiceLoader;

/**
 * Discovery by DNS records, which {@code dev.memjay:memjay-dns} provides. It is found by {@link ServiceLoader}, so that a
 * program without that library has no DNS client, and one with it has nothing to configure.
 *
 * <p>All discoveries of one provider share what it knows of the name servers, such as which of them answered last.
 * Implementations are thread-safe.
 */
public interface DnsProvider {
    /**
     * As {@link NodeDiscovery#dns}.
     *
     * @throws IllegalArgumentException if there can be no records of such a name
     */
    NodeDiscovery addresses(String name, int port);

    /**
     * As {@link NodeDiscovery#srv}.
     *
     * @throws IllegalArgumentException if there can be no records of such a name
     */
    NodeDiscovery services(String service);

    /**
     * As {@link NodeDiscovery#kubernetes}.
     *
     * @throws IllegalArgumentException if there can be no records of such a name
     */
    NodeDiscovery headlessService(String service, int port);

    /**
     * Loads a new provider, by the class loader of Memjay or else by the thread's context class loader.
     *
     * @param purpose what needs it, as the message has it
     * @throws IllegalStateException if there is none; the message names the library that is missing
     */
    static DnsProvider load(String purpose) {
        return ServiceLoader.load(DnsProvider.class, DnsProvider.class.getClassLoader())
                .findFirst()
                .or(() -> ServiceLoader.load(DnsProvider.class).findFirst())
                .orElseThrow(() -> new IllegalStateException(purpose + " needs dev.memjay:memjay-dns on the class path"
                        + " (or dev.memjay.dns on the module path), which is not there; add that library"));
    }
}
