package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.util.List;

/** Whom a transport asks for a host name at each connect, before the Java platform. Thread-safe; may block. */
@FunctionalInterface
public interface Names {
    /** Nobody: the platform resolves every name, with its cache. */
    Names PLATFORM = List::of;

    /**
     * What to connect to in place of a host.
     *
     * @param host a name or an address
     * @return addresses, or names that are left to the platform; at least one
     * @throws IOException if there is no address; the message names the host
     */
    List<String> of(String host) throws IOException;
}
