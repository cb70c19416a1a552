package dev.memjay.server.store;

import org.jspecify.annotations.Nullable;

/**
 * One stored value.
 *
 * <p>Value, flags and cas never change, so that a reader without a lock sees what belongs together. Expiry and the marks of
 * the meta protocol change only under the lock of the key; access time and the fetched mark are written by any reader,
 * where the last one wins.
 */
public final class Item {
    /** What memcached 1.6 needs for one item beside key and value: header of 48 bytes and 8 of cas. */
    public static final int OVERHEAD = 56;

    private final Key key;
    private final byte[] value;
    private final int clientFlags;
    private final long cas;
    private final long born;
    private final boolean keyBinary;
    private volatile long expireAt;
    private volatile boolean stale;
    private volatile boolean tokenSent;
    private boolean fetched;
    private boolean active;
    private long lastAccess;

    /** These three belong to the {@link EvictionOrder}, under its monitor. */
    @Nullable
    Item older;

    @Nullable
    Item newer;

    EvictionOrder.Place place = EvictionOrder.Place.NEW;

    Item(Key key, byte[] value, int clientFlags, long expireAt, long cas, long born, boolean keyBinary, long now) {
        this.key = key;
        this.value = value;
        this.clientFlags = clientFlags;
        this.expireAt = expireAt;
        this.cas = cas;
        this.born = born;
        this.keyBinary = keyBinary;
        this.lastAccess = now;
    }

    /** The same item with another value, flags and cas, and its marks and times kept. */
    Item changed(byte[] newValue, int newFlags, long newCas) {
        Item copy = new Item(key, newValue, newFlags, expireAt, newCas, born, keyBinary, lastAccess);
        copy.stale = stale;
        copy.tokenSent = tokenSent;
        copy.fetched = fetched;
        copy.active = active;
        return copy;
    }

    public Key key() {
        return key;
    }

    public byte[] value() {
        return value;
    }

    public int clientFlags() {
        return clientFlags;
    }

    public long cas() {
        return cas;
    }

    long born() {
        return born;
    }

    /** Whether the key came in base64 and goes out so. */
    public boolean keyBinary() {
        return keyBinary;
    }

    /** Milliseconds since 1970, or 0 for never. */
    public long expireAt() {
        return expireAt;
    }

    void expireAt(long millis) {
        expireAt = millis;
    }

    boolean expired(long now) {
        long at = expireAt;
        return at != 0 && at <= now;
    }

    /** Whole seconds left, rounded up; -1 for an item without a time to live. */
    public long secondsLeft(long now) {
        return secondsLeft(expireAt, now);
    }

    /** Whole seconds until then, rounded up; -1 for a time of 0. */
    public static long secondsLeft(long at, long now) {
        return at == 0 ? -1 : Math.max(0, (at - now + 999) / 1000);
    }

    public boolean stale() {
        return stale;
    }

    /** Marks the item as stale or as good. */
    public void stale(boolean mark) {
        stale = mark;
    }

    /** Whether somebody has been told to recache the item. */
    public boolean tokenSent() {
        return tokenSent;
    }

    /** Notes that somebody was told to recache the item. */
    public void tokenSent(boolean mark) {
        tokenSent = mark;
    }

    public boolean fetched() {
        return fetched;
    }

    public long lastAccess() {
        return lastAccess;
    }

    /** Whether the item was used twice since it last had its turn to make room. */
    boolean active() {
        return active;
    }

    void passive() {
        active = false;
    }

    /** Notes one use. */
    public void bump(long now) {
        if (fetched) {
            active = true;
        }
        fetched = true;
        lastAccess = now;
    }

    void accessed(long now) {
        lastAccess = now;
    }

    /** Bytes that memcached would need for this item. */
    public int size() {
        return size(key.length(), clientFlags, value.length);
    }

    /** The class of memcached's that the item belongs to. */
    public int slabClass() {
        return SlabClasses.of(size());
    }

    static int size(int keyLength, int clientFlags, int valueLength) {
        return OVERHEAD + keyLength + 1 + (clientFlags == 0 ? 0 : 4) + valueLength + 2;
    }
}
