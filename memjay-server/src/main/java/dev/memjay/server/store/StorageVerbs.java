package dev.memjay.server.store;

import org.jspecify.annotations.Nullable;

/** What set, add, replace, append, prepend and cas do with an item that is there or not; the store holds the lock. */
final class StorageVerbs {
    private final Store store;
    private final Counters counters;
    private final TimeSource clock;
    private final int itemSizeMax;

    /** The verbs of one store. */
    StorageVerbs(Store store, Counters counters, TimeSource clock, int itemSizeMax) {
        this.store = store;
        this.counters = counters;
        this.clock = clock;
        this.itemSizeMax = itemSizeMax;
    }

    /** Carries out a storage verb on the live item of its key. */
    StoreOutcome store(StoreRequest request, @Nullable Item old) {
        return old == null ? storeNew(request) : storeOver(request, old);
    }

    private StoreOutcome storeNew(StoreRequest request) {
        switch (request.mode) {
            case SET, ADD -> {
                return put(request, request.value, request.clientFlags, request.expireAt);
            }
            case CAS -> {
                counters.add(Counter.CAS_MISSES);
                return StoreOutcome.NOT_FOUND;
            }
            case APPEND, PREPEND -> {
                return request.vivify
                        ? put(request, request.value, request.clientFlags, request.vivifyExpireAt)
                        : StoreOutcome.NOT_STORED;
            }
            default -> {
                return StoreOutcome.NOT_STORED;
            }
        }
    }

    private StoreOutcome storeOver(StoreRequest request, Item old) {
        return switch (request.mode) {
            case SET, REPLACE -> put(request, request.value, request.clientFlags, request.expireAt);
            case ADD -> {
                old.accessed(clock.nowMillis());
                yield StoreOutcome.NOT_STORED;
            }
            case CAS -> compareAndStore(request, old);
            case APPEND, PREPEND -> join(request, old);
        };
    }

    private StoreOutcome compareAndStore(StoreRequest request, Item old) {
        long wanted = request.compareCas;
        if (wanted != 0 && wanted == old.cas()) {
            counters.add(Counter.CAS_HITS, old);
            return put(request, request.value, request.clientFlags, request.expireAt);
        }
        if (wanted != 0 && request.allowStale && Long.compareUnsigned(wanted, old.cas()) < 0) {
            counters.add(Counter.CAS_HITS, old);
            Item item = item(request, request.value, request.clientFlags, old.expireAt());
            item.stale(true);
            item.tokenSent(old.tokenSent());
            return put(request, item);
        }
        counters.add(Counter.CAS_BADVAL, old);
        return StoreOutcome.EXISTS;
    }

    private StoreOutcome join(StoreRequest request, Item old) {
        if (request.compareCas != 0 && request.compareCas != old.cas()) {
            return StoreOutcome.EXISTS;
        }
        byte[] first = request.mode == StoreMode.APPEND ? old.value() : request.value;
        byte[] second = request.mode == StoreMode.APPEND ? request.value : old.value();
        if ((long) first.length + second.length > itemSizeMax
                || !store.fits(request.key.length(), old.clientFlags(), first.length + second.length)) {
            return StoreOutcome.NOT_STORED;
        }
        byte[] joined = new byte[first.length + second.length];
        System.arraycopy(first, 0, joined, 0, first.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return put(request, joined, old.clientFlags(), old.expireAt());
    }

    private StoreOutcome put(StoreRequest request, byte[] value, int clientFlags, long expireAt) {
        return put(request, item(request, value, clientFlags, expireAt));
    }

    private Item item(StoreRequest request, byte[] value, int clientFlags, long expireAt) {
        return store.births()
                .item(request.key, value, clientFlags, expireAt, request.keyBinary, request.hasNewCas, request.newCas);
    }

    private StoreOutcome put(StoreRequest request, Item item) {
        store.put(item);
        request.resultCas = item.cas();
        request.resultLength = item.value().length;
        return StoreOutcome.STORED;
    }
}
