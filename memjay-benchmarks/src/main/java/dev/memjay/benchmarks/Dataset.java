package dev.memjay.benchmarks;

import dev.memjay.benchmarks.contenders.Contender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys and values of a load; every value begins with its key, so that a wrong one is noticed. */
final class Dataset {
    static final int SIZE = 10_000;
    private static final int SEED_BATCH = 500;

    private final String[] keys = new String[SIZE];
    private final byte[][] values = new byte[SIZE][];
    private final int valueSize;

    Dataset(int valueSize) {
        this.valueSize = valueSize;
        for (int i = 0; i < SIZE; i++) {
            keys[i] = "bench:" + valueSize + ":" + (100_000 + i);
            byte[] key = keys[i].getBytes(StandardCharsets.US_ASCII);
            byte[] value = new byte[valueSize];
            Arrays.fill(value, (byte) 'v');
            System.arraycopy(key, 0, value, 0, key.length);
            values[i] = value;
        }
    }

    String key(int index) {
        return keys[index];
    }

    byte[] value(int index) {
        return values[index];
    }

    /** Refuses a value that is missing, of another size or of another key. */
    void check(String key, byte @Nullable [] value) {
        if (value == null) {
            throw new IllegalStateException("no value for " + key);
        }
        boolean right = value.length == valueSize;
        for (int i = 0; right && i < key.length(); i++) {
            right = value[i] == key.charAt(i);
        }
        if (!right) {
            throw new IllegalStateException("a wrong value of " + value.length + " bytes for " + key);
        }
    }

    void store(Contender contender) throws IOException {
        try {
            for (int from = 0; from < SIZE; from += SEED_BATCH) {
                contender.setAll(map(from, SEED_BATCH));
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot store what the loads read", e);
        }
    }

    /** Lists of distinct keys, made before the load so that it need not make them. */
    List<List<String>> lists(int count, int size, Dice dice) {
        List<List<String>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Set<String> distinct = new LinkedHashSet<>();
            while (distinct.size() < size) {
                distinct.add(keys[dice.below(SIZE)]);
            }
            lists.add(List.copyOf(distinct));
        }
        return lists;
    }

    List<Map<String, byte[]>> maps(int count, int size, Dice dice) {
        List<Map<String, byte[]>> maps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            maps.add(map(dice.below(SIZE - size), size));
        }
        return maps;
    }

    private Map<String, byte[]> map(int from, int size) {
        Map<String, byte[]> map = new LinkedHashMap<>();
        for (int i = from; i < from + size; i++) {
            map.put(keys[i], values[i]);
        }
        return map;
    }
}
