package dev.memjay.jcache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one cache. They are notified of what this cache object did itself: memcached notifies nobody of what other
 * clients do. Synchronous ones are called by the thread that made the change, the others one event after the other on the
 * manager's thread for events; if too many wait, by the thread that made the change, ahead of them.
 */
final class Listeners<K, V> {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private record Registration<K, V>(
            CacheEntryListenerConfiguration<K, V> configuration,
            CacheEntryListener<? super K, ? super V> listener,
            @Nullable CacheEntryEventFilter<? super K, ? super V> filter) {}

    private final Cache<K, V> cache;
    private final Executor executor;
    private final List<Registration<K, V>> registrations = new CopyOnWriteArrayList<>();

    Listeners(Cache<K, V> cache, Executor executor) {
        this.cache = cache;
        this.executor = executor;
    }

    void register(CacheEntryListenerConfiguration<K, V> configuration) {
        var filters = configuration.getCacheEntryEventFilterFactory();
        registrations.add(new Registration<>(
                configuration,
                configuration.getCacheEntryListenerFactory().create(),
                filters == null ? null : filters.create()));
    }

    void deregister(CacheEntryListenerConfiguration<K, V> configuration) {
        for (Registration<K, V> registration : registrations) {
            if (registration.configuration().equals(configuration) && registrations.remove(registration)) {
                MemjayCacheManager.closeGiven(registration.listener());
            }
        }
    }

    void close() {
        registrations.forEach(registration -> MemjayCacheManager.closeGiven(registration.listener()));
        registrations.clear();
    }

    boolean isEmpty() {
        return registrations.isEmpty();
    }

    /** Whether anybody listens for entries that end. */
    boolean hearsOfEnds() {
        for (Registration<K, V> registration : registrations) {
            if (registration.listener() instanceof CacheEntryExpiredListener) {
                return true;
            }
        }
        return false;
    }

    /** What a change did to an entry. */
    record Happening<V>(
            EventType type, @Nullable V value, @Nullable V old) {}

    /**
     * Notifies the listeners of all that a change did.
     *
     * @throws CacheEntryListenerException if a synchronous listener failed; the change stays, and the others were notified
     */
    void notify(K key, List<Happening<V>> happened) {
        CacheEntryListenerException failure = null;
        for (Happening<V> happening : happened) {
            failure = notify(failure, key, happening);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** @return the first failure, with others suppressed */
    private @Nullable CacheEntryListenerException notify(
            @Nullable CacheEntryListenerException before, K key, Happening<V> happening) {
        CacheEntryListenerException failure = before;
        EventType type = happening.type();
        for (Registration<K, V> registration : registrations) {
            EntryEvent<K, V> event = new EntryEvent<>(cache, type, key, happening.value(), happening.old());
            if (!registration.configuration().isSynchronous()) {
                executor.execute(() -> {
                    try {
                        notify(registration, event);
                    } catch (RuntimeException e) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                () -> "a listener of cache '" + cache.getName() + "' failed on an event " + type,
                                e);
                    }
                });
                continue;
            }
            try {
                notify(registration, event);
            } catch (CacheEntryListenerException e) {
                failure = first(failure, e);
            } catch (RuntimeException e) {
                failure = first(
                        failure,
                        new CacheEntryListenerException(
                                "a listener of cache '" + cache.getName() + "' failed on an event " + type
                                        + "; the change was made all the same",
                                e));
            }
        }
        return failure;
    }

    static CacheEntryListenerException first(
            @Nullable CacheEntryListenerException failure, CacheEntryListenerException next) {
        if (failure == null) {
            return next;
        }
        failure.addSuppressed(next);
        return failure;
    }

    @SuppressWarnings("unchecked") // a listener of K and V is one of what K and V extend
    private static <K, V> void notify(Registration<K, V> registration, EntryEvent<K, V> event) {
        if (registration.filter() != null && !registration.filter().evaluate(event)) {
            return;
        }
        List<CacheEntryEvent<? extends K, ? extends V>> events = List.of(event);
        CacheEntryListener<K, V> listener = (CacheEntryListener<K, V>) registration.listener();
        switch (event.getEventType()) {
            case CREATED -> {
                if (listener instanceof CacheEntryCreatedListener<K, V> created) {
                    created.onCreated(events);
                }
            }
            case UPDATED -> {
                if (listener instanceof CacheEntryUpdatedListener<K, V> updated) {
                    updated.onUpdated(events);
                }
            }
            case REMOVED -> {
                if (listener instanceof CacheEntryRemovedListener<K, V> removed) {
                    removed.onRemoved(events);
                }
            }
            case EXPIRED -> {
                if (listener instanceof CacheEntryExpiredListener<K, V> expired) {
                    expired.onExpired(events);
                }
            }
        }
    }

    /** One event. The value of an entry that is gone is the one that it had. */
    private static final class EntryEvent<K, V> extends CacheEntryEvent<K, V> {
        private static final long serialVersionUID = 1L;

        private final transient K key;
        private final transient @Nullable V value;
        private final transient @Nullable V old;

        EntryEvent(Cache<K, V> cache, EventType type, K key, @Nullable V value, @Nullable V old) {
            super(cache, type);
            this.key = key;
            this.value = value;
            this.old = old;
        }

        @Override
        public K getKey() {
            return key;
        }

        @Override
        public @Nullable V getValue() {
            return value;
        }

        @Override
        public @Nullable V getOldValue() {
            return old;
        }

        @Override
        public boolean isOldValueAvailable() {
            return old != null;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            return MemjayCacheManager.unwrap(type, this);
        }
    }
}
