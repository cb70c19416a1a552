package dev.memjay.jcache;

import dev.memjay.Keyspace;
import dev.memjay.error.MemjayException;
import dev.memjay.jcache.Items.Done;
import dev.memjay.jcache.Items.Found;
import dev.memjay.jcache.Items.Slot;
import dev.memjay.jcache.Listeners.Happening;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * JCache's operations over the items of one cache. The package's description says which way they go.
 *
 * <p>Thread-safe; its configuration is guarded by the cache. Failures of memcached are {@link CacheException}s with Memjay's own as their cause.
 */
final class MemjayCache<K, V> implements Cache<K, V> {
    private final String name;
    private final MemjayCacheManager manager;
    private final MutableConfiguration<K, V> configuration;
    private final Items<K, V> items;
    private final Expiry expiry;
    private final Source<K, V> source;
    private final Listeners<K, V> listeners;
    private final Executor loads;
    private final Statistics statistics = new Statistics();
    private final MBeans beans;
    private volatile boolean isClosed;

    MemjayCache(String name, MemjayCacheManager manager, CompleteConfiguration<K, V> configuration, Items<K, V> items) {
        this.name = name;
        this.manager = manager;
        this.configuration = new MutableConfiguration<>(configuration);
        this.items = items;
        expiry = new Expiry(this.configuration.getExpiryPolicyFactory().create());
        source = new Source<>(name, this.configuration);
        listeners = new Listeners<>(this, manager.events());
        loads = manager.loads();
        beans = new MBeans(manager.getURI().toString(), name);
        this.configuration.getCacheEntryListenerConfigurations().forEach(listeners::register);
    }

    // Reading

    @Override
    public @Nullable V get(K key) {
        requireKey(key);
        return timed(statistics::readFor, () -> {
            Found<K, V> found = read(Set.of(key));
            V value = found(key, found);
            return value != null || !source.readsThrough()
                    ? value
                    : load(Set.of(key), found).get(key);
        });
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        requireKeys(keys);
        return timed(statistics::readFor, () -> {
            Found<K, V> found = read(keys);
            Map<K, V> values = new LinkedHashMap<>();
            Set<K> missing = new LinkedHashSet<>();
            forEach(keys, key -> {
                V value = found(key, found);
                if (value == null) {
                    missing.add(key);
                } else {
                    values.put(key, value);
                }
            });
            if (source.readsThrough() && !missing.isEmpty()) {
                values.putAll(load(missing, found));
            }
            return values;
        });
    }

    @Override
    public boolean containsKey(K key) {
        requireKey(key);
        return guarded(() -> items.get(Set.of(key)).slot(key).value() != null);
    }

    private Found<K, V> read(Set<? extends K> keys) {
        return expiry.isMovedByAccess() || listeners.hearsOfEnds() ? items.gets(keys) : items.get(keys);
    }

    /** The value that was found, counted and with its end moved. */
    private @Nullable V found(K key, Found<K, V> found) {
        Slot<V> slot = found.slot(key);
        V value = slot.value();
        statistics.read(value != null);
        if (value != null && expiry.isMovedByAccess()) {
            long now = Expiry.now();
            Outcome<V, V> outcome = accessed(slot, now, value);
            // Lost to another's write or read, it has a newer end already.
            if (outcome.deed() != Outcome.Deed.KEEP && items.attempt(key, found, outcome, now)) {
                settled(key, new Done<>(slot, outcome, true));
            }
        } else if (slot.ended() != null && listeners.hearsOfEnds()) {
            removeEnded(key, found);
        }
        return value;
    }

    private <R> Outcome<V, R> accessed(Slot<V> slot, long now, @Nullable R result) {
        if (!expiry.isMovedByAccess()) {
            return Outcome.keep(result);
        }
        long end = expiry.afterAccess(slot.end(), now);
        return end == slot.end() ? Outcome.keep(result) : Outcome.touch(end, now, result);
    }

    // Loading

    private Map<K, V> load(Set<K> missing, Found<K, V> found) {
        String generation = found.generation();
        Map<K, V> values = new LinkedHashMap<>();
        Set<K> absent = new LinkedHashSet<>(missing);
        Set<K> ended = new LinkedHashSet<>(missing);
        ended.removeIf(key -> found.slot(key).item() == null);
        if (!ended.isEmpty()) {
            Found<K, V> again = items.gets(ended);
            generation = again.generation();
            for (K key : ended) {
                V value = again.slot(key).value();
                if (value != null) {
                    values.put(key, value);
                    absent.remove(key);
                } else {
                    removeEnded(key, again);
                }
            }
        }
        long now = Expiry.now();
        long end = expiry.afterCreation(now);
        if (generation == null || end <= now) {
            values.putAll(source.loadAll(absent));
            return values;
        }
        if (!absent.isEmpty()) {
            Map<K, V> own = new LinkedHashMap<>();
            Map<K, V> present = items.load(absent, generation, end, now, keys -> {
                Map<K, V> loaded = loadedOf(keys);
                own.putAll(loaded);
                return loaded;
            });
            forEach(
                    own.keySet(),
                    key -> listeners.notify(key, List.of(new Happening<>(EventType.CREATED, own.get(key), null))));
            values.putAll(present);
        }
        return values;
    }

    /**
     * Removes the item of an entry that has ended, or whose value cannot be read, so that one caller loads it again. If another
     * was faster, it is gone or replaced already.
     */
    private void removeEnded(K key, Found<K, V> found) {
        if (found.slot(key).item() != null) {
            Outcome<V, V> outcome = Outcome.remove(null);
            if (items.attempt(key, found, outcome, Expiry.now())) {
                settled(key, new Done<>(found.slot(key), outcome, true));
            }
        }
    }

    private Map<K, V> loadedOf(Set<K> keys) {
        if (keys.size() > 1) {
            return source.loadAll(keys);
        }
        Map<K, V> loaded = new LinkedHashMap<>();
        for (K key : keys) {
            V value = source.load(key);
            if (value != null) {
                loaded.put(key, value);
            }
        }
        return loaded;
    }

    @Override
    public void loadAll(Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener listener) {
        requireKeys(keys);
        if (!source.hasLoader()) {
            if (listener != null) {
                listener.onCompletion();
            }
            return;
        }
        Set<K> wanted = new LinkedHashSet<>(keys);
        loads.execute(() -> {
            try {
                guarded(() -> {
                    loadInto(wanted, replaceExistingValues);
                    return true;
                });
            } catch (RuntimeException e) {
                if (listener != null) {
                    listener.onException(e);
                }
                return;
            } catch (Error e) {
                if (listener != null) {
                    listener.onException(
                            new CacheLoaderException("the loader of cache '" + name + "' failed: " + e, e));
                }
                throw e;
            }
            if (listener != null) {
                listener.onCompletion();
            }
        });
    }

    private void loadInto(Set<K> keys, boolean replaceExistingValues) {
        Found<K, V> found = items.gets(keys);
        if (!replaceExistingValues) {
            keys.removeIf(key -> found.slot(key).value() != null);
        }
        forEach(
                source.loadAll(keys).entrySet(),
                entry -> alter(entry.getKey(), found, (slot, now) -> {
                    if (slot.value() != null && !replaceExistingValues) {
                        return Outcome.keep(false);
                    }
                    return stored(slot, entry.getValue(), now, true);
                }));
    }

    // Writing

    @Override
    public void put(K key, V value) {
        requireEntry(key, value);
        timed(statistics::putFor, () -> {
            write(key, value);
            store(Map.of(key, value));
            return true;
        });
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        requireOpen();
        Map<K, V> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            requireEntry(key, value);
            entries.put(key, value);
        });
        timed(statistics::putFor, () -> {
            if (source.writesThrough()) {
                entries.forEach(items::requireReadable);
            }
            CacheWriterException failure = source.writeAll(entries);
            return orThrow(failure, () -> store(entries));
        });
    }

    private void store(Map<K, V> entries) {
        if (entries.isEmpty()) {
            return;
        }
        if (expiry.isSameForUpdate() && listeners.isEmpty()) {
            long now = Expiry.now();
            long end = expiry.afterCreation(now);
            if (end > now) {
                boolean isStored = entries.size() == 1
                        ? storeOne(entries.entrySet().iterator().next(), end, now)
                        : items.setAll(entries, end, now);
                statistics.puts(isStored ? entries.size() : 0);
                return;
            }
        }
        Found<K, V> found = items.gets(entries.keySet());
        forEach(
                entries.entrySet(),
                entry -> alter(entry.getKey(), found, (slot, now) -> stored(slot, entry.getValue(), now, true)));
    }

    /** Writes through what can be cached, and nothing else. */
    private void write(K key, V value) {
        if (source.writesThrough()) {
            items.requireReadable(key, value);
            source.write(key, value);
        }
    }

    private boolean storeOne(Map.Entry<K, V> entry, long end, long now) {
        return items.set(entry.getKey(), entry.getValue(), end, now);
    }

    private <R> Outcome<V, R> stored(Slot<V> slot, V value, long now, @Nullable R result) {
        long end = slot.value() == null ? expiry.afterCreation(now) : expiry.afterUpdate(slot.end(), now);
        return Outcome.store(value, end, now, result);
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        requireEntry(key, value);
        return timed(
                statistics::putFor,
                () -> timed(statistics::readFor, () -> {
                    write(key, value);
                    return alterCounted(key, (slot, now) -> stored(slot, value, now, slot.value()));
                }));
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        requireEntry(key, value);
        return timed(
                statistics::putFor,
                () -> alterCounted(key, (slot, now) -> {
                    if (slot.value() != null) {
                        return Outcome.keep(false);
                    }
                    write(key, value);
                    return stored(slot, value, now, true);
                }));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        requireEntry(key, newValue);
        Objects.requireNonNull(oldValue, "oldValue");
        return timed(
                statistics::putFor,
                () -> alterCounted(key, (slot, now) -> {
                    if (slot.value() == null) {
                        return Outcome.keep(false);
                    }
                    if (!oldValue.equals(slot.value())) {
                        return accessed(slot, now, false);
                    }
                    write(key, newValue);
                    return stored(slot, newValue, now, true);
                }));
    }

    @Override
    public boolean replace(K key, V value) {
        return getAndReplace(key, value) != null;
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        requireEntry(key, value);
        return timed(
                statistics::putFor,
                () -> timed(
                        statistics::readFor,
                        () -> alterCounted(key, (slot, now) -> {
                            if (slot.value() == null) {
                                return Outcome.keep(null);
                            }
                            write(key, value);
                            return stored(slot, value, now, slot.value());
                        })));
    }

    // Removing

    @Override
    public boolean remove(K key) {
        requireKey(key);
        return timed(statistics::removedFor, () -> {
            source.delete(key);
            if (expiry.isEternal() && listeners.isEmpty()) {
                boolean isRemoved = items.delete(key);
                if (isRemoved) {
                    statistics.removed();
                }
                return isRemoved;
            }
            // Null if the failure policy dropped it.
            return Boolean.TRUE.equals(alter(key, null, (slot, now) -> Outcome.remove(slot.value() != null)));
        });
    }

    @Override
    public boolean remove(K key, V oldValue) {
        requireEntry(key, oldValue);
        return timed(
                statistics::removedFor,
                () -> alterCounted(key, (slot, now) -> {
                    if (slot.value() == null) {
                        return Outcome.keep(false);
                    }
                    if (!oldValue.equals(slot.value())) {
                        return accessed(slot, now, false);
                    }
                    source.delete(key);
                    return Outcome.remove(true);
                }));
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        requireKey(key);
        return timed(
                statistics::removedFor,
                () -> timed(statistics::readFor, () -> {
                    source.delete(key);
                    return alterCounted(key, (slot, now) -> Outcome.remove(slot.value()));
                }));
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        requireKeys(keys);
        timed(statistics::removedFor, () -> {
            List<K> gone = new ArrayList<>(keys);
            CacheWriterException failure = source.deleteAll(gone);
            return orThrow(failure, () -> {
                if (listeners.isEmpty() && !statistics.isEnabled()) {
                    items.deleteAll(gone);
                } else {
                    Found<K, V> found = items.gets(gone);
                    forEach(gone, key -> alter(key, found, (slot, now) -> Outcome.remove(true)));
                }
            });
        });
    }

    @Override
    public void removeAll() {
        requireOpen();
        if (source.writesThrough()) {
            throw new UnsupportedOperationException(
                    "cache '" + name + "' writes through, and removeAll() would have to give"
                            + " each of its keys to the writer; memcached lists no keys. Use removeAll(keys), or clear(), which"
                            + " empties the cache alone");
        }
        clear();
    }

    @Override
    public void clear() {
        guarded(() -> {
            items.clear();
            return true;
        });
    }

    /** Does to the cache what the writer has done to its side, and throws what the writer failed with. */
    private static boolean orThrow(@Nullable CacheWriterException failure, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
        if (failure != null) {
            throw failure;
        }
        return true;
    }

    // Processing

    @Override
    public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        requireKey(key);
        Objects.requireNonNull(processor, "processor");
        return guarded(() -> processed(key, null, processor, arguments));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        requireKeys(keys);
        Objects.requireNonNull(processor, "processor");
        return guarded(() -> {
            Found<K, V> found = items.getsToChange(keys);
            Map<K, EntryProcessorResult<T>> results = new LinkedHashMap<>();
            for (K key : keys) {
                try {
                    T result = guarded(() -> processed(key, found, processor, arguments));
                    if (result != null) {
                        results.put(key, () -> result);
                    }
                } catch (CacheException e) {
                    results.put(key, () -> {
                        throw e instanceof EntryProcessorException own ? own : new EntryProcessorException(e);
                    });
                }
            }
            return results;
        });
    }

    private <T> @Nullable T processed(
            K key, @Nullable Found<K, V> found, EntryProcessor<K, V, T> processor, Object... arguments) {
        Done<V, T> done = items.change(key, found, (slot, now) -> process(key, slot, now, processor, arguments));
        statistics.read(done.slot().value() != null);
        return settled(key, done);
    }

    private <T> Outcome<V, T> process(
            K key, Slot<V> slot, long now, EntryProcessor<K, V, T> processor, Object... arguments) {
        ProcessedEntry<K, V> entry =
                new ProcessedEntry<>(key, slot.value(), source.readsThrough() ? source::load : null);
        T result;
        try {
            result = processor.process(entry, arguments);
        } catch (CacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EntryProcessorException("the entry processor failed on cache '" + name + "': " + e, e);
        }
        V value = entry.value();
        return switch (entry.work()) {
            case NONE -> Outcome.keep(result);
            case READ -> accessed(slot, now, result);
            case LOADED ->
                value == null ? Outcome.keep(result) : Outcome.load(value, expiry.afterCreation(now), now, result);
            case SET -> {
                V set = Objects.requireNonNull(value, "value");
                write(key, set);
                yield stored(slot, set, now, result);
            }
            case REMOVED -> {
                source.delete(key);
                yield Outcome.remove(result);
            }
        };
    }

    // What all changes have in common

    private <R> @Nullable R alterCounted(K key, Items.Decision<V, R> decision) {
        Done<V, R> done = items.change(key, null, decision);
        statistics.read(done.slot().value() != null);
        return settled(key, done);
    }

    private <R> @Nullable R alter(K key, @Nullable Found<K, V> found, Items.Decision<V, R> decision) {
        return settled(key, items.overwrite(key, found, decision));
    }

    /**
     * Counts what was done and notifies the listeners.
     *
     * @throws CacheEntryListenerException if a synchronous one failed
     */
    private <R> @Nullable R settled(K key, Done<V, R> done) {
        Outcome<V, R> outcome = done.outcome();
        if (!done.isDone() || outcome.deed() == Outcome.Deed.KEEP) {
            return outcome.result();
        }
        V old = done.slot().value();
        V ended = done.slot().ended();
        List<Happening<V>> happened = new ArrayList<>(2);
        if (ended != null) {
            happened.add(new Happening<>(EventType.EXPIRED, ended, ended));
        }
        EventType written = old == null ? EventType.CREATED : EventType.UPDATED;
        switch (outcome.deed()) {
            case STORE -> {
                statistics.puts(1);
                happened.add(new Happening<>(written, outcome.value(), old));
            }
            case LOAD -> happened.add(new Happening<>(written, outcome.value(), old));
            case EXPIRE -> {
                if (old != null) {
                    statistics.puts(1);
                    happened.add(new Happening<>(EventType.UPDATED, outcome.value(), old));
                    happened.add(new Happening<>(EventType.EXPIRED, outcome.value(), outcome.value()));
                }
            }
            case END -> happened.add(new Happening<>(EventType.EXPIRED, old, old));
            case REMOVE -> {
                if (old != null) {
                    statistics.removed();
                    happened.add(new Happening<>(EventType.REMOVED, old, old));
                }
            }
            case KEEP, TOUCH -> {}
        }
        listeners.notify(key, happened);
        return outcome.result();
    }

    /** Does the work for every key; what a listener failed with is thrown at the end, with other failures of listeners suppressed. */
    private static <K> void forEach(Iterable<? extends K> keys, Consumer<? super K> work) {
        CacheEntryListenerException failure = null;
        for (K key : keys) {
            try {
                work.accept(key);
            } catch (CacheEntryListenerException e) {
                failure = Listeners.first(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private <R extends @Nullable Object> R timed(LongConsumer clock, Supplier<R> work) {
        if (!statistics.isEnabled()) {
            return guarded(work);
        }
        long start = System.nanoTime();
        R result = guarded(work);
        clock.accept(System.nanoTime() - start);
        return result;
    }

    private <R extends @Nullable Object> R guarded(Supplier<R> work) {
        requireOpen();
        try {
            return work.get();
        } catch (MemjayException e) {
            throw new CacheException("cache '" + name + "': " + e.getMessage(), e);
        }
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("cache '" + name + "' is closed");
        }
    }

    private void requireKey(K key) {
        requireOpen();
        Objects.requireNonNull(key, "key");
    }

    private void requireEntry(K key, V value) {
        requireKey(key);
        Objects.requireNonNull(value, "value");
    }

    private void requireKeys(Set<? extends K> keys) {
        requireOpen();
        for (K key : Objects.requireNonNull(keys, "keys")) {
            Objects.requireNonNull(key, "key");
        }
    }

    // The cache itself

    @Override
    public String getName() {
        return name;
    }

    @Override
    public MemjayCacheManager getCacheManager() {
        return manager;
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        if (!type.isInstance(configuration)) {
            throw new IllegalArgumentException("the configuration of cache '" + name + "' is not a " + type.getName()
                    + "; ask for CompleteConfiguration");
        }
        return type.cast(configuration);
    }

    synchronized void showStatistics(boolean enabled) {
        requireOpen();
        statistics.enable(enabled);
        configuration.setStatisticsEnabled(enabled);
        if (enabled) {
            beans.showStatistics(statistics);
        } else {
            beans.hideStatistics();
        }
    }

    synchronized void showConfiguration(boolean enabled) {
        requireOpen();
        configuration.setManagementEnabled(enabled);
        if (enabled) {
            beans.showConfiguration(configuration);
        } else {
            beans.hideConfiguration();
        }
    }

    @Override
    public synchronized void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        requireOpen();
        configuration.addCacheEntryListenerConfiguration(listener);
        listeners.register(listener);
    }

    @Override
    public synchronized void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        requireOpen();
        configuration.removeCacheEntryListenerConfiguration(Objects.requireNonNull(listener, "listener"));
        listeners.deregister(listener);
    }

    @Override
    public Iterator<Cache.Entry<K, V>> iterator() {
        requireOpen();
        throw new UnsupportedOperationException(
                "cache '" + name + "' cannot be iterated: memcached lists no keys, and an index"
                        + " kept in this JVM would not know what the others stored. Use getAll(keys)");
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        manager.release(this);
        beans.hideConfiguration();
        beans.hideStatistics();
        listeners.close();
        source.close();
        MemjayCacheManager.closeGiven(expiry.policy());
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    /** This cache, or Memjay's {@link Keyspace} behind it. */
    @Override
    public <T> T unwrap(Class<T> type) {
        return type == Keyspace.class ? type.cast(items.keyspace()) : MemjayCacheManager.unwrap(type, this);
    }

    @Override
    public String toString() {
        return "MemjayCache[" + name + "]";
    }
}
