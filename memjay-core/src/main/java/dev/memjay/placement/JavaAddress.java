package dev.memjay.placement;

import dev.memjay.model.Node;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/**
 * A node as a Java program prints its {@code InetSocketAddress}, which is what spymemcached and xmemcached put on their
 * rings: {@code name/address:port}, the name empty where the address was given as such, IPv6 in brackets and with all
 * its zeros (since JDK 14).
 */
final class JavaAddress {
    private static final int IPV6_GROUPS = 8;
    private static final String LOCALHOST = "localhost";
    private static final String LOOPBACK = "127.0.0.1";

    private JavaAddress() {}

    /**
     * @param addressOf gives the address of a name, or the name itself when it knows none
     */
    static String of(Node node, UnaryOperator<String> addressOf) {
        if (node.isUnix()) {
            return node.host();
        }
        String host = node.host();
        if (isLiteral(host)) {
            return "/" + literal(host) + ":" + node.port();
        }
        String address = addressOf.apply(host);
        return host + "/" + (isLiteral(address) ? literal(address) : "<unresolved>") + ":" + node.port();
    }

    /** {@link #of} for a program that first looks the address up backwards and goes on with the name it finds. */
    static String ofItsName(Node node, UnaryOperator<String> addressOf) {
        return node.isUnix() ? node.host() : of(Node.of(nameOf(node), node.port()), addressOf);
    }

    /** What looking up backwards gives: the name of this machine, as everywhere, and of others no more than is known. */
    static String nameOf(Node node) {
        String host = node.host();
        if (host.equals(LOOPBACK)) {
            return LOCALHOST;
        }
        return host.indexOf(':') < 0 ? host : expanded(host);
    }

    /** Knows what is the same everywhere. */
    static String withoutLookup(String name) {
        return name.equals(LOCALHOST) ? LOOPBACK : name;
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || isIpv4(host);
    }

    private static boolean isIpv4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static String literal(String address) {
        String expanded = address.indexOf(':') < 0 ? address : expanded(address);
        return expanded.indexOf(':') < 0 ? expanded : "[" + expanded + "]";
    }

    /** An IPv6 address with all its zeros; an IPv4 address in IPv6's clothes as IPv4. */
    private static String expanded(String address) {
        int percent = address.indexOf('%');
        String scope = percent < 0 ? "" : address.substring(percent);
        String groups = percent < 0 ? address : address.substring(0, percent);
        int lastColon = groups.lastIndexOf(':');
        String end = groups.substring(lastColon + 1);
        if (isIpv4(end)) {
            if (groups.substring(0, lastColon).equalsIgnoreCase("::ffff")) {
                return end;
            }
            groups = groups.substring(0, lastColon + 1) + hexadecimal(end);
        }
        int gap = groups.indexOf("::");
        String all = gap < 0 ? groups : filled(groups.substring(0, gap), groups.substring(gap + 2));
        StringJoiner text = new StringJoiner(":", "", scope);
        for (String group : all.split(":")) {
            text.add(Integer.toHexString(Integer.parseInt(group, 16)));
        }
        return text.toString();
    }

    private static String hexadecimal(String ipv4) {
        String[] parts = ipv4.split("\\.");
        int high = Integer.parseInt(parts[0]) << 8 | Integer.parseInt(parts[1]);
        int low = Integer.parseInt(parts[2]) << 8 | Integer.parseInt(parts[3]);
        return Integer.toHexString(high) + ":" + Integer.toHexString(low);
    }

    private static String filled(String before, String after) {
        int given = groups(before) + groups(after);
        String zeros = "0:".repeat(Math.max(0, IPV6_GROUPS - given));
        String head = before.isEmpty() ? zeros : before + ":" + zeros;
        return head + after;
    }

    private static int groups(String text) {
        return text.isEmpty() ? 0 : text.split(":").length;
    }
}
