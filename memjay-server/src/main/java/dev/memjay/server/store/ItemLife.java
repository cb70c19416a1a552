package dev.memjay.server.store;

import com.github.benmanes.caffeine.cache.Expiry;

/** Tells Caffeine when it may sweep an item out: some time after readers stopped seeing it. */
final class ItemLife implements Expiry<Key, Item> {
    private final long delayMillis;

    ItemLife(long delayMillis) {
        this.delayMillis = delayMillis;
    }

    @Override
    public long expireAfterCreate(Key key, Item item, long currentNanos) {
        long at = item.expireAt();
        if (at == 0) {
            return Long.MAX_VALUE;
        }
        long left = Math.max(0, at - currentNanos / 1_000_000) + delayMillis;
        return left * 1_000_000;
    }

    @Override
    public long expireAfterUpdate(Key key, Item item, long currentNanos, long currentDuration) {
        return expireAfterCreate(key, item, currentNanos);
    }

    @Override
    public long expireAfterRead(Key key, Item item, long currentNanos, long currentDuration) {
        return currentDuration;
    }
}
