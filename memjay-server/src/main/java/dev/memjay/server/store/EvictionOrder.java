package dev.memjay.server.store;

import org.jspecify.annotations.Nullable;

/**
 * The items of a store in the order in which they have to make room: the oldest first, but one that was read twice since
 * it came to the end goes round once more. As in memcached, and unlike the admission by frequency that Caffeine has,
 * whatever was stored last stays for as long as the memory lasts.
 */
final class EvictionOrder {
    private final int[] items = new int[SlabClasses.MAX + 1];
    private final long[] bytes = new long[SlabClasses.MAX + 1];
    private @Nullable Item oldest;
    private @Nullable Item newest;
    private long taken;
    private long size;

    /** Where an item is in its life with this order. */
    enum Place {
        NEW,
        LISTED,
        GONE
    }

    /** Takes in an item that was stored, unless it has gone already. */
    synchronized void add(Item item) {
        if (item.place == Place.NEW) {
            item.place = Place.LISTED;
            account(item, 1);
            append(item);
        }
    }

    /** Forgets an item, which may have gone before. */
    synchronized void remove(Item item) {
        if (item.place == Place.LISTED) {
            account(item, -1);
            unlink(item);
        }
        item.place = Place.GONE;
    }

    /** Takes out an item that has to make room for the newest, or gives null while all fit. */
    synchronized @Nullable Item victim(long limit) {
        Item item = oldest;
        while (taken > limit && item != null && item != newest) {
            if (!item.active()) {
                remove(item);
                return item;
            }
            item.passive();
            unlink(item);
            append(item);
            item = oldest;
        }
        return null;
    }

    private void account(Item item, int sign) {
        int slabClass = item.slabClass();
        items[slabClass] += sign;
        bytes[slabClass] += (long) sign * item.size();
        size += (long) sign * item.size();
        taken += sign * SlabClasses.share(item.size());
    }

    private void append(Item item) {
        Item last = newest;
        item.older = last;
        newest = item;
        if (last == null) {
            oldest = item;
        } else {
            last.newer = item;
        }
    }

    private void unlink(Item item) {
        Item before = item.older;
        Item behind = item.newer;
        if (before == null) {
            oldest = behind;
        } else {
            before.newer = behind;
        }
        if (behind == null) {
            newest = before;
        } else {
            behind.older = before;
        }
        item.older = null;
        item.newer = null;
    }

    /** What the items take of the memory. */
    synchronized long taken() {
        return taken;
    }

    /** The bytes of all items. */
    synchronized long bytes() {
        return size;
    }

    synchronized int items(int slabClass) {
        return items[slabClass];
    }

    synchronized long bytes(int slabClass) {
        return bytes[slabClass];
    }
}
