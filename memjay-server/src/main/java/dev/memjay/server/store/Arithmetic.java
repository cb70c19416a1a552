package dev.memjay.server.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What incr and decr do, with the widths of memcached's numbers; the caller holds the lock of the key. */
final class Arithmetic {
    private final Store store;
    private final Counters counters;
    private final TimeSource clock;

    /** The arithmetic of one store. */
    Arithmetic(Store store, Counters counters, TimeSource clock) {
        this.store = store;
        this.counters = counters;
        this.clock = clock;
    }

    /** Carries out incr or decr on the live item of a key. */
    Delta.Outcome add(@Nullable Item old, Delta delta, Numbers numbers) {
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
            Arrays.fill(text, end, text.length, (byte) ' ');
            Item changed = store.change(old, text, old.clientFlags(), delta.hasNewCas, delta.newCas);
            changed.accessed(clock.nowMillis());
            return changed;
        }
        Item item = store.births()
                .item(
                        old.key(),
                        Decimal.text(value),
                        old.clientFlags(),
                        old.expireAt(),
                        false,
                        delta.hasNewCas,
                        delta.newCas);
        store.put(item);
        delta.replaced = true;
        return item;
    }
}
