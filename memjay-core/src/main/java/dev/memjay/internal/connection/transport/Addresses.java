package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The addresses of a host, looked up anew at each connect. */
final class Addresses {
    private Addresses() {}

    /** At least one. */
    static InetAddress[] of(String host, Names names) throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            for (String name : names.of(host)) {
                addresses.addAll(Arrays.asList(InetAddress.getAllByName(name)));
            }
        } catch (UnknownHostException e) {
            throw new IOException("the host name " + host + " has no address", e);
        }
        return addresses.toArray(InetAddress[]::new);
    }
}
