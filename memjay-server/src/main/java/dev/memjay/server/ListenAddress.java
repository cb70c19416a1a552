package dev.memjay.server;

import dev.memjay.server.net.Endpoints;
import java.util.Map;

/** One address of {@code -l}: where to listen, and with which encryption. */
record ListenAddress(String host, int port, Endpoints.Encryption encryption) {
    /** What the words before an address of {@code -l} mean. */
    private static final Map<String, Endpoints.Encryption> PREFIXES = Map.of(
            "notls:", Endpoints.Encryption.NONE,
            "btls:", Endpoints.Encryption.OF_SERVER,
            "mtls:", Endpoints.Encryption.MUTUAL);

    /** Reads an address, which has this port unless it names another. */
    static ListenAddress parse(String text, int defaultPort) {
        String rest = text.strip();
        Endpoints.Encryption encryption = Endpoints.Encryption.AS_SET;
        for (Map.Entry<String, Endpoints.Encryption> prefix : PREFIXES.entrySet()) {
            if (rest.startsWith(prefix.getKey())) {
                encryption = prefix.getValue();
                rest = rest.substring(prefix.getKey().length());
            }
        }
        int colon = rest.lastIndexOf(':');
        boolean bareIpv6 = !rest.startsWith("[") && colon != rest.indexOf(':');
        boolean withPort = colon >= 0 && !bareIpv6 && !rest.endsWith("]");
        String host = withPort ? rest.substring(0, colon) : rest;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("no address to listen on: " + text);
        }
        int port = withPort ? OptionValues.number("port", rest.substring(colon + 1), 0, 65535) : defaultPort;
        return new ListenAddress(host.equals("*") ? ServeOptions.ALL_ADDRESSES : host, port, encryption);
    }
}
