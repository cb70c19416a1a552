package dev.memjay;

import dev.memjay.model.Node;
import java.util.List;

/** What settings can say and this version cannot do yet, in words for the user. Empty text means nothing. */
final class Unsupported {
    private static final String NOTHING = "";

    private Unsupported() {}

    static String in(ConnectionUri uri) {
        if (uri.user() != null) {
            return "the URI has a user, but this version cannot log in; leave out what stands before the '@'";
        }
        return switch (uri.scheme()) {
            case TCP, UNIX -> NOTHING;
            case TLS -> notYet(uri.scheme(), "TLS");
            case UDP -> notYet(uri.scheme(), "UDP");
            case DNS, SRV, ELASTICACHE -> notYet(uri.scheme(), "discovery");
        };
    }

    static String in(List<Node> nodes) {
        for (Node node : nodes) {
            if (node.isUnix()) {
                return "server '" + node + "' is a UNIX socket, which this version cannot connect to;"
                        + " what would do is host:port";
            }
        }
        return NOTHING;
    }

    private static String notYet(ConnectionUri.Scheme scheme, String what) {
        return "the scheme '" + scheme + "' asks for " + what + ", which this version cannot do;"
                + " what would do is memcached://";
    }
}
