package dev.memjay.internal.meter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys of a stream come most often, in bounded memory: the space-saving sketch of Metwally, Agrawal and El Abbadi. So
 * many keys are counted; one that is not among them takes the place of the one with the least, and its count with it, which
 * is by how much it may be overestimated. So every key with more than a {@code capacity}-th part of the stream is among
 * them. The counted keys are a heap with the least on top. Confined to one thread at a time.
 */
public final class TopKeys {
    /**
     * A counted key.
     *
     * @param key the key
     * @param count how often it came, at most
     * @param error by how much that may be too high
     */
    public record Counted(String key, long count, long error) {}

    private static final class Counter {
        private String key;
        private long count;
        private long error;
        private int place;

        private Counter(String key, int place) {
            this.key = key;
            this.place = place;
        }
    }

    private final Map<String, Counter> counters;
    private final Counter[] heap;
    private int size;
    private long total;

    /**
     * @param capacity how many keys to count, 1 or more
     */
    public TopKeys(int capacity) {
        heap = new Counter[capacity];
        counters = new HashMap<>();
    }

    /** A key came. */
    public void add(String key) {
        total++;
        Counter counter = counters.get(key);
        if (counter == null && size < heap.length) {
            counter = new Counter(key, size);
            heap[size++] = counter;
            counters.put(key, counter);
            rise(counter);
        } else if (counter == null) {
            counter = heap[0];
            counters.remove(counter.key);
            counter.key = key;
            counter.error = counter.count;
            counters.put(key, counter);
        }
        counter.count++;
        sink(counter);
    }

    /** How many keys came, those that are not counted any more included. */
    public long total() {
        return total;
    }

    /** The keys that came most often, those with the most first. */
    public List<Counted> most(int limit) {
        Counter[] counted = Arrays.copyOf(heap, size);
        Arrays.sort(
                counted,
                Comparator.comparingLong((Counter counter) -> counter.count - counter.error)
                        .reversed()
                        .thenComparing(counter -> counter.key));
        List<Counted> most = new ArrayList<>();
        for (Counter counter : counted) {
            if (most.size() == limit) {
                break;
            }
            most.add(new Counted(counter.key, counter.count, counter.error));
        }
        return most;
    }

    private void rise(Counter counter) {
        while (counter.place > 0 && heap[(counter.place - 1) / 2].count > counter.count) {
            swap(counter, heap[(counter.place - 1) / 2]);
        }
    }

    private void sink(Counter counter) {
        while (true) {
            int least = 2 * counter.place + 1;
            if (least >= size) {
                return;
            }
            if (least + 1 < size && heap[least + 1].count < heap[least].count) {
                least++;
            }
            if (heap[least].count >= counter.count) {
                return;
            }
            swap(counter, heap[least]);
        }
    }

    private void swap(Counter one, Counter other) {
        int place = one.place;
        one.place = other.place;
        other.place = place;
        heap[one.place] = one;
        heap[other.place] = other;
    }
}
