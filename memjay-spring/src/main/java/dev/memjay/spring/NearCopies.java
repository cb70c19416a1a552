package dev.memjay.spring;

import dev.memjay.Keyspace;
import dev.memjay.caffeine.NearCache;
import dev.memjay.caffeine.NearPolicy;
import dev.memjay.codec.Encoded;
import org.jspecify.annotations.Nullable;

/** The near copies of one cache: those of its present generation. A new generation begins with none. */
final class NearCopies {
    private final NearPolicy policy;
    private volatile @Nullable Copies present;

    /**
     * @param generation the keyspace that a generation is read from
     * @param copies the same with copies
     */
    private record Copies(Keyspace<Object, Encoded> generation, Keyspace<Object, Encoded> copies) {}

    NearCopies(MemjayCacheConfiguration configuration) {
        policy = NearPolicy.of(configuration.nearSize(), configuration.nearAge());
    }

    Keyspace<Object, Encoded> of(Keyspace<Object, Encoded> generation) {
        Copies now = present;
        return now != null && now.generation() == generation ? now.copies() : renewed(generation);
    }

    private synchronized Keyspace<Object, Encoded> renewed(Keyspace<Object, Encoded> generation) {
        Copies now = present;
        if (now != null && now.generation() == generation) {
            return now.copies();
        }
        Keyspace<Object, Encoded> copies = NearCache.of(generation, policy);
        present = new Copies(generation, copies);
        return copies;
    }
}
