package dev.memjay.python;

import dev.memjay.error.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts keys into the dicts and sets of one pickle, and counts before it does what hashing and comparing them takes.
 *
 * <p>Two things make a short pickle run for ever. Tuples and frozensets that share their parts are a tree to whoever hashes
 * them, of 2 to the power of its depth nodes: every node of a key counts, as often as it occurs. And keys with equal hashes
 * are compared with each other: a key counts once more for each key of its container that has its hash. Strings and whole
 * numbers among themselves do not, since HashMap finds them by their order. Confined to one call.
 */
final class PickleKeys {
    private final PickleBudget budget;
    /** How often each hash occurs in a dict or a set, where that has keys whose order HashMap does not know. */
    private final Map<Object, Map<Integer, Integer>> hashes = new IdentityHashMap<>();
    /** What hashing a frozenset, or comparing it with another, costs. */
    private final Map<Object, Long> frozensets = new IdentityHashMap<>();

    PickleKeys(PickleBudget budget) {
        this.budget = budget;
    }

    /** Puts an item into a dict. */
    void put(Map<Object, @Nullable Object> dict, @Nullable Object key, @Nullable Object value) {
        Object hashable = hashable(key);
        spend(dict, dict.keySet(), hashable);
        dict.put(hashable, value);
    }

    /** Adds an element to a set. */
    void add(Set<Object> set, @Nullable Object element) {
        if (frozensets.containsKey(set)) {
            throw new CodecException("the pickle adds to a frozenset, which Python could not have done");
        }
        addCounted(set, element);
    }

    private long addCounted(Set<Object> set, @Nullable Object element) {
        Object hashable = hashable(element);
        long cost = spend(set, set, hashable);
        set.add(hashable);
        return cost;
    }

    /** A set that does not change any more, and so may be a key. */
    Set<Object> frozenset(Collection<?> elements) {
        Set<Object> set = new LinkedHashSet<>();
        long cost = PickleBudget.STEP;
        for (Object element : elements) {
            cost += addCounted(set, element);
        }
        frozensets.put(set, cost);
        return set;
    }

    /** A key as Java can compare it. */
    private static @Nullable Object hashable(@Nullable Object key) {
        return key instanceof byte[] bytes ? ByteBuffer.wrap(bytes).asReadOnlyBuffer() : key;
    }

    /** Counts a key's way into a container; returns what finding it there takes. */
    private long spend(Object container, Collection<@Nullable Object> keys, @Nullable Object key) {
        budget.spend(PickleBudget.ENTRY);
        long cost = spendOn(key, 0);
        // Not above the walk, which bounds what hashing the key takes.
        long collisions = cost * equalHashes(container, keys, key);
        budget.spend(collisions);
        return cost + collisions;
    }

    /** Counts one hash of a key; refuses what can change, as Python does. */
    private long spendOn(@Nullable Object key, int depth) {
        long cost = PickleBudget.STEP;
        if (key instanceof Tuple tuple) {
            if (depth > PlainValue.DEEPEST) {
                throw PlainValue.tooDeep();
            }
            budget.spend(cost);
            for (Object item : tuple.items()) {
                cost += spendOn(item, depth + 1);
            }
            return cost;
        }
        if (key instanceof Set<?>) {
            Long known = frozensets.get(key);
            if (known == null) {
                throw unhashable();
            }
            cost += known;
        } else if (key instanceof ByteBuffer bytes) {
            cost += bytes.remaining();
        } else if (key instanceof byte[] bytes) {
            cost += bytes.length;
        } else if (key instanceof String text) {
            // A string remembers its hash.
            cost += text.length() / PickleBudget.STEP;
        } else if (key instanceof BigInteger number) {
            cost += number.bitLength() / Byte.SIZE;
        } else if (key instanceof BigDecimal number) {
            cost += number.unscaledValue().bitLength() / Byte.SIZE;
        } else if (key != null && !PlainValue.isScalar(key)) {
            throw unhashable();
        }
        budget.spend(cost);
        return cost;
    }

    /** How many keys of a container have a key's hash, as far as HashMap has to compare it with all of them. */
    private int equalHashes(Object container, Collection<@Nullable Object> keys, @Nullable Object key) {
        Map<Integer, Integer> counts = hashes.get(container);
        if (counts == null) {
            if (isOrdered(key)
                    && (keys.isEmpty() || isSameClass(key, keys.iterator().next()))) {
                return 0;
            }
            counts = new HashMap<>();
            budget.spend(PickleBudget.ENTRY * (keys.size() + 1L));
            for (Object known : keys) {
                counts.merge(Objects.hashCode(known), 1, Integer::sum);
            }
            hashes.put(container, counts);
        }
        budget.spend(PickleBudget.ENTRY);
        return counts.merge(Objects.hashCode(key), 1, Integer::sum) - 1;
    }

    private static boolean isOrdered(@Nullable Object key) {
        return key instanceof String || key instanceof Integer || key instanceof Long;
    }

    private static boolean isSameClass(@Nullable Object key, @Nullable Object other) {
        return key != null && other != null && key.getClass() == other.getClass();
    }

    private static CodecException unhashable() {
        return new CodecException("the pickle has a key that Python could not have hashed");
    }
}
