package dev.memjay.combine;

import dev.memjay.Memjay;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.model.AsyncBulkLoader;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The values that one call loaded, and what other keyspaces get of them: what the first one has stored is stored there too, and
 * what it has not is removed.
 *
 * <p>Whether the first one has stored a value (its lease may have expired) its answer does not say, so it is read once more,
 * which a load can afford. What is loaded in the background, after the call, is removed in the others, since nobody knows
 * when it is stored. Thread-safe.
 */
@SuppressWarnings("overloads") // a blocking and an asynchronous form of each
final class NotedLoads<K, V> {
    private final Consumer<K> removal;
    private final Map<K, @Nullable V> loaded = new LinkedHashMap<>();
    private boolean isOver;

    /** @param removal removes a key in the other keyspaces */
    NotedLoads(Consumer<K> removal) {
        this.removal = removal;
    }

    /** How long others keep what is loaded; null for the keyspace's own time to live. */
    static @Nullable Duration ttl(LoadPolicy policy) {
        return policy.ttl()
                .map(ttl -> ttl.compareTo(Memjay.NEVER.minus(policy.grace())) >= 0 ? ttl : ttl.plus(policy.grace()))
                .orElse(null);
    }

    Loader<K, V> noting(Loader<? super K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        return key -> {
            V value = loader.load(key);
            note(key, value);
            return value;
        };
    }

    AsyncLoader<K, V> noting(AsyncLoader<? super K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        return key -> {
            CompletionStage<? extends @Nullable V> value = loader.load(key);
            return value.thenApply(loadedValue -> {
                note(key, loadedValue);
                return loadedValue;
            });
        };
    }

    BulkLoader<K, V> noting(BulkLoader<K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        return keys -> {
            Map<K, ? extends V> values = loader.loadAll(keys);
            keys.forEach(key -> note(key, values.get(key)));
            return new LinkedHashMap<>(values);
        };
    }

    AsyncBulkLoader<K, V> noting(AsyncBulkLoader<K, V> loader) {
        Objects.requireNonNull(loader, "loader");
        return keys -> loader.loadAll(keys).thenApply(values -> {
            keys.forEach(key -> note(key, values.get(key)));
            return values;
        });
    }

    private void note(K key, @Nullable V value) {
        synchronized (this) {
            if (!isOver) {
                loaded.put(key, value);
                return;
            }
        }
        removal.accept(key);
    }

    /** Ends the noting: the keys that were loaded so far. */
    synchronized Collection<K> over() {
        isOver = true;
        return new ArrayList<>(loaded.keySet());
    }

    /** Has the others store what the first one was found to have, and remove the rest. */
    void copy(Map<K, V> found, Consumer<Consumer<NoreplyKeyspace<K, V>>> others, @Nullable Duration ttl) {
        Map<K, V> stored = new LinkedHashMap<>();
        List<K> removed = new ArrayList<>();
        loaded.forEach((key, value) -> {
            if (value != null && Objects.deepEquals(value, found.get(key))) {
                stored.put(key, value);
            } else {
                removed.add(key);
            }
        });
        if (!stored.isEmpty()) {
            others.accept(other -> {
                if (ttl == null) {
                    other.setAll(stored);
                } else {
                    other.setAll(stored, ttl);
                }
            });
        }
        if (!removed.isEmpty()) {
            others.accept(other -> other.deleteAll(removed));
        }
    }
}
