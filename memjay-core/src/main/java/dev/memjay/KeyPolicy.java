package dev.memjay;

import dev.memjay.internal.setting.KeyRule;
import dev.memjay.placement.KeyHash;
import java.util.Objects;

/**
 * What becomes of keys that memcached's protocol cannot carry as they are: those with other characters than printable
 * ASCII, and those that are longer than 250 bytes with prefix and namespace.
 *
 * <p>Whatever the policy, an empty key is refused, as is text with half a surrogate pair; and a key made by
 * {@link dev.memjay.model.Key#of(byte[])} goes the way of {@link #BINARY}, with its limit and its needs, but that
 * {@link #HASH} replaces it where it is longer.
 */
public final class KeyPolicy {
    /** Refuses all but printable ASCII without the space, characters 33 to 126. The default. */
    public static final KeyPolicy REJECT = new KeyPolicy(KeyRule.REJECT);

    /**
     * Sends text in UTF-8; refuses spaces and control characters (0 to 32 and 127). pymemcache's
     * {@code allow_unicode_keys}. The 250 are bytes, not characters.
     */
    public static final KeyPolicy UTF8 = new KeyPolicy(KeyRule.UTF8);

    /**
     * Stores what is not printable ASCII under the bytes of its UTF-8, at most 186 of them, prefix and namespace included.
     * The meta protocol carries them as base64, which the server turns back, the binary protocol as they are; with the
     * classic protocol verbs throw {@link dev.memjay.error.UnsupportedByServerException}. Other clients reach the same
     * items under the raw bytes.
     */
    public static final KeyPolicy BINARY = new KeyPolicy(KeyRule.BINARY);

    /**
     * Replaces what is too long or not printable ASCII by a readable beginning, a mark, and 144 bits of its SHA-256 in
     * base64url: 96 characters at most. Keys that need none of it stay as they are, but for those that look like a
     * replaced one, which are replaced too; so a key never meets another's replacement.
     */
    public static final KeyPolicy HASH = new KeyPolicy(KeyRule.HASH);

    private final KeyRule rule;

    private KeyPolicy(KeyRule rule) {
        this.rule = rule;
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
        return new KeyPolicy(KeyRule.custom(Objects.requireNonNull(hash, "hash")));
    }

    KeyRule rule() {
        return rule;
    }

    /** The name as settings spell it: {@code reject}, {@code utf8}, {@code binary} or {@code hash}. */
    @Override
    public String toString() {
        return rule.toString();
    }
}
