package dev.memjay.internal.route.call;

import dev.memjay.internal.wire.Exchange;

/** What decodes the values of a call, as far as it decides where that is done. */
public interface ValueDecoder {
    /** Whether its codec is not one of those that are built in, so that nobody knows how long it takes. */
    boolean isForeign();

    /** Whether a value with these client flags is read away from the event loop. */
    boolean isSlow(int flags);

    /** How many bytes of an answer are read away from the event loop, at least one; 0 where it is read there. */
    default long slowBytes(Exchange answer) {
        byte[] value = answer.value;
        if (!isForeign() && (value == null || !isSlow(answer.flags))) {
            return 0;
        }
        return value == null ? 1 : 1 + value.length;
    }
}
