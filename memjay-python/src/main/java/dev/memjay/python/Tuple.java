package dev.memjay.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Python's tuple. Immutable; equal when the items are, where two arrays of bytes are equal by what they hold.
 *
 * <p>The hash is computed once, since tuples of tuples that share their parts would otherwise take for ever.
 */
public final class Tuple {
    private final List<@Nullable Object> items;
    private final int hash;

    private Tuple(List<@Nullable Object> items) {
        this.items = items;
        int sum = 1;
        for (Object item : items) {
            sum = 31 * sum + (item instanceof byte[] bytes ? Arrays.hashCode(bytes) : Objects.hashCode(item));
        }
        hash = sum;
    }

    /**
     * A tuple.
     *
     * @param items what is in it, in order; null is None
     */
    public static Tuple of(@Nullable Object... items) {
        return of(Arrays.asList(items));
    }

    /**
     * A tuple.
     *
     * @param items what is in it, in order; copied; null is None
     */
    public static Tuple of(List<? extends @Nullable Object> items) {
        return new Tuple(Collections.unmodifiableList(new ArrayList<>(items)));
    }

    /** What is in it, in order; unmodifiable; null is None. */
    public List<@Nullable Object> items() {
        return items;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Tuple that) || hash != that.hash || items.size() != that.items.size()) {
            return false;
        }
        for (int i = 0; i < items.size(); i++) {
            if (!Objects.deepEquals(items.get(i), that.items.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Without the items, which are values. */
    @Override
    public String toString() {
        return "Tuple[" + items.size() + " items]";
    }
}
