package dev.memjay.jcache;

import java.util.Objects;
import java.util.function.Function;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * What an entry processor works on: one round's copy of the entry. What it did is read from it afterwards.
 *
 * <p>Used by one thread.
 */
final class ProcessedEntry<K, V> implements MutableEntry<K, V> {
    /** What the processor did, all in all. */
    enum Work {
        NONE,
        READ,
        LOADED,
        SET,
        REMOVED
    }

    private final K key;
    private final @Nullable Function<K, @Nullable V> loader;
    private final boolean wasThere;
    private @Nullable V value;
    private Work work = Work.NONE;

    /** @param loader null without read-through */
    ProcessedEntry(K key, @Nullable V value, @Nullable Function<K, @Nullable V> loader) {
        this.key = key;
        this.value = value;
        wasThere = value != null;
        this.loader = loader;
    }

    Work work() {
        return work;
    }

    @Nullable
    V value() {
        return value;
    }

    @Override
    public boolean exists() {
        return value != null;
    }

    @Override
    public void remove() {
        // What was made or loaded here was never in the cache.
        work = !wasThere && (work == Work.LOADED || work == Work.SET) ? Work.NONE : Work.REMOVED;
        value = null;
    }

    @Override
    public void setValue(V newValue) {
        value = Objects.requireNonNull(newValue, "value");
        work = Work.SET;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public @Nullable V getValue() {
        if (work == Work.NONE) {
            if (value != null) {
                work = Work.READ;
            } else if (loader != null) {
                value = loader.apply(key);
                work = value == null ? Work.NONE : Work.LOADED;
            }
        }
        return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return MemjayCacheManager.unwrap(type, this);
    }
}
