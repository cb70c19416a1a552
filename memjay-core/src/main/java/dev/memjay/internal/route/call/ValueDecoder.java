package dev.memjay.internal.route.call;

/** What decodes the values of a call, as far as it decides where that is done. */
public interface ValueDecoder {
    /** Whether its codec is not one of those that are built in, so that nobody knows how long it takes. */
    boolean isForeign();

    /** Whether a value with these client flags is read away from the event loop. */
    boolean isSlow(int flags);
}
