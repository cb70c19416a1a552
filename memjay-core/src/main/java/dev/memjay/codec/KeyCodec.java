package dev.memjay.codec;

import dev.memjay.model.Key;
import java.util.Objects;
import java.util.function.Function;

/**
 * Turns keys of a type into memcached's keys. There is no way back: results name keys by the objects the caller gave.
 *
 * <p>Called on the caller's thread, by many at once, so it has to be thread-safe. Two keys that are equal have to give
 * the same result.
 *
 * @param <K> the type of the keys
 */
@FunctionalInterface
public interface KeyCodec<K> {
    /**
     * Turns a key into memcached's key. The keyspace puts its prefixes before it and applies its key policy.
     *
     * @param key the caller's key, never null
     * @return the key: text, raw bytes, or either with a routing key
     */
    Key encode(K key);

    /** Strings as they are: the codec that every keyspace starts with. */
    static KeyCodec<String> strings() {
        return StandardCodecs.StringKeys.INSTANCE;
    }

    /** {@link Key} as it is: for binary keys and routing keys. */
    static KeyCodec<Key> keys() {
        return key -> key;
    }

    /**
     * Whatever {@code toString} gives, for numbers, UUIDs and enums, of one type: with several, two keys may have one text. For
     * those there is {@link TypedKeys}.
     */
    static KeyCodec<Object> text() {
        return key -> Key.of(key.toString());
    }

    /**
     * Text that a function makes of the key.
     *
     * @param text gives the text of a key; returns no null
     * @param <K> the type of the keys
     */
    static <K> KeyCodec<K> text(Function<? super K, String> text) {
        Objects.requireNonNull(text, "text");
        return key -> Key.of(text.apply(key));
    }

    /** Raw bytes, which travel as base64. Results name keys by the caller's arrays, by identity. */
    static KeyCodec<byte[]> bytes() {
        return Key::of;
    }
}
