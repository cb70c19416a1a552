package dev.memjay.spring;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a value with what was read back from its bytes: not whether they are equal, which many classes do not define, but
 * whether they have the same classes, as far as collections, maps, arrays, Optionals and records show what is in them.
 *
 * <p>{@link #places} says what such a comparison covers: a list that was empty has shown nothing of its elements.
 */
final class ReadBack {
    /** Elements that are looked at; those of one collection are alike. */
    private static final int MAX_ELEMENTS = 16;

    private static final int MAX_DEPTH = 8;

    /** Values that are looked at, since elements of elements are many. */
    static final int MAX_VALUES = 1_000;

    /**
     * A class of values, and where they were met.
     *
     * @param holder where what holds them was met; null for the value itself
     * @param part the number of the record's component, 1 for the values of a map, or else 0
     * @param fitsSmaller whether it is a number that a smaller class holds too, as which JSON may give it back
     */
    record Place(@Nullable Place holder, int part, Class<?> held, boolean fitsSmaller) {}

    /** Something that a value holds: the elements of a collection, or the value of a component, whose declared class is known. */
    private record Part(Collection<?> elements, @Nullable Class<?> declared) {}

    /** A component of a record whose declared class does not already say the class of each value. */
    private record Component(Method accessor, Class<?> declared) {}

    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            List<Component> components = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                Class<?> declared = component.getType();
                boolean isClear = declared.isPrimitive() || declared.isEnum() || Scalars.isScalar(declared);
                if (!isClear && component.getAccessor().trySetAccessible()) {
                    components.add(new Component(component.getAccessor(), declared));
                }
            }
            return components;
        }
    };

    private int left = MAX_VALUES;

    private ReadBack() {}

    // ---- What a value shows

    /** The places of a value and of all that is seen in it. */
    static Set<Place> places(Object written) {
        Set<Place> places = new HashSet<>();
        new ReadBack().collect(written, null, 0, places, 0);
        return places;
    }

    private void collect(@Nullable Object value, @Nullable Place holder, int part, Set<Place> places, int depth) {
        if (depth > MAX_DEPTH || value == null || --left < 0) {
            return;
        }
        Place place = new Place(holder, part, value.getClass(), fitsSmaller(value));
        places.add(place);
        List<Part> parts = partsOf(value);
        for (int i = 0; i < parts.size(); i++) {
            Iterator<?> elements = parts.get(i).elements().iterator();
            for (int n = 0; n < MAX_ELEMENTS && elements.hasNext(); n++) {
                collect(elements.next(), place, i, places, depth + 1);
            }
        }
    }

    private static boolean fitsSmaller(Object value) {
        return value instanceof Long number && number == number.intValue()
                || value instanceof BigInteger large && large.bitLength() < Long.SIZE;
    }

    private static List<Part> partsOf(Object value) {
        if (value instanceof Map<?, ?> map) {
            return List.of(new Part(map.keySet(), null), new Part(map.values(), null));
        }
        if (value instanceof Collection<?> collection) {
            return List.of(new Part(collection, null));
        }
        if (value instanceof Object[] array) {
            return List.of(new Part(Arrays.asList(array), null));
        }
        if (value instanceof Optional<?> optional) {
            return List.of(new Part(Collections.singletonList(optional.orElse(null)), null));
        }
        if (!value.getClass().isRecord()) {
            return List.of();
        }
        return COMPONENTS.get(value.getClass()).stream()
                .map(component ->
                        new Part(Collections.singletonList(valueOf(component.accessor(), value)), component.declared()))
                .toList();
    }

    /** An accessor that throws shows nothing. */
    private static @Nullable Object valueOf(Method accessor, Object of) {
        try {
            return accessor.invoke(of);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    // ---- What differs

    /** What differs, in words; null if nothing does. */
    static @Nullable String difference(@Nullable Object written, @Nullable Object read) {
        return new ReadBack().difference(written, read, 0);
    }

    private @Nullable String difference(@Nullable Object written, @Nullable Object read, int depth) {
        if (depth > MAX_DEPTH || written == read || --left < 0) {
            return null;
        }
        if (written == null || read == null || !isAlike(written, read)) {
            return nameOf(written) + " became " + nameOf(read);
        }
        if (written instanceof Map<?, ?> before && read instanceof Map<?, ?> after) {
            String keys = elements(before.keySet(), after.keySet(), depth);
            return keys == null ? values(before, after, depth) : keys;
        }
        List<Part> before = partsOf(written);
        List<Part> after = partsOf(read);
        for (int i = 0; i < before.size(); i++) {
            String difference = isAsDeclared(before.get(i), after.get(i))
                    ? null
                    : elements(before.get(i).elements(), after.get(i).elements(), depth);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static boolean isAlike(Object written, Object read) {
        return written instanceof Map<?, ?> && read instanceof Map<?, ?>
                || written instanceof Collection<?>
                        && read instanceof Collection<?>
                        && written instanceof Set == read instanceof Set
                || written instanceof Object[] && read instanceof Object[]
                || written.getClass() == read.getClass()
                || written instanceof Enum<?> constant && constant.equals(read);
    }

    /**
     * Whether a component has what the record declares, such as a Date where a subclass was written, or was left out, as
     * annotations may have it.
     */
    private static boolean isAsDeclared(Part written, Part read) {
        Class<?> declared = read.declared();
        if (declared == null) {
            return false;
        }
        Object before = written.elements().iterator().next();
        Object after = read.elements().iterator().next();
        return before == null
                || after == null
                || after.getClass() == declared && before.getClass() != declared && declared != Object.class;
    }

    /** By their keys, since the order of entries may be another. */
    private @Nullable String values(Map<?, ?> written, Map<?, ?> read, int depth) {
        Iterator<? extends Map.Entry<?, ?>> entries = written.entrySet().iterator();
        for (int i = 0; i < MAX_ELEMENTS && entries.hasNext(); i++) {
            Map.Entry<?, ?> entry = entries.next();
            String difference = read.containsKey(entry.getKey())
                    ? difference(entry.getValue(), read.get(entry.getKey()), depth + 1)
                    : null;
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    /** By their order, but for sets of several classes, which may come back in another. */
    private @Nullable String elements(Collection<?> written, Collection<?> read, int depth) {
        if (written.size() != read.size()) {
            return written.size() + " elements became " + read.size();
        }
        if (written instanceof Set && read instanceof Set) {
            Set<Class<?>> classes = classesOf(written);
            if (classes.size() > 1 && classes.containsAll(classesOf(read))) {
                return null;
            }
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

    private static Set<Class<?>> classesOf(Collection<?> values) {
        Set<Class<?>> classes = new HashSet<>();
        Iterator<?> rest = values.iterator();
        for (int i = 0; i < MAX_VALUES && rest.hasNext(); i++) {
            Object value = rest.next();
            if (value != null) {
                classes.add(value.getClass());
            }
        }
        return classes;
    }

    private static String nameOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }
}
