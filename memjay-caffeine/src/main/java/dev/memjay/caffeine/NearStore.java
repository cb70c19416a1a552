package dev.memjay.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The copies that all views of a near cache share, and their clock. Thread-safe. */
final class NearStore {
    /**
     * Where keys of a view stand: views of which all of this is equal have the same items.
     *
     * @param prefix put before every key
     * @param keyPolicy what else becomes of keys; null for that of the keyspace behind
     * @param keyCodec what makes text of keys; null for that of the keyspace behind
     */
    record Space(
            String prefix,
            @Nullable Object keyPolicy,
            @Nullable Object keyCodec) {
        static final Space WHOLE = new Space("", null, null);

        /** A key of this space. One that is text already is the same item by whatever prefixes it is reached. */
        Spot spot(Object key) {
            return key instanceof String text && keyCodec == null
                    ? new Spot(new Space("", keyPolicy, null), prefix + text)
                    : new Spot(this, key);
        }

        Space prefixed(String more) {
            return new Space(prefix + more, keyPolicy, keyCodec);
        }
    }

    /** A key, whatever the view. */
    record Spot(Space space, Object key) {}

    private final NearPolicy policy;
    private final LongSupplier nanoTime;
    private final Cache<Spot, LocalCopies.Copy> cache;
    private final LocalCopies<Spot> copies;

    NearStore(NearPolicy policy, LongSupplier nanoTime) {
        this.policy = policy;
        this.nanoTime = nanoTime;
        cache = Caffeine.newBuilder()
                .maximumSize(policy.size())
                .expireAfterWrite(policy.keep())
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
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

    void clear() {
        cache.invalidateAll();
    }

    long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }
}
