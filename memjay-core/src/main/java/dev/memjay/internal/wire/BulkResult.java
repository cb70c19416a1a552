package dev.memjay.internal.wire;

import dev.memjay.model.ItemInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one bulk call, item by item, in columns.
 *
 * <p>Each run of the call writes the rows of its own items, under the reader's role of its connection; the caller
 * reads them after the run was settled.
 */
public final class BulkResult {
    private final @Nullable Status[] statuses;
    private final byte @Nullable [] @Nullable [] values;
    private final int @Nullable [] flags;
    private final long @Nullable [] numbers;
    private final byte @Nullable [] marks;
    private final @Nullable ItemInfo @Nullable [] infos;
    private final @Nullable String @Nullable [] texts;
    /** What the server said to items that it refused; null while there are none. Runs of several connections come here. */
    private volatile @Nullable Map<Integer, String> errors;

    private BulkResult(int size, boolean withValues, boolean withInfo, boolean asText) {
        statuses = new Status[size];
        values = withValues ? new byte[size][] : null;
        flags = withValues ? new int[size] : null;
        numbers = withValues ? new long[size] : null;
        marks = withValues ? new byte[size] : null;
        infos = withInfo ? new ItemInfo[size] : null;
        texts = asText ? new String[size] : null;
    }

    /** Room for reads; {@code withInfo} says whether the facts of the items are kept too. */
    public static BulkResult forReads(int size, boolean withInfo) {
        return new BulkResult(size, true, withInfo, false);
    }

    /** Room for reads by a codec that wants text: see {@link #text(int)}. */
    public static BulkResult forTexts(int size) {
        return new BulkResult(size, true, false, true);
    }

    /** Room for the outcomes of writes. */
    public static BulkResult forWrites(int size) {
        return new BulkResult(size, false, false, false);
    }

    /** Empty room for so many items, with the same said of each. */
    public BulkResult another(int size) {
        return new BulkResult(size, values != null, infos != null, texts != null);
    }

    /** Sets what another result says of one of its items. */
    public void take(int index, BulkResult from, int item) {
        if (from.status(item) == Status.HIT) {
            found(index, from.value(item), from.flags(item), from.cas(item), from.marks(item), from.info(item));
            text(index, from.text(item));
        } else {
            status(index, from.status(item));
            String words = from.error(item);
            if (words != null) {
                error(index, words);
            }
        }
    }

    /** Sets what the server said to an item that it refused. */
    public synchronized void error(int index, String words) {
        Map<Integer, String> all = errors;
        if (all == null) {
            all = new ConcurrentHashMap<>();
            errors = all;
        }
        all.put(index, words);
    }

    /** What the server said to an item that it refused; null if it said nothing, or did not refuse it. */
    public @Nullable String error(int index) {
        Map<Integer, String> all = errors;
        return all == null ? null : all.get(index);
    }

    /** Number of items. */
    public int size() {
        return statuses.length;
    }

    /** The answer for an item, or null while there is none. */
    public @Nullable Status status(int index) {
        return statuses[index];
    }

    /** Sets the answer for an item. */
    public void status(int index, @Nullable Status status) {
        statuses[index] = status;
    }

    /** Sets what a read found. What there is no column for is dropped. */
    public void found(int index, byte @Nullable [] value, int itemFlags, long cas, byte mark, @Nullable ItemInfo info) {
        statuses[index] = Status.HIT;
        if (values != null && flags != null) {
            values[index] = value;
            flags[index] = itemFlags;
        }
        if (numbers != null) {
            numbers[index] = cas;
        }
        if (marks != null) {
            marks[index] = mark;
        }
        if (infos != null) {
            infos[index] = info;
        }
        text(index, null);
    }

    /** Whether a value with these flags is wanted as text. */
    public boolean takesText(int itemFlags) {
        return texts != null && ValueBlock.isText(itemFlags);
    }

    /** Sets the text that a read found in place of a value, after {@link #found}. */
    public void text(int index, @Nullable String text) {
        if (texts != null) {
            texts[index] = text;
        }
    }

    /** The value of an item that was found, as text, where that saved a copy; it then has no {@link #value}. */
    public @Nullable String text(int index) {
        return texts == null ? null : texts[index];
    }

    /** The value of an item that was found. */
    public byte @Nullable [] value(int index) {
        return values == null ? null : values[index];
    }

    /** The client flags of an item that was found. */
    public int flags(int index) {
        return flags == null ? 0 : flags[index];
    }

    /** The CAS number of an item that was found. */
    public long cas(int index) {
        return numbers == null ? 0 : numbers[index];
    }

    /** The marks of an item that was found, see {@link Exchange}. */
    public byte marks(int index) {
        return marks == null ? 0 : marks[index];
    }

    /** The facts of an item that was found, or null. */
    public @Nullable ItemInfo info(int index) {
        return infos == null ? null : infos[index];
    }
}
