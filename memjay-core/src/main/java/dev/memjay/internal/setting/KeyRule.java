package dev.memjay.internal.setting;

import dev.memjay.placement.KeyHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key policy is inside: what becomes of keys that the protocol cannot carry as they are.
 *
 * @param form how such keys are sent, if at all
 * @param hash the hash that replaces them, if the form is the caller's own; null otherwise
 */
public record KeyRule(Form form, @Nullable KeyHash hash) {
    /** How keys are sent that are no printable ASCII or too long. */
    public enum Form {
        REJECT,
        UTF8,
        BINARY,
        HASH,
        CUSTOM_HASH
    }

    public static final KeyRule REJECT = new KeyRule(Form.REJECT, null);
    public static final KeyRule UTF8 = new KeyRule(Form.UTF8, null);
    public static final KeyRule BINARY = new KeyRule(Form.BINARY, null);
    public static final KeyRule HASH = new KeyRule(Form.HASH, null);

    private static final List<KeyRule> NAMED = List.of(REJECT, UTF8, BINARY, HASH);

    /** Replaces what cannot be sent by the caller's own hash. */
    public static KeyRule custom(KeyHash hash) {
        return new KeyRule(Form.CUSTOM_HASH, hash);
    }

    /** The rules that have a name, for settings that are text. */
    static List<KeyRule> named() {
        return NAMED;
    }

    /** The name as settings spell it. */
    @Override
    public String toString() {
        return switch (form) {
            case REJECT -> "reject";
            case UTF8 -> "utf8";
            case BINARY -> "binary";
            case HASH -> "hash";
            case CUSTOM_HASH -> "hash(custom)";
        };
    }

    /** Whether all characters are printable ASCII without the space; true for an empty text. */
    public static boolean isPrintable(String text) {
        return indexOfUnprintable(text) < 0;
    }

    /** Where the first character is that is no printable ASCII, or the space; -1 when there is none. */
    public static int indexOfUnprintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                return i;
            }
        }
        return -1;
    }
}
