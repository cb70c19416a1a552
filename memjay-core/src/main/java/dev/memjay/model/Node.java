package dev.memjay.model;

import dev.memjay.error.Printable;
import java.util.Objects;

/**
 * One memcached server as the client knows it: a host and port, reached over TCP or UDP, or the path of a UNIX socket,
 * and a weight.
 *
 * <p>Immutable; equal when all of these are equal. A name is kept as it was written and is resolved at each
 * connect, never here.
 */
public final class Node {
    /** The port that memcached listens on by default. */
    public static final int DEFAULT_PORT = 11211;

    /** As in DNS, and the dot that makes a name absolute. */
    private static final int MAX_HOST = 254;

    private final String host;
    private final int port;
    private final int weight;
    private final boolean udp;

    private Node(String host, int port, int weight, boolean udp) {
        this.host = host;
        this.port = port;
        this.weight = weight;
        this.udp = udp;
    }

    /**
     * A node reached over TCP with weight 1.
     *
     * @param host a host name, an IPv4 address, or an IPv6 address without brackets
     * @param port 1 to 65535
     */
    public static Node of(String host, int port) {
        Objects.requireNonNull(host, "host");
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is empty; give a name or an address");
        }
        if (host.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "host has an '@'; it is not shown, since it may hold a password, which goes to"
                            + " the builder's user() and password(), or into a URI");
        }
        if (!isName(host)) {
            throw new IllegalArgumentException(
                    "host '" + Printable.excerpt(host) + "' has a blank or a control character, or more than "
                            + MAX_HOST + " characters; give a name or an address");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        return new Node(host, port, 1, false);
    }

    /**
     * A node reached over UDP with weight 1: for reads and small writes, each in a single datagram.
     *
     * @param host a host name, an IPv4 address, or an IPv6 address without brackets
     * @param port 1 to 65535
     */
    public static Node udp(String host, int port) {
        Node node = of(host, port);
        return new Node(node.host, node.port, 1, true);
    }

    /**
     * A node reached over a UNIX domain socket with weight 1.
     *
     * @param path the socket's path, which starts with a slash
     */
    public static Node unix(String path) {
        Objects.requireNonNull(path, "path");
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '" + Printable.excerpt(path) + "' does not start with '/'");
        }
        if (!Printable.isPrintable(path)) {
            throw new IllegalArgumentException("path '" + Printable.excerpt(path) + "' has a control character");
        }
        return new Node(path, 0, 1, false);
    }

    /**
     * The same node with another weight.
     *
     * @param newWeight its share of the keys relative to the other nodes, 1 to 1,000,000. libmemcached and php-memcached
     *     take 0 too and mean 1 by it; here it is refused, since it reads as "no keys"
     */
    public Node weight(int newWeight) {
        if (newWeight < 1 || newWeight > 1_000_000) {
            throw new IllegalArgumentException("weight " + newWeight + " is not between 1 and 1000000");
        }
        return new Node(host, port, newWeight, udp);
    }

    /** What may stand in a line of a log, where a node is shown by its host; and no longer than a name in DNS. */
    private static boolean isName(String host) {
        return host.length() <= MAX_HOST
                && Printable.isPrintable(host)
                && host.chars().noneMatch(Character::isSpaceChar);
    }

    /** The host as it was written, without brackets; the path for a UNIX socket. */
    public String host() {
        return host;
    }

    /** The port, or 0 for a UNIX socket. */
    public int port() {
        return port;
    }

    /** The node's share of the keys relative to the other nodes. */
    public int weight() {
        return weight;
    }

    /** Whether the node is reached over a UNIX domain socket. */
    public boolean isUnix() {
        return port == 0;
    }

    /** Whether the node is reached over UDP. */
    public boolean isUdp() {
        return udp;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Node that
                && host.equals(that.host)
                && port == that.port
                && weight == that.weight
                && udp == that.udp;
    }

    @Override
    public int hashCode() {
        return ((host.hashCode() * 31 + port) * 31 + weight) * 2 + (udp ? 1 : 0);
    }

    /** {@code host:port}, {@code [v6]:port}, either with {@code udp:} before it, or the path of a UNIX socket. */
    @Override
    public String toString() {
        if (isUnix()) {
            return host;
        }
        String address = host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        return udp ? "udp:" + address : address;
    }
}
