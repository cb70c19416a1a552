package dev.memjay.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.concurrent.atomic.AtomicLong;
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
    private final AtomicLong casCounter = new AtomicLong();
    private final FlushMark flushMark = new FlushMark();
    private final int itemSizeMax;
    private final boolean evictions;
    private final boolean casEnabled;

    private final EvictionOrder order = new EvictionOrder();

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
        this.casEnabled = limits.cas();
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
            counters.add(Counter.EVICTIONS, victim);
            if (!victim.fetched()) {
                counters.add(Counter.EVICTED_UNFETCHED, victim);
            }
            if (victim.expireAt() != 0) {
                counters.add(Counter.EVICTED_NONZERO, victim);
            }
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
        if (flushMark.covers(item, now)) {
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
            Item old = find(request.key);
            StoreOutcome outcome = old == null ? storeNew(request) : storeOver(request, old);
            StoreObserver watching = observer;
            if (watching != null) {
                watching.stored(request, outcome);
            }
            return outcome;
        }
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
                || !fits(request.key.length(), old.clientFlags(), first.length + second.length)) {
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
        long next = casCounter.incrementAndGet();
        long cas = !casEnabled ? 0 : request.hasNewCas ? request.newCas : next;
        return new Item(request.key, value, clientFlags, expireAt, cas, next, request.keyBinary, clock.nowMillis());
    }

    private StoreOutcome put(StoreRequest request, Item item) {
        counters.add(Counter.TOTAL_ITEMS);
        place(item);
        request.resultCas = item.cas();
        request.resultLength = item.value().length;
        return StoreOutcome.STORED;
    }

    /** Creates an item for a key that has none; the caller holds the lock. */
    public Item create(Key key, byte[] value, boolean keyBinary, long expireAt, boolean hasNewCas, long newCas) {
        long next = casCounter.incrementAndGet();
        long cas = !casEnabled ? 0 : hasNewCas ? newCas : next;
        Item item = new Item(key.stored(), value, 0, expireAt, cas, next, keyBinary, clock.nowMillis());
        counters.add(Counter.TOTAL_ITEMS);
        place(item);
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
        long cas = !casEnabled ? 0 : hasNewCas ? newCas : casCounter.incrementAndGet();
        Item changed = item.changed(value, clientFlags, cas);
        place(changed);
        return changed;
    }

    /** Carries out incr or decr; the caller holds the lock. */
    public Delta.Outcome add(Key key, Delta delta, Numbers numbers) {
        Item old = find(key);
        if (old == null) {
            return Delta.Outcome.NOT_FOUND;
        }
        byte[] text = old.value();
        if (text.length == 0) {
            return Delta.Outcome.NON_NUMERIC;
        }
        if (delta.compareCas != 0 && delta.compareCas != old.cas()) {
            return Delta.Outcome.CAS_MISMATCH;
        }
        if (!numbers.readUnsigned64(text, 0, text.length)) {
            return Delta.Outcome.NON_NUMERIC;
        }
        long value = numbers.value;
        if (delta.increment) {
            value += delta.amount;
        } else {
            value = Long.compareUnsigned(delta.amount, value) > 0 ? 0 : value - delta.amount;
        }
        counters.add(delta.increment ? Counter.INCR_HITS : Counter.DECR_HITS, old);
        delta.value = value;
        delta.item = replaceNumber(old, value, delta);
        return Delta.Outcome.DONE;
    }

    /** A number that is not longer is written over the old one and padded with blanks; a longer one is a new item. */
    private Item replaceNumber(Item old, long value, Delta delta) {
        int digits = Decimal.digits(value);
        if (digits <= old.value().length) {
            byte[] text = new byte[old.value().length];
            int end = Decimal.write(value, text, 0);
            java.util.Arrays.fill(text, end, text.length, (byte) ' ');
            Item changed = change(old, text, old.clientFlags(), delta.hasNewCas, delta.newCas);
            changed.accessed(clock.nowMillis());
            return changed;
        }
        long next = casCounter.incrementAndGet();
        long cas = !casEnabled ? 0 : delta.hasNewCas ? delta.newCas : next;
        Item item = new Item(
                old.key(), Decimal.text(value), old.clientFlags(), old.expireAt(), cas, next, false, clock.nowMillis());
        counters.add(Counter.TOTAL_ITEMS);
        place(item);
        delta.replaced = true;
        return item;
    }

    /** Uses up a number of the counter that the items take their cas numbers from. */
    public long nextNumber() {
        return casCounter.incrementAndGet();
    }

    /** Makes everything stored until {@code atMillis} disappear at that moment; 0 means now. */
    public void flush(long atMillis) {
        if (atMillis == 0) {
            flushMark.now(casCounter.incrementAndGet());
        } else {
            flushMark.later(atMillis, casCounter);
        }
    }

    /** Takes dead items out of the accounts. */
    public void sweep() {
        long now = clock.nowMillis();
        if (flushMark.unswept(now)) {
            for (Item item : items.asMap().values()) {
                if (flushMark.covers(item, now) && items.asMap().remove(item.key(), item)) {
                    order.remove(item);
                }
            }
        }
        items.cleanUp();
    }

    /** Shows each live item to the consumer. */
    public void forEach(Consumer<Item> consumer) {
        long now = clock.nowMillis();
        for (Item item : items.asMap().values()) {
            if (!item.expired(now) && !flushMark.covers(item, now)) {
                consumer.accept(item);
            }
        }
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
