package dev.memjay.spring;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.codec.Encoded;
import dev.memjay.model.CasResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The right to store a value for a key that was read before.
 *
 * @param keyspace that of the generation that was read
 * @param cas the number that the item has to have still; 0 if nothing may be stored, or UNNUMBERED
 */
record Ticket(Object key, Keyspace<Object, Encoded> keyspace, long cas) {
    /** In the place of a CAS number, where the server has none: what is stored overwrites whatever is there. */
    static final long UNNUMBERED = -1;

    /**
     * @param kept null for the client's time to live
     * @return whether it was stored
     */
    boolean store(Encoded value, @Nullable Duration kept) {
        if (cas == UNNUMBERED) {
            return kept == null ? keyspace.set(key, value) : keyspace.set(key, value, kept);
        }
        if (cas == 0) {
            return false;
        }
        CasResult result = kept == null ? keyspace.cas(key, value, cas) : keyspace.cas(key, value, cas, kept);
        return result == CasResult.STORED;
    }

    /** The same without waiting. */
    CompletableFuture<Boolean> storeLater(Encoded value, @Nullable Duration kept) {
        AsyncKeyspace<Object, Encoded> later = keyspace.async();
        if (cas == UNNUMBERED) {
            return kept == null ? later.set(key, value) : later.set(key, value, kept);
        }
        if (cas == 0) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<CasResult> result =
                kept == null ? later.cas(key, value, cas) : later.cas(key, value, cas, kept);
        return result.thenApply(done -> done == CasResult.STORED);
    }
}
