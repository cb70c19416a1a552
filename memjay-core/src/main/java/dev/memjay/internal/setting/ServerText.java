package dev.memjay.internal.setting;

import dev.memjay.model.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Servers as text: {@code host}, {@code host:port}, {@code host:port:weight}, {@code [v6]:port}, each with {@code udp:}
 * before it for UDP, or the path of a UNIX socket, with {@code unix:} before it or not.
 */
public final class ServerText {
    private static final String FORMS = "host, host:port, host:port:weight, the same with [v6], with udp: before it,"
            + " or the path of a UNIX socket";
    static final String UDP = "udp:";
    private static final String UNIX = "unix:/";

    private static final int NAME_SERVER_PORT = 53;
    private static final int MAX_WEIGHT = 1_000_000;
    private static final String WEIGHT_ZERO = "libmemcached's 0 means 1";

    private ServerText() {}

    /** Several servers, separated by commas. */
    public static List<Node> parseList(String list, boolean withWeights) {
        if (list.indexOf('@') >= 0 && !Shown.isPathWithoutLogin(list)) {
            throw new IllegalArgumentException(
                    "a list of servers has an '@', which is in no server's name; it is not shown,"
                            + " since it may hold a password; " + Shown.WHERE_A_LOGIN_GOES);
        }
        return parseList(list, withWeights, !Shown.mayHoldLogin(list));
    }

    /** The hosts of a URI, which may be shown in messages or not. */
    static List<Node> parseHosts(String hosts, boolean mayBeShown) {
        return parseList(hosts, false, mayBeShown);
    }

    private static List<Node> parseList(String list, boolean withWeights, boolean mayBeShown) {
        String[] servers = list.split(",", -1);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < servers.length; i++) {
            String server = servers[i].strip();
            String name = mayBeShown
                    ? Shown.server(server)
                    : (i + 1) + " of " + servers.length + " (not shown, since a password may be near)";
            nodes.add(parse(server, name, withWeights));
        }
        return nodes;
    }

    /** The text that {@link #parseList} reads again. */
    static String of(List<Node> nodes) {
        return nodes.stream()
                .map(node -> node.weight() == 1 ? node.toString() : node + ":" + node.weight())
                .collect(Collectors.joining(","));
    }

    /** Name servers, separated by commas; the port is 53 where none is given. Empty text has none. */
    public static List<Node> parseNameServers(String list) {
        List<Node> nodes = new ArrayList<>();
        for (String server : list.isEmpty() ? new String[0] : list.split(",", -1)) {
            Node node = parse(server.strip(), false);
            boolean hasPort = server.strip().endsWith(":" + node.port());
            nodes.add(hasPort ? node : Node.of(node.host(), NAME_SERVER_PORT));
        }
        return nodes;
    }

    /** Whether {@link #parseNameServers} takes a text. */
    static boolean areNameServers(String list) {
        try {
            return parseNameServers(list).stream().noneMatch(Node::isUnix);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** One server. */
    static Node parse(String server, boolean withWeight) {
        return parse(server, Shown.server(server), withWeight);
    }

    /**
     * One server.
     *
     * @param name what messages call it
     */
    private static Node parse(String server, String name, boolean withWeight) {
        if (server.startsWith("/")) {
            return Node.unix(server);
        }
        if (server.startsWith(UNIX)) {
            return Node.unix(server.substring(UNIX.length() - 1));
        }
        if (server.startsWith(UDP)) {
            return udp(server, name, withWeight);
        }
        int hostEnd = hostEnd(server, name);
        String host = server.startsWith("[") ? server.substring(1, hostEnd - 1) : server.substring(0, hostEnd);
        checkHost(server, name, host);
        String rest = server.substring(hostEnd);
        if (rest.isEmpty()) {
            return Node.of(host, Node.DEFAULT_PORT);
        }
        String[] numbers = rest.substring(1).split(":", -1);
        if (rest.charAt(0) != ':' || numbers.length > 2) {
            throw refusal(name, null);
        }
        Node node = Node.of(host, number(name, "port", numbers[0], 65_535));
        if (numbers.length == 1) {
            return node;
        }
        if (!withWeight) {
            throw new IllegalArgumentException("server " + name
                    + " has a weight, which a URI takes as ?weights=1,2,... in the order of the hosts");
        }
        return node.weight(number(name, "weight", numbers[1], MAX_WEIGHT));
    }

    private static Node udp(String server, String name, boolean withWeight) {
        String address = server.substring(UDP.length());
        if (!address.isEmpty() && address.chars().allMatch(Character::isDigit)) {
            throw refusal(name, "a host has to follow udp:");
        }
        Node node = parse(address, name, withWeight);
        if (node.isUnix() || node.isUdp()) {
            throw refusal(name, "a host has to follow udp:");
        }
        return Node.udp(node.host(), node.port()).weight(node.weight());
    }

    /** Index behind the host, brackets included. */
    private static int hostEnd(String server, String name) {
        if (server.startsWith("[")) {
            int bracket = server.indexOf(']');
            if (bracket < 0) {
                throw refusal(name, "the bracket is not closed");
            }
            return bracket + 1;
        }
        int colon = server.indexOf(':');
        if (looksLikeV6(server)) {
            throw refusal(name, "an IPv6 address needs brackets around it");
        }
        return colon < 0 ? server.length() : colon;
    }

    /** Not where a port was merely left out, as in {@code h1::3}. */
    static boolean looksLikeV6(String server) {
        boolean hasTheForm =
                server.contains("::") || server.chars().filter(c -> c == ':').count() > 2;
        String address = server.indexOf('%') < 0 ? server : server.substring(0, server.indexOf('%'));
        return hasTheForm
                && address.chars().allMatch(c -> c == ':' || c == '.' || (c < 128 && isHexadecimal((char) c)));
    }

    private static boolean isHexadecimal(char c) {
        return Character.digit(c, 16) >= 0;
    }

    private static void checkHost(String server, String name, String host) {
        if (host.isEmpty()) {
            throw refusal(name, "the host is missing");
        }
        boolean v6 = server.startsWith("[");
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean good =
                    c == '.' || c == '-' || c == '_' || (v6 && (c == ':' || c == '%')) || Character.isLetterOrDigit(c);
            if (!good) {
                throw refusal(name, "the host has the character " + printable(c) + " at index " + i);
            }
        }
        if (v6 && host.indexOf(':') < 0) {
            throw refusal(name, "brackets are for IPv6 addresses");
        }
    }

    private static int number(String name, String what, String text, int most) {
        int number = decimal(text);
        if (number >= 1 && number <= most) {
            return number;
        }
        boolean isWeight = most == MAX_WEIGHT; // which only stands behind a port that is one
        String reason = "its " + what + (isWeight ? " " + Shown.text(text) : "") + " is not 1 to " + most;
        throw refusal(name, number == 0 && isWeight ? reason + "; " + WEIGHT_ZERO : reason);
    }

    /**
     * The weight that a text says.
     *
     * @throws IllegalArgumentException if that is none, with the reason alone
     */
    static int weight(String text) {
        int number = decimal(text);
        if (number < 1 || number > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "each has to be a number, 1 to " + MAX_WEIGHT + (number == 0 ? "; " + WEIGHT_ZERO : ""));
        }
        return number;
    }

    /** The number that digits of ASCII say, without a sign; -1 for all else. */
    private static int decimal(String text) {
        try {
            boolean isDecimal = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return isDecimal ? Integer.parseInt(text) : -1;
        } catch (NumberFormatException tooLarge) {
            return -1;
        }
    }

    private static String printable(char c) {
        return c > ' ' && c < 127
                ? "'" + c + "'"
                : "U+" + Integer.toHexString(0x10000 + c).substring(1);
    }

    private static IllegalArgumentException refusal(String name, @Nullable String reason) {
        return new IllegalArgumentException(
                "server " + name + " is not valid" + (reason == null ? "" : ": " + reason) + "; write " + FORMS);
    }
}
