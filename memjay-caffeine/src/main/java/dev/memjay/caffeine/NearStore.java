package dev.memjay.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.memjay.codec.KeyCodec;
import dev.memjay.model.Key;
import dev.memjay.model.NearMetrics;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The copies that all views of a near cache share, and their clock. Thread-safe. */
final class NearStore {
    /**
     * Where keys of a view stand.
     *
     * @param prefix put before every key
     * @param keyCodec what makes text of keys; null for that of the keyspace behind
     */
    record Space(String prefix, @Nullable KeyCodec<Object> keyCodec) {
        static final Space WHOLE = new Space("", null);

        /** A key of this space, named as its item is, so that views which reach the item by other ways find the same copy. */
        Spot spot(Object key) {
            Object name = keyCodec == null ? key : keyCodec.encode(key);
            if (name instanceof String text) {
                return new Spot(prefix + text, "", null);
            }
            if (name instanceof Key known && (!known.isBinary() || isAscii(known.text()))) {
                return new Spot(prefix + known.text(), "", known.route().orElse(null));
            }
            return new Spot(name, prefix, null);
        }

        private static boolean isAscii(String text) {
            return text.chars().allMatch(c -> c < 0x80);
        }

        Space withPrefix(String more) {
            return new Space(prefix + more, keyCodec);
        }
    }

    /**
     * A key, whatever the view.
     *
     * @param name text with its prefixes; raw bytes, or an object that only the keyspace behind makes a key of
     * @param prefix what stands before a name that is no text
     * @param route the key whose node it lies on, or null
     */
    record Spot(Object name, String prefix, @Nullable String route) {}

    /**
     * What tells the values of views apart that reach the same keys: a copy is read only by views of which all of this is
     * equal, but a write by any view ends it.
     *
     * @param codec what makes values of bytes
     * @param keyPolicy what else becomes of keys; null for that of the keyspace behind
     * @param keyCodec what makes text of keys; null for that of the keyspace behind
     */
    record Form(
            Object codec,
            @Nullable Object keyPolicy,
            @Nullable Object keyCodec) {
        Form ofCodec(Object other) {
            return new Form(other, keyPolicy, keyCodec);
        }

        Form ofKeys(Object policy) {
            return new Form(codec, policy, keyCodec);
        }

        Form ofKeyCodec(Object other) {
            return new Form(codec, keyPolicy, other);
        }
    }

    private final NearPolicy policy;
    private final LongSupplier nanoTime;
    private final Cache<Spot, LocalCopies.Copy> cache;
    private final LocalCopies<Spot> copies;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder evictions = new LongAdder();

    NearStore(NearPolicy policy, LongSupplier nanoTime) {
        this.policy = policy;
        this.nanoTime = nanoTime;
        cache = Caffeine.newBuilder()
                .maximumWeight(policy.size())
                .weigher((Spot spot, LocalCopies.Copy copy) -> policy.places(copy.bytes()))
                .expireAfterWrite(policy.keep())
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .evictionListener((spot, copy, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evictions.increment();
                    }
                })
                .build();
        copies = new LocalCopies<>(cache.asMap());
    }

    NearPolicy policy() {
        return policy;
    }

    LocalCopies<Spot> copies() {
        return copies;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    boolean isFresh(LocalCopies.Copy copy) {
        return now() - copy.readAt() < policy.age().toNanos();
    }

    /** A value is wanted: whether a copy gives it. */
    void asked(boolean isHit) {
        (isHit ? hits : misses).increment();
    }

    NearMetrics metrics() {
        return new NearMetrics(hits.sum(), misses.sum(), evictions.sum(), size());
    }

    void clear() {
        cache.invalidateAll();
    }

    long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }
}
