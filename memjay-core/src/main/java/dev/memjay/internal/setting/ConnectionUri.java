package dev.memjay.internal.setting;

import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.model.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection URI, taken apart: {@code memcached://[user[:password]@]host[:port][,host...][/prefix][?name=value&...]}.
 *
 * <p>{@link java.net.URI} will not do: it refuses lists of IPv6 addresses and gives no host for lists or for names with
 * an underscore.
 *
 * @param scheme how to connect
 * @param nodes the servers, with their weights
 * @param user who logs in, or null
 * @param password with what, or null
 * @param prefix what stands before every key; empty for none
 * @param parameters the settings, as text, in the order they stand
 */
public record ConnectionUri(
        Scheme scheme,
        List<Node> nodes,
        @Nullable String user,
        @Nullable String password,
        String prefix,
        Map<String, String> parameters) {
    private static final String WEIGHTS = "weights";
    /** What is no scheme at all may be anything, a login too. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,23}");

    /** How a URI says to connect. */
    public enum Scheme {
        TCP("memcached"),
        TLS("memcacheds"),
        UNIX("memcached+unix"),
        UDP("memcached+udp"),
        DNS("memcached+dns"),
        DNS_TLS("memcacheds+dns"),
        SRV("memcached+srv"),
        SRV_TLS("memcacheds+srv"),
        ELASTICACHE("memcached+elasticache"),
        ELASTICACHE_TLS("memcacheds+elasticache"),
        MEMORYSTORE("memcached+memorystore"),
        MEMORYSTORE_TLS("memcacheds+memorystore"),
        KUBERNETES("memcached+kubernetes"),
        KUBERNETES_TLS("memcacheds+kubernetes");

        private final String text;

        Scheme(String text) {
            this.text = text;
        }

        /** Whether the hosts tell where to look for the servers. */
        boolean isDiscovery() {
            return switch (this) {
                case TCP, TLS, UNIX, UDP -> false;
                default -> true;
            };
        }

        /** Whether the servers, and whoever is asked for them, are spoken to in TLS. */
        public boolean isTls() {
            return text.startsWith(TLS.text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** How the scheme has the nodes found; null where they are given. */
    @Nullable
    public NodeDiscovery discovery() {
        return switch (scheme) {
            case TCP, TLS, UNIX, UDP -> null;
            case DNS, DNS_TLS -> NodeDiscovery.dns(only().host(), only().port());
            case SRV, SRV_TLS -> NodeDiscovery.srv(withoutPort(only()).host());
            case ELASTICACHE, ELASTICACHE_TLS, MEMORYSTORE, MEMORYSTORE_TLS -> NodeDiscovery.elasticache(nodes);
            case KUBERNETES, KUBERNETES_TLS -> NodeDiscovery.kubernetes(only().host(), only().port());
        };
    }

    private Node only() {
        if (nodes.size() > 1) {
            throw new IllegalArgumentException(
                    "the scheme '" + scheme + "' looks one name up, but the URI has " + nodes.size() + " hosts");
        }
        return nodes.get(0);
    }

    private static Node withoutPort(Node node) {
        if (node.port() != Node.DEFAULT_PORT) {
            throw new IllegalArgumentException(
                    "a URI of memcached+srv:// has no port; the records of " + node.host() + " say it");
        }
        return node;
    }

    /** Takes a URI apart; what the settings in its parameters say is not looked at. */
    public static ConnectionUri parse(String uri) {
        int schemeEnd = uri.indexOf("://");
        if (schemeEnd < 0) {
            throw new IllegalArgumentException("the URI has no scheme; it has to start with memcached://");
        }
        Scheme scheme = scheme(uri.substring(0, schemeEnd));
        String rest = uri.substring(schemeEnd + 3);
        checkLogin(scheme, rest);
        int question = rest.indexOf('?');
        String query = question < 0 ? "" : rest.substring(question + 1);
        String beforeQuery = question < 0 ? rest : rest.substring(0, question);
        if (beforeQuery.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "the URI has a '#', which means nothing here; write %23 for the character");
        }
        return scheme == Scheme.UNIX ? unix(beforeQuery, query) : hosts(scheme, beforeQuery, query);
    }

    /**
     * Refuses an {@code @} behind the hosts. It most likely ends a login whose password has a character that ended the hosts
     * before; the half of it would be taken for a port, a prefix or a parameter, and shown as such.
     */
    private static void checkLogin(Scheme scheme, String rest) {
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        if (scheme == Scheme.UNIX && end == 0) { // a path, which may have an '@', such as systemd's /run/name@1.sock
            int question = rest.indexOf('?');
            String path = question < 0 ? rest : rest.substring(0, question);
            end = Shown.isPathWithoutLogin(path) ? path.length() : 0;
        }
        if (rest.indexOf('@', end) >= 0) {
            throw new IllegalArgumentException("the URI has an '@' behind its hosts, which a '/', '?' or '#' ends; "
                    + Shown.WHERE_A_LOGIN_GOES + "; in a prefix or a parameter write %40");
        }
    }

    private static ConnectionUri unix(String rest, String query) {
        int slash = rest.indexOf('/');
        if (slash != 0) {
            throw new IllegalArgumentException(
                    "a UNIX socket's URI is memcached+unix:///path/of/the.socket, with three slashes and no host");
        }
        Node node = Node.unix(decoded("path", rest));
        Map<String, String> parameters = parameters(query);
        if (parameters.containsKey(WEIGHTS)) {
            throw new IllegalArgumentException(
                    "the URI has weights, but a UNIX socket is one server; leave weights out");
        }
        return new ConnectionUri(Scheme.UNIX, List.of(node), null, null, "", parameters);
    }

    private static ConnectionUri hosts(Scheme scheme, String rest, String query) {
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : decoded("prefix", rest.substring(slash + 1));
        int at = authority.lastIndexOf('@');
        String user = null;
        String password = null;
        if (at >= 0) {
            String login = authority.substring(0, at);
            int colon = login.indexOf(':');
            user = decoded("user", colon < 0 ? login : login.substring(0, colon));
            password = colon < 0 ? null : decoded("password", login.substring(colon + 1));
        }
        List<Node> nodes = ServerText.parseHosts(authority.substring(at + 1), !Shown.mayHoldLogin(authority));
        if (scheme == Scheme.UDP) {
            nodes = nodes.stream()
                    .map(node -> Node.udp(node.host(), node.port()))
                    .toList();
        }
        Map<String, String> settings = parameters(query);
        String weights = settings.remove(WEIGHTS);
        if (weights != null && scheme.isDiscovery()) {
            throw new IllegalArgumentException("the URI has weights, but with the scheme '" + scheme
                    + "' its hosts are none of the servers; leave weights out");
        }
        if (!prefix.isEmpty() && settings.containsKey("prefix")) {
            throw new IllegalArgumentException(
                    "the URI has a prefix in its path and another in its parameters; give one");
        }
        return new ConnectionUri(
                scheme, weights == null ? nodes : weighted(nodes, weights), user, password, prefix, settings);
    }

    private static List<Node> weighted(List<Node> nodes, String weights) {
        String[] numbers = weights.split(",", -1);
        if (numbers.length != nodes.size()) {
            throw new IllegalArgumentException("weights is " + Shown.text(weights)
                    + "; it has to have one number for each of the " + nodes.size() + " hosts");
        }
        List<Node> weighted = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            try {
                weighted.add(nodes.get(i).weight(ServerText.weight(numbers[i])));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("weights is " + Shown.text(weights) + "; " + e.getMessage(), e);
            }
        }
        return weighted;
    }

    private static Scheme scheme(String text) {
        for (Scheme scheme : Scheme.values()) {
            if (scheme.text.equals(text)) {
                return scheme;
            }
        }
        String shown = SCHEME.matcher(text).matches() ? "the scheme '" + text + "'" : "what stands before ://";
        throw new IllegalArgumentException(shown + " is unknown; a URI starts with memcached://. Known: "
                + Arrays.stream(Scheme.values()).map(Scheme::toString).collect(Collectors.joining(", ")));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query.isEmpty()) {
            return parameters;
        }
        boolean afterSecret = false; // then an '&' that was not encoded may have ended it
        String[] texts = query.split("&", -1);
        for (int i = 0; i < texts.length; i++) {
            int equals = texts[i].indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("the URI's parameter " + (i + 1) + " of " + texts.length
                        + " is not name=value; write %26 for an '&' in a value");
            }
            String name = decoded("parameter", texts[i].substring(0, equals));
            Setting<?> setting = Setting.named(name);
            if (setting == Setting.SERVERS || setting == null && !name.equals(WEIGHTS)) {
                String place = "the URI's parameter " + (i + 1) + " of " + texts.length + " is unknown";
                if (afterSecret) {
                    throw new IllegalArgumentException(
                            place + ", or an '&' in the value before it ended that; write %26 for it." + known());
                }
                throw new IllegalArgumentException(Shown.mayBeSetting(name) ? unknown(name) : place + "." + known());
            }
            if (parameters.put(name, decoded(name, texts[i].substring(equals + 1))) != null) {
                throw new IllegalArgumentException("the URI has the parameter '" + name + "' twice");
            }
            afterSecret |= setting != null && setting.isSecret();
        }
        return parameters;
    }

    private static String unknown(String name) {
        String closest = Shown.closest(name, parameterNames());
        return "the URI's parameter '" + name + "' is unknown"
                + (closest == null ? "." : "; did you mean '" + closest + "'?") + known();
    }

    private static String known() {
        return " Known: " + String.join(", ", parameterNames());
    }

    /** What can be said in a parameter; the servers have their place before. */
    private static List<String> parameterNames() {
        return Stream.concat(
                        Setting.all().stream()
                                .filter(setting -> setting.isText() && setting != Setting.SERVERS)
                                .map(Setting::name),
                        Stream.of(WEIGHTS))
                .toList();
    }

    /** Undoes percent-encoding. The message on bad text does not show it, since it may be a password. */
    private static String decoded(String what, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                bytes[length++] = bytes[i];
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("the URI's " + what
                        + " has a '%' without two hexadecimal digits behind it; write %25 for the character");
            }
            bytes[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The URI again, with the password as {@code ***}. */
    @Override
    public String toString() {
        String login = user == null ? "" : user + (password == null ? "@" : ":***@");
        String hosts = nodes.stream().map(Node::toString).collect(Collectors.joining(","));
        return scheme + "://" + login + hosts + (prefix.isEmpty() ? "" : "/" + prefix);
    }
}
