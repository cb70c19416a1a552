package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.wire.BulkResult;
import org.jspecify.annotations.Nullable;

/**
 * How a bulk call ended: the answers, and an error for each key that got none.
 *
 * @param result the answers, one row a key
 * @param errors for each key its error or null; null when no key failed
 */
public record BulkOutcome(BulkResult result, @Nullable MemjayException @Nullable [] errors) {
    /** The error of the {@code row}-th key, or null. */
    public @Nullable MemjayException error(int row) {
        return errors == null ? null : errors[row];
    }

    /** Whether no key got an answer. */
    public boolean isFailed() {
        if (errors == null || errors.length == 0) {
            return false;
        }
        for (MemjayException error : errors) {
            if (error == null) {
                return false;
            }
        }
        return true;
    }
}
