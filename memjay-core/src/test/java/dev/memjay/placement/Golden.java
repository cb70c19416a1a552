package dev.memjay.placement;

import dev.memjay.model.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the golden data: a small reader of JSON, and what all files share. */
final class Golden {
    private final String text;
    private int at;

    private Golden(String text) {
        this.text = text;
    }

    /** A file of {@code resources/vectors}. */
    static Map<String, Object> file(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/vectors/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no golden file " + name);
            }
            return map(new Golden(new String(in.readAllBytes(), StandardCharsets.UTF_8)).value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // the files' objects have strings as keys, and no nulls but those asked for
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> list(Object value) {
        return (List<T>) value;
    }

    /** ASCII keys as they are, then keys in hexadecimal, one character a byte. */
    static List<String> keys(Map<String, Object> file, boolean withBinary) {
        List<String> keys = new ArrayList<>(Golden.<String>list(file.get("ascii_keys")));
        if (withBinary) {
            Golden.<String>list(file.get("binary_keys_hex")).forEach(hex -> keys.add(bytes(hex)));
        }
        return keys;
    }

    static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    /** A text's UTF-8, one character a byte: what a routing key is. */
    static String route(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Nodes of [host, port or null, weight]. */
    static List<Node> nodes(Object servers) {
        return Golden.<List<@Nullable Object>>list(servers).stream()
                .map(server -> {
                    String host = (String) server.get(0);
                    Node node = server.get(1) == null
                            ? Node.unix(host)
                            : Node.of(host, ((Number) server.get(1)).intValue());
                    return server.size() < 3 ? node : node.weight(((Number) server.get(2)).intValue());
                })
                .toList();
    }

    /** {@code host:port} and perhaps {@code :weight}, or the path of a UNIX socket. */
    static Node node(String text, boolean hasWeight) {
        if (text.startsWith("/")) {
            return Node.unix(text);
        }
        int colon = text.lastIndexOf(':');
        int number = Integer.parseInt(text.substring(colon + 1));
        if (hasWeight) {
            return node(text.substring(0, colon), false).weight(number);
        }
        String host = text.substring(0, colon);
        return Node.of(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, number);
    }

    /** One character a key: the index of its node in base 36. */
    static String places(Placement.Ring ring, List<String> routes) {
        StringBuilder places = new StringBuilder(routes.size());
        routes.forEach(route -> places.append(Character.forDigit(ring.indexOf(route), 36)));
        return places.toString();
    }

    private @Nullable Object value() {
        skipBlanks();
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        while (next() != '}') {
            String name = string();
            next();
            at++;
            map.put(name, value());
            if (next() == ',') {
                at++;
                skipBlanks();
            }
        }
        at++;
        return map;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        while (next() != ']') {
            list.add(value());
            if (next() == ',') {
                at++;
            }
        }
        at++;
        return list;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        at++;
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> c;
        };
    }

    private Long number() {
        int from = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return Long.valueOf(text.substring(from, at));
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw new IllegalStateException("not JSON at " + at);
        }
        at += word.length();
        return value;
    }

    private char next() {
        skipBlanks();
        return text.charAt(at);
    }

    private void skipBlanks() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
