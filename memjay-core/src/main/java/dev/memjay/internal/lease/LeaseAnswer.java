package dev.memjay.internal.lease;

import dev.memjay.error.CodecException;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.verb.ValueCoder;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.ItemInfo;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a read found that may take a lease.
 *
 * @param value the value, decoded; null when there is none
 * @param data the stored bytes; null when there is no item, or only the placeholder of a lease
 * @param flags their client flags
 * @param cas the CAS number of the item or placeholder; 0 where there are none
 * @param marks as in {@link Exchange#marks}
 * @param secondsLeft time to live left; -1 for no end, or when it was not asked for
 * @param undecodable why the stored bytes are no value, or null
 * @param <V> the type of the value
 */
public record LeaseAnswer<V>(
        @Nullable V value,
        byte @Nullable [] data,
        int flags,
        long cas,
        byte marks,
        long secondsLeft,
        @Nullable CodecException undecodable) {

    /** The answer to a request for one key. */
    static <V> LeaseAnswer<V> of(Verbs<?, V> verbs, WireKey key, Exchange exchange) {
        Optional<Duration> ttl = exchange.detail instanceof ItemInfo info ? info.ttl() : Optional.empty();
        byte[] data = exchange.status == Status.HIT ? exchange.value : null;
        return of(verbs, key, data, exchange.flags, exchange.number, exchange.marks, ttl);
    }

    /** The answer that a reply brings, whose value may be undecodable: that must not lose the right to load. */
    static <V> LeaseAnswer<V> of(
            Verbs<?, V> verbs,
            WireKey key,
            byte @Nullable [] data,
            int flags,
            long cas,
            byte marks,
            Optional<Duration> ttl) {
        V value = null;
        CodecException undecodable = null;
        if (data != null) {
            try {
                value = verbs.values().decode(key.text(), data, flags);
            } catch (CodecException e) {
                undecodable = e;
            }
        }
        long secondsLeft = ttl.isPresent() ? ttl.get().toSeconds() : -1;
        return new LeaseAnswer<>(value, data, flags, cas, marks, secondsLeft, undecodable);
    }

    /** The same with one more mark. */
    LeaseAnswer<V> with(byte mark) {
        return new LeaseAnswer<>(value, data, flags, cas, (byte) (marks | mark), secondsLeft, undecodable);
    }

    /** Nothing there, and nobody who loads it. */
    static <V> LeaseAnswer<V> nothing(byte marks) {
        return new LeaseAnswer<>(null, null, 0, 0, marks, -1, null);
    }

    /**
     * What a look for a value found, of which only the value counts. An item without a value of use is marked stale: one that
     * was invalidated, and the placeholder of a lease, as another client leaves it, or this one did before the server was
     * known to have no CAS numbers.
     */
    LeaseAnswer<V> asLooked() {
        return marks == 0
                ? new LeaseAnswer<>(value, data, flags, 0, (byte) 0, -1, undecodable)
                : new LeaseAnswer<>(null, null, flags, 0, Exchange.STALE, -1, null);
    }

    /** Whether there is a value, or the knowledge that there is none. */
    boolean isUsable() {
        return value != null || isNothing();
    }

    private boolean isNothing() {
        return data != null && ValueCoder.isNothing(data, flags);
    }

    /** Whether the reader has the right, alone, to load. */
    public boolean isWon() {
        return (marks & Exchange.WON) != 0;
    }

    /** Whether another reader has that right. */
    boolean isLost() {
        return (marks & Exchange.LOST) != 0;
    }

    /** Whether the item was invalidated. */
    public boolean isStale() {
        return (marks & Exchange.STALE) != 0;
    }
}
