package dev.memjay.model;

import dev.memjay.error.IllegalKeyException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key that is more than a plain string: raw bytes, or a key with a routing key that decides its node.
 *
 * <p>Immutable; equal when bytes, kind and routing key are equal.
 */
public final class Key {
    private final byte[] bytes;
    private final boolean binary;
    private final @Nullable String route;

    private Key(byte[] bytes, boolean binary, @Nullable String route) {
        this.bytes = bytes;
        this.binary = binary;
        this.route = route;
    }

    /**
     * A text key; the keyspace's key policy applies to it as to a string.
     *
     * @param text the text
     * @throws IllegalKeyException if it has half a surrogate pair, which UTF-8 cannot say: two such keys could else be one
     */
    public static Key of(String text) {
        try {
            ByteBuffer encoded =
                    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(Objects.requireNonNull(text, "text")));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return new Key(bytes, false, null);
        } catch (CharacterCodingException e) {
            throw new IllegalKeyException(
                    "the key of " + text.length() + " characters has half a surrogate pair, which UTF-8 cannot say;"
                            + " Key.of(byte[]) takes any bytes");
        }
    }

    /**
     * A binary key. The meta protocol carries it as base64, so at most 186 bytes fit, prefix included; the binary protocol
     * as it is, with the same limit; the classic one not at all.
     *
     * @param bytes any bytes; the array is copied
     */
    public static Key of(byte[] bytes) {
        return new Key(Objects.requireNonNull(bytes, "bytes").clone(), true, null);
    }

    /**
     * The same key, placed on the node of {@code routingKey} instead of its own: where that text would lie as a key without
     * a prefix. Of what stands before keys only a namespace takes part, and only where it does so for all keys.
     */
    public Key routedBy(String routingKey) {
        return new Key(bytes, binary, Objects.requireNonNull(routingKey, "routingKey"));
    }

    /** A copy of the key's bytes; UTF-8 for a text key. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether the key was made from raw bytes. */
    public boolean isBinary() {
        return binary;
    }

    /** The routing key, if one was given. */
    public Optional<String> route() {
        return Optional.ofNullable(route);
    }

    /** The text of a text key; for a binary key its bytes read as ISO 8859-1, one character a byte. */
    public String text() {
        return new String(bytes, binary ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that
                && binary == that.binary
                && Arrays.equals(bytes, that.bytes)
                && Objects.equals(route, that.route);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes) * 31 + Objects.hashCode(route);
    }

    @Override
    public String toString() {
        return binary ? "Key[" + bytes.length + " bytes]" : text();
    }
}
