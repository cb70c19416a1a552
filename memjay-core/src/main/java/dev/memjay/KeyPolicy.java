package dev.memjay;

import dev.memjay.placement.KeyHash;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of keys that memcached's protocol cannot carry as they are: those with other characters than printable
 * ASCII, and those that are longer than 250 bytes with prefix and namespace.
 *
 * <p>Whatever the policy, an empty key is refused, and a key made by {@link dev.memjay.model.Key#of(byte[])} travels as
 * base64.
 */
public final class KeyPolicy {
    /** Refuses all but printable ASCII without the space, characters 33 to 126. The default. */
    public static final KeyPolicy REJECT = new KeyPolicy("reject", null);

    /**
     * Sends text in UTF-8; refuses spaces and control characters (0 to 32 and 127). pymemcache's
     * {@code allow_unicode_keys}. The 250 are bytes, not characters.
     */
    public static final KeyPolicy UTF8 = new KeyPolicy("utf8", null);

    /**
     * Sends what is not printable ASCII as base64 of its UTF-8, at most 186 bytes of it, prefix and namespace included.
     * Needs the meta protocol. Other clients reach the same items under the raw bytes.
     */
    public static final KeyPolicy BINARY = new KeyPolicy("binary", null);

    /**
     * Replaces what is too long or not printable ASCII by a readable beginning, a mark, and 144 bits of its SHA-256 in
     * base64url: 96 characters at most. Keys that need none of it stay as they are, but for those that look like a
     * replaced one, which are replaced too; so a key never meets another's replacement.
     */
    public static final KeyPolicy HASH = new KeyPolicy("hash", null);

    private static final List<KeyPolicy> NAMED = List.of(REJECT, UTF8, BINARY, HASH);

    private final String name;
    private final @Nullable KeyHash hash;

    private KeyPolicy(String name, @Nullable KeyHash hash) {
        this.name = name;
        this.hash = hash;
    }

    /**
     * Replaces what is too long or not printable ASCII by the eight hexadecimal digits (lower case) of a hash of 32 bits
     * over its UTF-8, behind the prefixes: for those who share keys with a program that hashes by itself.
     *
     * <p>Such keys can collide, and then one caller reads another's value: among 77,000 keys that were replaced two are
     * as likely as not to do so. Take {@link #HASH} wherever the other side leaves the choice.
     *
     * @param hash the other program's hash function
     */
    public static KeyPolicy hash(KeyHash hash) {
        return new KeyPolicy("hash(custom)", Objects.requireNonNull(hash, "hash"));
    }

    /** The hash of {@link #hash(KeyHash)}, or null. */
    @Nullable
    KeyHash customHash() {
        return hash;
    }

    /** The policies that have a name, for settings that are text. */
    static List<KeyPolicy> named() {
        return NAMED;
    }

    /** The name as settings spell it: {@code reject}, {@code utf8}, {@code binary} or {@code hash}. */
    @Override
    public String toString() {
        return name;
    }
}
