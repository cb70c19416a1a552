package dev.memjay.internal.verb;

import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.setting.KeyRule;
import dev.memjay.model.Key;
import dev.memjay.placement.KeyHash;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys of the caller's into keys on the wire, checked once and for all: by prefixes, namespace and key policy.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <K> the type of the caller's keys
 */
public final class KeyEncoder<K> {
    /** memcached's limit for a key on the wire. */
    static final int MAX = 250;
    /** The most bytes whose base64, with its padding, is no longer than {@link #MAX}. */
    static final int MAX_BINARY = 186;

    private final KeyCodec<? super K> codec;
    private final KeyRule rule;
    private final String namespace;
    private final String prefix;
    /** Whether the wire key alone decides the node: there is no namespace, or it takes part. */
    private final boolean routedByWire;
    /** What stands before the caller's key on the wire. */
    private final String head;
    /** How long a string may be to be taken as it is; -1 when none may. */
    private final int longestDirect;

    public KeyEncoder(ViewSettings<K, ?> settings) {
        codec = settings.keyCodec();
        rule = settings.keyRule();
        namespace = settings.namespace();
        prefix = settings.prefix();
        routedByWire = namespace.isEmpty() || settings.hashNamespace();
        head = namespace + prefix;
        // HASH has to look at the key as a whole, which the direct way does not.
        boolean isDirect =
                takesStrings() && routedByWire && rule.form() != KeyRule.Form.HASH && KeyRule.isPrintable(head);
        longestDirect = isDirect ? MAX - head.length() : -1;
    }

    /**
     * The short way for what most keys are: a string of printable ASCII that is routed by itself. Allocates nothing where
     * there is no prefix.
     *
     * @return the key on the wire, or null when it has to go through {@link #encode}
     */
    @Nullable
    public String direct(K key) {
        if (longestDirect < 0) {
            return null;
        }
        String text = (String) key;
        int length = text.length();
        if (length > longestDirect || length == 0 || !KeyRule.isPrintable(text)) {
            return null;
        }
        return joined(head, text);
    }

    /** The caller's key of one that {@link #direct} returned. */
    public String textOf(String direct) {
        return direct.substring(head.length());
    }

    /** Two strings as one; the second itself where the first is empty, of which {@code +} would make a copy for every call. */
    private static String joined(String first, String second) {
        return first.isEmpty() ? second : first.concat(second);
    }

    /** Whether the caller's keys are strings that are taken as they are. */
    boolean takesStrings() {
        return codec == KeyCodec.strings();
    }

    /** Whether two keys of the caller's that are not equal may be the same key on the wire. */
    boolean mayJoinKeys() {
        return !takesStrings() || rule.hash() != null;
    }

    /** The key on the wire; throws if there is none. */
    public WireKey encode(K key) {
        if (takesStrings()) {
            return encodeText((String) key, null);
        }
        Key encoded = Objects.requireNonNull(codec.encode(key), "the key that the KeyCodec returned");
        String route = encoded.route().map(this::routeOf).orElse(null);
        return encoded.isBinary() ? encodeBinary(encoded, route) : encodeText(encoded.text(), route);
    }

    private WireKey encodeText(String text, @Nullable String givenRoute) {
        String key = joined(prefix, text);
        if (isPlain(key)) {
            return new WireKey(text, joined(namespace, key), false, route(givenRoute, key));
        }
        if (rule.form() == KeyRule.Form.UTF8 && !key.isEmpty()) {
            return inUtf8(text, key, givenRoute);
        }
        if (rule.form() == KeyRule.Form.BINARY && !key.isEmpty()) {
            return inBase64(text, utf8(key), givenRoute);
        }
        if (rule.form() == KeyRule.Form.HASH && !key.isEmpty()) {
            return hashed(text, key, utf8(key), givenRoute);
        }
        KeyHash hash = rule.hash();
        if (hash != null && !key.isEmpty()) {
            return hashedBy(hash, text, givenRoute);
        }
        throw refusal(key);
    }

    private WireKey encodeBinary(Key key, @Nullable String givenRoute) {
        byte[] own = key.bytes();
        byte[] before = utf8(prefix);
        byte[] bytes = new byte[before.length + own.length];
        System.arraycopy(before, 0, bytes, 0, before.length);
        System.arraycopy(own, 0, bytes, before.length, own.length);
        if (rule.form() == KeyRule.Form.HASH && namespace.length() + bytes.length > MAX_BINARY) {
            return hashed(key.text(), prefix + key.text(), bytes, givenRoute);
        }
        if (bytes.length == 0) {
            throw new IllegalKeyException("the key is empty; it has to have at least one byte");
        }
        return inBase64(key.text(), bytes, givenRoute);
    }

    private boolean isPlain(String key) {
        return !key.isEmpty()
                && key.length() <= MAX - namespace.length()
                && KeyRule.isPrintable(key)
                && !(rule.form() == KeyRule.Form.HASH && HashedKey.looksLikeOne(key));
    }

    private WireKey inUtf8(String text, String key, @Nullable String givenRoute) {
        String wire = new String(utf8(key), StandardCharsets.ISO_8859_1);
        int length = namespace.length() + wire.length();
        if (indexOfControl(wire) >= 0 || length > MAX) {
            throw refusal(key);
        }
        return new WireKey(text, joined(namespace, wire), false, route(givenRoute, wire));
    }

    private WireKey inBase64(String text, byte[] key, @Nullable String givenRoute) {
        int length = namespace.length() + key.length;
        if (length > MAX_BINARY) {
            throw KeyRefusal.tooLong(text, length, MAX_BINARY, prefix, namespace, "to be sent as base64");
        }
        byte[] bytes = new byte[length];
        System.arraycopy(namespace.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, namespace.length());
        System.arraycopy(key, 0, bytes, namespace.length(), key.length);
        String wire = Base64.getEncoder().encodeToString(bytes);
        String route =
                givenRoute != null ? givenRoute : new String(routedByWire ? bytes : key, StandardCharsets.ISO_8859_1);
        return new WireKey(text, wire, true, route);
    }

    private WireKey hashed(String text, String readable, byte[] key, @Nullable String givenRoute) {
        String wire = HashedKey.of(readable, key);
        return new WireKey(text, joined(namespace, wire), false, route(givenRoute, wire));
    }

    private WireKey hashedBy(KeyHash hash, String text, @Nullable String givenRoute) {
        int bits = hash.hash(new String(utf8(text), StandardCharsets.ISO_8859_1));
        String key = prefix + HexFormat.of().toHexDigits(bits);
        if (!isPlain(key)) {
            throw refusal(key);
        }
        return new WireKey(text, joined(namespace, key), false, route(givenRoute, key));
    }

    private @Nullable String route(@Nullable String given, String withoutNamespace) {
        return given != null || routedByWire ? given : withoutNamespace;
    }

    private IllegalKeyException refusal(String key) {
        if (key.isEmpty()) {
            return new IllegalKeyException("the key is empty; it has to have at least one character");
        }
        int bad = rule.form() == KeyRule.Form.UTF8 ? indexOfControl(key) : KeyRule.indexOfUnprintable(key);
        if (bad >= 0) {
            return KeyRefusal.character(key, bad);
        }
        int length = namespace.length() + key.getBytes(StandardCharsets.UTF_8).length;
        return KeyRefusal.tooLong(key, length, MAX, prefix, namespace, "in all");
    }

    private static int indexOfControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 127) {
                return i;
            }
        }
        return -1;
    }

    /** As with libmemcached's group keys, a namespace that takes part in placement does so before a routing key too. */
    private String routeOf(String routingKey) {
        String route = KeyRule.isPrintable(routingKey)
                ? routingKey
                : new String(utf8(routingKey), StandardCharsets.ISO_8859_1);
        return routedByWire ? namespace.concat(route) : route;
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new IllegalKeyException("the key '" + KeyRefusal.excerpt(text)
                    + "' has half a surrogate pair, which UTF-8 cannot say; Key.of(byte[]) takes any bytes");
        }
    }
}
