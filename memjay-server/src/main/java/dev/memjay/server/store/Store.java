package dev.memjay.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The items of one server, bounded by bytes.
 *
 * <p>Caffeine holds the items, the {@link EvictionOrder} says which of them make room. What an item means (expired,
 * flushed, stale) is decided here, at each access: Caffeine's expiry runs {@link #SWEEP_DELAY_MILLIS} late and only takes
 * dead items out of the accounts. Readers take no lock. Whoever changes an item holds its {@link #lock}, so that each verb
 * is atomic for its key.
 */
public final class Store {
    private static final String FOUND = "found";
    private static final long SWEEP_DELAY_MILLIS = 1000;
    /** A power of two; far more than there are event loops, so that two verbs seldom meet. */
    private static final int LOCKS = 256;

    private final TimeSource clock;
    private final Counters counters;
    private final Cache<Key, Item> items;
    private final Object[] locks = new Object[LOCKS];
    private final Births births;
    private final int itemSizeMax;
    private final boolean evictions;
    private final EvictionOrder order = new EvictionOrder();
    private final StorageVerbs verbs;
    private final Arithmetic arithmetic;

    private volatile long maxBytes;
    private volatile Counter sweptCounter = Counter.RECLAIMED;
    private volatile @Nullable StoreObserver observer;

    /** A store of at most so many bytes. */
    public Store(TimeSource clock, Counters counters, StoreLimits limits) {
        this.clock = clock;
        this.counters = counters;
        this.maxBytes = limits.maxBytes();
        this.itemSizeMax = limits.itemSizeMax();
        this.evictions = limits.evictions();
        this.births = new Births(clock, limits.cas(), limits.flushesSeconds());
        this.verbs = new StorageVerbs(this, counters, clock, limits.itemSizeMax());
        this.arithmetic = new Arithmetic(this, counters, clock);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
        this.items = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(() -> clock.nowMillis() * 1_000_000)
                .expireAfter(new ItemLife(SWEEP_DELAY_MILLIS))
                .evictionListener(this::removed)
                .build();
    }

    private void removed(@Nullable Key key, @Nullable Item item, RemovalCause cause) {
        if (item != null && cause == RemovalCause.EXPIRED) {
            order.remove(item);
            reclaimed(item, sweptCounter);
        }
    }

    /** Sets which counter tells of dead items that were found before anybody asked for them. */
    public void sweptCounter(Counter counter) {
        sweptCounter = counter;
    }

    /** Puts an item in its place, and takes out what it leaves no room for. */
    private void place(Item item) {
        Item before = items.asMap().put(item.key(), item);
        if (before != null) {
            order.remove(before);
        }
        order.add(item);
        makeRoom();
    }

    private void makeRoom() {
        if (!evictions) {
            return;
        }
        for (Item victim = order.victim(maxBytes); victim != null; victim = order.victim(maxBytes)) {
            items.asMap().remove(victim.key(), victim);
            counters.evicted(victim);
            StoreObserver watching = observer;
            if (watching != null) {
                watching.evicted(victim);
            }
        }
    }

    private void takeOut(Key key) {
        Item item = items.asMap().remove(key);
        if (item != null) {
            order.remove(item);
        }
    }

    private void reclaimed(Item item, Counter finder) {
        counters.add(finder, item);
        if (!item.fetched()) {
            counters.add(Counter.EXPIRED_UNFETCHED, item);
        }
    }

    /** Sets who is told what happens, or null for nobody. */
    public void observer(@Nullable StoreObserver newObserver) {
        observer = newObserver;
    }

    /** The monitor that guards changes of this key's item. */
    public Object lock(Key key) {
        return locks[(key.hashCode() >>> 16) & (LOCKS - 1)];
    }

    public long now() {
        return clock.nowMillis();
    }

    /** The live item of the key, not counted as a use. */
    public @Nullable Item find(Key key) {
        Item item = items.getIfPresent(key);
        String outcome = "not_found";
        if (item != null) {
            outcome = state(item);
            if (!outcome.equals(FOUND)) {
                if (items.asMap().remove(item.key(), item)) {
                    order.remove(item);
                    reclaimed(item, Counter.RECLAIMED);
                }
                item = null;
            }
        }
        StoreObserver watching = observer;
        if (watching != null) {
            watching.fetched(key, item, outcome);
        }
        return item;
    }

    private String state(Item item) {
        long now = clock.nowMillis();
        if (births.flushed(item, now)) {
            counters.add(Counter.GET_FLUSHED);
            return "flushed";
        }
        if (item.expired(now)) {
            counters.add(Counter.GET_EXPIRED);
            return "expired";
        }
        return FOUND;
    }

    /** Whether an item of this shape can be stored at all. */
    public boolean fits(int keyLength, int clientFlags, int valueLength) {
        return Item.size(keyLength, clientFlags, 0) + (long) valueLength <= itemSizeMax;
    }

    /** The class that an item of this shape is in. */
    public static int classOf(int keyLength, int clientFlags, int valueLength) {
        return SlabClasses.of(Item.size(keyLength, clientFlags, valueLength));
    }

    /** Whether there is room for such an item, given that nothing may be evicted. */
    public boolean hasRoom(int keyLength, int clientFlags, int valueLength) {
        return evictions
                || order.taken() + SlabClasses.share(Item.size(keyLength, clientFlags, valueLength)) <= maxBytes;
    }

    /** Carries out a storage verb. */
    public StoreOutcome store(StoreRequest request) {
        counters.addInClass(Counter.CMD_SET, request.slabClass());
        synchronized (lock(request.key)) {
            StoreOutcome outcome = verbs.store(request, find(request.key));
            StoreObserver watching = observer;
            if (watching != null) {
                watching.stored(request, outcome);
            }
            return outcome;
        }
    }

    /** Carries out incr or decr; the caller holds the lock. */
    public Delta.Outcome add(Key key, Delta delta, Numbers numbers) {
        return arithmetic.add(find(key), delta, numbers);
    }

    /** Who gives the items of this store their numbers. */
    Births births() {
        return births;
    }

    /** Puts in a new item, in the place of one that has its key. */
    void put(Item item) {
        counters.add(Counter.TOTAL_ITEMS);
        place(item);
    }

    /** Creates an item for a key that has none; the caller holds the lock. */
    public Item create(Key key, byte[] value, boolean keyBinary, long expireAt, boolean hasNewCas, long newCas) {
        Item item = births.item(key.stored(), value, 0, expireAt, keyBinary, hasNewCas, newCas);
        put(item);
        return item;
    }

    /** Gives a live item another time to live; the caller holds the lock. */
    public void touch(Item item, long expireAt) {
        item.expireAt(expireAt);
        // an item that had to make room just now stays away
        items.asMap().replace(item.key(), item, item);
    }

    /** Takes a live item out for a command, nameless if it is not to be watched; the caller holds the lock. */
    public void remove(Item item, String command) {
        takeOut(item.key());
        StoreObserver watching = observer;
        if (watching != null && !command.isEmpty()) {
            watching.deleted(item, command);
        }
    }

    /** Takes out whatever the key holds. */
    public void drop(Key key) {
        synchronized (lock(key)) {
            takeOut(key);
        }
    }

    /** Puts the same item back with another value or only another cas; the caller holds the lock. */
    public Item change(Item item, byte[] value, int clientFlags, boolean hasNewCas, long newCas) {
        Item changed = item.changed(value, clientFlags, births.casOfChange(hasNewCas, newCas));
        place(changed);
        return changed;
    }

    /** Uses up a number of the counter that the items take their cas numbers from. */
    public long nextNumber() {
        return births.nextNumber();
    }

    /** Makes everything stored until {@code atMillis} disappear at that moment; 0 means now. */
    public void flush(long atMillis) {
        births.flush(atMillis);
    }

    /** Takes dead items out of the accounts. */
    public void sweep() {
        long now = clock.nowMillis();
        if (births.unswept(now)) {
            for (Item item : items.asMap().values()) {
                if (births.flushed(item, now) && items.asMap().remove(item.key(), item)) {
                    order.remove(item);
                }
            }
        }
        items.cleanUp();
    }

    /** Shows each live item to the consumer. */
    public void forEach(Consumer<Item> consumer) {
        items().forEachRemaining(consumer);
    }

    /** The live items; the iterator shows what is there when it gets there, and may be used as late as the caller likes. */
    public Iterator<Item> items() {
        return items.asMap().values().stream().filter(this::alive).iterator();
    }

    private boolean alive(Item item) {
        long now = clock.nowMillis();
        return !item.expired(now) && !births.flushed(item, now);
    }

    public long count() {
        return items.estimatedSize();
    }

    /** Bytes in use, counted as memcached counts them. */
    public long bytes() {
        return order.bytes();
    }

    /** The number of items of a class. */
    public int count(int slabClass) {
        return order.items(slabClass);
    }

    /** The bytes of the items of a class. */
    public long bytes(int slabClass) {
        return order.bytes(slabClass);
    }

    public long maxBytes() {
        return maxBytes;
    }

    /** Sets another limit and evicts what is over it. */
    public void maxBytes(long bytes) {
        maxBytes = bytes;
        makeRoom();
    }
}
