package dev.memjay.combine;

import dev.memjay.Memjay;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.model.AsyncBulkLoader;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.BulkLoader;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.model.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final LoadPolicy policy;
    private final Consumer<K> removal;
    private final Map<K, @Nullable V> loaded = new LinkedHashMap<>();
    private boolean isOver;

    /**
     * @param policy that of the call
     * @param removal removes a key in the other keyspaces
     */
    NotedLoads(LoadPolicy policy, Consumer<K> removal) {
        this.policy = policy;
        this.removal = removal;
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

    /** Once it is over: has the others store what the first one was found to have, for as long, and remove the rest. */
    void copy(Map<K, Lookup<V>> found, Consumer<Consumer<NoreplyKeyspace<K, V>>> others) {
        Map<Optional<Duration>, Map<K, V>> stored = new LinkedHashMap<>();
        List<K> removed = new ArrayList<>();
        loaded.forEach((key, value) -> {
            Lookup<V> lookup = found.get(key);
            if (value != null && lookup instanceof Lookup.Hit<V> hit && Objects.deepEquals(value, hit.value())) {
                stored.computeIfAbsent(ttl(hit), ttl -> new LinkedHashMap<>()).put(key, value);
            } else {
                removed.add(key);
            }
        });
        stored.forEach((ttl, values) -> others.accept(
                other -> ttl.ifPresentOrElse(time -> other.setAll(values, time), () -> other.setAll(values))));
        if (!removed.isEmpty()) {
            others.accept(other -> other.deleteAll(removed));
        }
        loaded.clear();
    }

    /**
     * What the first one has left of the item's time, which includes the policy's grace: a copy that was kept shorter would be
     * overdue when it comes. Where the server does not say, the policy's, or empty for the keyspace's.
     */
    private Optional<Duration> ttl(Lookup.Hit<V> hit) {
        return hit.info().map(NotedLoads::left).or(() -> policy.ttl().map(this::withGrace));
    }

    private Duration withGrace(Duration ttl) {
        return ttl.compareTo(Memjay.NEVER.minus(policy.grace())) >= 0 ? ttl : ttl.plus(policy.grace());
    }

    /** At least a second, as the server counts. */
    private static Duration left(ItemInfo item) {
        Duration left = item.ttl().orElse(Memjay.NEVER);
        return left.isZero() ? Duration.ofSeconds(1) : left;
    }
}
