package dev.memjay.internal.wire;

import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/**
 * The right to refresh one item, as a read was given it.
 *
 * @param key the key as it goes on the wire
 * @param base64Key whether the key is base64
 * @param cas the item's CAS number, which guards whatever is done about it
 * @param isPlaceholder whether there is no value, so that the item is of no use once the right is given back
 */
public record Win(String key, boolean base64Key, long cas, boolean isPlaceholder) {
    /**
     * The request that gives the right back: without a value to keep the item goes, else it is marked stale, which hands
     * the right to the next reader. Both only if nobody changed the item since.
     *
     * @param verb the verb that metrics and errors name
     */
    public DeleteRequest handedBack(Verb verb) {
        return new DeleteRequest(verb, cas, !isPlaceholder);
    }

    /**
     * The win that an answer brings, if it does.
     *
     * @param marks as in {@link Exchange#marks}
     */
    public static @Nullable Win of(
            @Nullable String key, boolean base64Key, long cas, @Nullable Status status, byte marks) {
        if ((marks & Exchange.WON) == 0 || key == null || cas == 0) {
            return null;
        }
        return new Win(key, base64Key, cas, status == Status.MISS && (marks & Exchange.STALE) == 0);
    }
}
