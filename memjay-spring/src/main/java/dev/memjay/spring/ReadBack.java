package dev.memjay.spring;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a value with what was read back from its bytes: not whether they are equal, which many classes do not define, but
 * whether they have the same classes, as far as collections, maps, arrays and Optionals show what is in them.
 */
final class ReadBack {
    /** Elements that are looked at; those of one collection are alike. */
    private static final int MAX_ELEMENTS = 16;

    private static final int MAX_DEPTH = 8;

    private ReadBack() {}

    /** What differs, in words; null if nothing does. */
    static @Nullable String difference(@Nullable Object written, @Nullable Object read) {
        return difference(written, read, 0);
    }

    private static @Nullable String difference(@Nullable Object written, @Nullable Object read, int depth) {
        if (depth > MAX_DEPTH || written == read) {
            return null;
        }
        if (written == null || read == null) {
            return nameOf(written) + " became " + nameOf(read);
        }
        if (written instanceof Map<?, ?> before && read instanceof Map<?, ?> after) {
            String keys = elements(before.keySet(), after.keySet(), depth);
            return keys != null ? keys : elements(before.values(), after.values(), depth);
        }
        if (written instanceof Collection<?> before
                && read instanceof Collection<?> after
                && written instanceof Set == read instanceof Set) {
            return elements(before, after, depth);
        }
        if (written instanceof Object[] before && read instanceof Object[] after) {
            return elements(Arrays.asList(before), Arrays.asList(after), depth);
        }
        if (written instanceof Optional<?> before && read instanceof Optional<?> after) {
            return difference(before.orElse(null), after.orElse(null), depth + 1);
        }
        boolean isSame =
                written.getClass() == read.getClass() || written instanceof Enum<?> constant && constant.equals(read);
        return isSame ? null : nameOf(written) + " became " + nameOf(read);
    }

    /** By their order; sets and maps of one class of elements have no order that would matter. */
    private static @Nullable String elements(Collection<?> written, Collection<?> read, int depth) {
        if (written.size() != read.size()) {
            return written.size() + " elements became " + read.size();
        }
        Iterator<?> before = written.iterator();
        Iterator<?> after = read.iterator();
        for (int i = 0; i < MAX_ELEMENTS && before.hasNext() && after.hasNext(); i++) {
            String difference = difference(before.next(), after.next(), depth + 1);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static String nameOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }
}
