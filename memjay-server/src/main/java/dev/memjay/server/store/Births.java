package dev.memjay.server.store;

import java.util.concurrent.atomic.AtomicLong;

/** Gives the items of a store their numbers, which are their cas numbers, too, and knows which of them were flushed. */
final class Births {
    private static final long SECOND_MILLIS = 1000;

    private final TimeSource clock;
    private final boolean casEnabled;
    private final boolean flushesSeconds;
    private final AtomicLong counter = new AtomicLong();
    private final FlushMark flushMark = new FlushMark();

    /** Without cas numbers every item has 0; a flush may take the rest of its second, too. */
    Births(TimeSource clock, boolean casEnabled, boolean flushesSeconds) {
        this.clock = clock;
        this.casEnabled = casEnabled;
        this.flushesSeconds = flushesSeconds;
    }

    /** A new item, with a cas number of its own or the one given. A flush that was due before it comes first. */
    Item item(
            Key key, byte[] value, int clientFlags, long expireAt, boolean keyBinary, boolean hasNewCas, long newCas) {
        long now = clock.nowMillis();
        flushMark.carryOutDue(now);
        long number = counter.incrementAndGet();
        long cas = !casEnabled ? 0 : hasNewCas ? newCas : number;
        return new Item(key, value, clientFlags, expireAt, cas, number, keyBinary, now);
    }

    /** The cas number of an item that is changed in its place. */
    long casOfChange(boolean hasNewCas, long newCas) {
        return !casEnabled ? 0 : hasNewCas ? newCas : counter.incrementAndGet();
    }

    /** Uses up a number. */
    long nextNumber() {
        return counter.incrementAndGet();
    }

    /** Flushes at that moment what was stored until then; 0 means now. */
    void flush(long atMillis) {
        if (atMillis != 0) {
            flushMark.later(atMillis, counter);
        } else if (flushesSeconds) {
            flushMark.now(Long.MAX_VALUE);
            flushMark.later((clock.nowMillis() / SECOND_MILLIS + 1) * SECOND_MILLIS, counter);
        } else {
            flushMark.now(counter.incrementAndGet());
        }
    }

    /** Whether an item was flushed before now. */
    boolean flushed(Item item, long now) {
        return flushMark.covers(item, now);
    }

    /** Whether flushed items may be left that nobody sees; asking means that they are taken out now. */
    boolean unswept(long now) {
        return flushMark.unswept(now);
    }
}
