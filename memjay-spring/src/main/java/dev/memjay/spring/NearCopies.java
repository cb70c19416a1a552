package dev.memjay.spring;

import dev.memjay.Keyspace;
import dev.memjay.caffeine.NearCache;
import dev.memjay.caffeine.NearPolicy;
import dev.memjay.codec.Encoded;
import dev.memjay.model.LoadPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The near copies of one cache: those of its present generation. A new generation begins with none.
 *
 * <p>The server may keep values longer than their own time, for a grace, or a load may want to refresh them before its end. So
 * a read names a reserve: it finds no value that has less than that left on the server.
 */
final class NearCopies {
    private static final Duration MAX_RESERVE = Duration.ofDays(30);

    private final NearPolicy policy;
    private final Duration grace;
    private final Duration graceAndAhead;
    private volatile @Nullable Copies present;

    /**
     * @param generation the keyspace that a generation is read from
     * @param copies the same with copies
     * @param reads the same for reads that load nothing
     * @param loads the same for reads that load what is missing, or is to be refreshed
     */
    private record Copies(
            Keyspace<Object, Encoded> generation,
            NearCache<Object, Encoded> copies,
            Keyspace<Object, Encoded> reads,
            Keyspace<Object, Encoded> loads) {}

    NearCopies(MemjayCacheConfiguration configuration) {
        policy = NearPolicy.of(configuration.nearSize(), configuration.nearAge());
        LoadPolicy loading = configuration.loadPolicy();
        grace = loading.grace();
        Duration both = grace.plus(loading.refreshAhead());
        graceAndAhead = both.compareTo(MAX_RESERVE) > 0 ? MAX_RESERVE : both;
    }

    Keyspace<Object, Encoded> of(Keyspace<Object, Encoded> generation) {
        return copiesOf(generation).copies();
    }

    /**
     * A copy of a value, or what the server has, of which a copy is kept; null if it is missing or its reserve is used up.
     *
     * @param loads whether the caller loads a value that is missing or to be refreshed
     */
    @Nullable
    Encoded get(Keyspace<Object, Encoded> generation, Object key, boolean loads) {
        Copies now = copiesOf(generation);
        Encoded value = (loads ? now.loads() : now.reads()).get(key);
        if (value == null && !(loads ? graceAndAhead : grace).isZero()) {
            now.copies().forget(key); // of a value that is over
        }
        return value;
    }

    /** Forgets the copy of a key that was written. What was read before the write is not kept after this. */
    void forget(Object key) {
        Copies now = present;
        if (now != null) {
            now.copies().forget(key);
        }
    }

    private Copies copiesOf(Keyspace<Object, Encoded> generation) {
        Copies now = present;
        return now != null && now.generation() == generation ? now : renewed(generation);
    }

    private synchronized Copies renewed(Keyspace<Object, Encoded> generation) {
        Copies now = present;
        if (now == null || now.generation() != generation) {
            NearCache<Object, Encoded> copies = NearCache.of(generation, policy);
            now = new Copies(generation, copies, reserving(copies, grace), reserving(copies, graceAndAhead));
            present = now;
        }
        return now;
    }

    /** To a view with a grace, what has less left on the server is over; its other settings do not matter for reads. */
    private static Keyspace<Object, Encoded> reserving(NearCache<Object, Encoded> copies, Duration reserve) {
        return reserve.isZero()
                ? copies
                : copies.withLoadPolicy(LoadPolicy.standard().staleIfError(reserve));
    }
}
