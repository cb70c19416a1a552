package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
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

    /**
     * All addresses of a host, looked up anew; at least one.
     *
     * @throws IOException if there is none; the message names the host
     */
    default InetAddress[] addresses(String host) throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            for (String name : of(host)) {
                addresses.addAll(Arrays.asList(InetAddress.getAllByName(name)));
            }
        } catch (UnknownHostException e) {
            throw new IOException("the host name " + host + " has no address", e);
        }
        return addresses.toArray(InetAddress[]::new);
    }
}
