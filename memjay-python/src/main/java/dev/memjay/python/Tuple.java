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
 * <p>The hash is computed once, when it is first asked for, since tuples of tuples that share their parts would otherwise
 * take for ever. It is mixed, since the hashes of pairs of small numbers would otherwise be equal in crowds.
 */
public final class Tuple {
    private final List<@Nullable Object> items;
    /** 0 until it is computed, which may happen twice and gives the same. */
    private int hash;

    private Tuple(List<@Nullable Object> items) {
        this.items = items;
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
        if (!(other instanceof Tuple that) || items.size() != that.items.size() || hashCode() != that.hashCode()) {
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
        int known = hash;
        if (known == 0) {
            known = mixedHash();
            hash = known;
        }
        return known;
    }

    private int mixedHash() {
        int mixed = items.size();
        for (Object item : items) {
            mixed += (item instanceof byte[] bytes ? Arrays.hashCode(bytes) : Objects.hashCode(item)) * 0x9E3779B1;
            mixed = (mixed ^ mixed >>> 15) * 0x85EBCA77;
            mixed ^= mixed >>> 13;
        }
        return mixed == 0 ? 1 : mixed;
    }

    /** Without the items, which are values. */
    @Override
    public String toString() {
        return "Tuple[" + items.size() + " items]";
    }
}
