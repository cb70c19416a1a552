package dev.memjay.caffeine;

import dev.memjay.AsyncLeases;
import dev.memjay.Keyspace;
import dev.memjay.model.AsyncBulkLoader;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.LoadPolicy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous face of a near cache: reads that find a copy are complete when they return.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class NearAsync<K, V> extends NearAsyncVerbs<K, V> {
    /** Says what its policy makes of failures, without asking anybody. */
    private final Keyspace<K, V> blocking;

    NearAsync(Keyspace<K, V> behind, NearView<K, V> view) {
        super(behind.async(), view);
        blocking = behind;
    }

    // With copies

    @Override
    public CompletableFuture<@Nullable V> get(K key) {
        LocalCopies.Copy copy = view.copy(key);
        if (copy != null && view.isFresh(copy)) {
            return CompletableFuture.completedFuture(view.value(copy));
        }
        if (copy == null || !view.revalidates()) {
            return read(key);
        }
        NearView.Reading<K> reading = view.begin(key);
        return view.askingLater(() -> behind.inspect(key)).thenCompose(info -> {
            if (view.isSame(reading, copy, info.orElse(null), answer -> blocking.valueOf(key, answer) != null)) {
                return CompletableFuture.<@Nullable V>completedFuture(view.value(copy));
            }
            // Where there is no item, or the policy swallowed the failure to ask for it, asking again would tell no
            // more.
            return info.isEmpty() ? CompletableFuture.<@Nullable V>completedFuture(null) : read(key);
        });
    }

    /** From a copy that is young enough, or that the server says is as good as new; else null. */
    private CompletableFuture<@Nullable V> local(K key, LoadPolicy policy) {
        LocalCopies.Copy copy = view.copy(key);
        if (copy != null && view.isFresh(copy)) {
            return CompletableFuture.completedFuture(view.value(copy));
        }
        if (copy == null || !view.revalidates()) {
            return CompletableFuture.completedFuture(null);
        }
        NearView.Reading<K> reading = view.begin(key);
        return view.askingLater(() -> behind.inspect(key)).thenApply(info -> {
            boolean isSame = view.isSame(reading, copy, info.orElse(null), answer -> view.serves(answer, policy));
            return isSame ? view.value(copy) : null;
        });
    }

    private CompletableFuture<@Nullable V> read(K key) {
        NearView.Reading<K> reading = view.begin(key);
        return behind.lookup(key).thenApply(answer -> view.kept(reading, answer, blocking));
    }

    @Override
    public CompletableFuture<V> getOrDefault(K key, V defaultValue) {
        Objects.requireNonNull(defaultValue, "defaultValue");
        return get(key).thenApply(value -> value == null ? defaultValue : value);
    }

    @Override
    public CompletableFuture<Map<K, V>> getAll(Collection<? extends K> keys) {
        Map<K, @Nullable V> found = new LinkedHashMap<>();
        List<NearView.Reading<K>> missing = view.missing(keys, found);
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(NearView.withoutNulls(found));
        }
        return behind.lookupAll(NearView.keysOf(missing)).thenApply(answers -> {
            view.keepAll(missing, answers, found, blocking);
            return NearView.withoutNulls(found);
        });
    }

    @Override
    public CompletableFuture<@Nullable V> getOrCompute(K key, AsyncLoader<? super K, ? extends V> loader) {
        return getOrCompute(key, loader, blocking.loadPolicy());
    }

    @Override
    public CompletableFuture<@Nullable V> getOrCompute(
            K key, AsyncLoader<? super K, ? extends V> loader, LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        return local(key, policy).thenCompose(value -> {
            if (value != null) {
                return CompletableFuture.<@Nullable V>completedFuture(value);
            }
            NearView.Reading<K> reading = view.begin(key);
            return behind.lookup(key).thenCompose(answer -> {
                if (view.serves(answer, policy)) {
                    view.kept(reading, answer, blocking);
                    return CompletableFuture.<@Nullable V>completedFuture(answer.value());
                }
                blocking.valueOf(key, answer); // throws a failure that the policy does not swallow
                return NearView.afterLookup(blocking, answer).async().getOrCompute(key, loader, policy);
            });
        });
    }

    @Override
    public CompletableFuture<Map<K, V>> getAllOrCompute(Collection<? extends K> keys, AsyncBulkLoader<K, V> loader) {
        return getAllOrCompute(keys, loader, blocking.loadPolicy());
    }

    @Override
    public CompletableFuture<Map<K, V>> getAllOrCompute(
            Collection<? extends K> keys, AsyncBulkLoader<K, V> loader, LoadPolicy policy) {
        Objects.requireNonNull(loader, "loader");
        Map<K, @Nullable V> found = new LinkedHashMap<>();
        List<NearView.Reading<K>> missing = view.missing(keys, found);
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(NearView.withoutNulls(found));
        }
        return behind.getAllOrCompute(NearView.keysOf(missing), loader, policy).thenApply(loaded -> {
            found.putAll(loaded);
            return NearView.withoutNulls(found);
        });
    }

    @Override
    public AsyncLeases<K, V> leases() {
        return new NearAsyncLeases<>(behind.leases(), view);
    }
}
