package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Lease;
import dev.memjay.Memjay;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Histories of what several clients do with a few keys, made from a seed and compared step by step with a small model of
 * what an item is: a value or a placeholder, stale or not, its right to refresh taken or free.
 */
class LeaseModelTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int STEPS = 400;
    private static final int CLIENTS = 3;
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final LoadPolicy IMPATIENT = LoadPolicy.standard().ttl(LONG).maxWait(Duration.ZERO);

    /** An item as the server has it; a placeholder has no value. */
    private record Item(String value, boolean stale, boolean taken, int version) {}

    /** A lease that somebody holds, and the item that he saw. */
    private record Held(String key, Lease<String> lease, Item seen) {}

    private final Map<String, Item> items = new HashMap<>();
    private final List<Held> held = new ArrayList<>();
    private final List<Keyspace<String, String>> clients = new ArrayList<>();
    private int versions;
    private int values;

    @ParameterizedTest
    @CsvSource({
        "REAL_BLOCKING, 1", "REAL_BLOCKING, 2", "REAL_BLOCKING, 3", "REAL_BLOCKING, 4",
        "EMBEDDED_BLOCKING, 5", "EMBEDDED_BLOCKING, 6", "EMBEDDED_BLOCKING, 7", "EMBEDDED_BLOCKING, 8"
    })
    void everyStepGoesAsTheModelSays(Way way, long seed) {
        Random random = new Random(seed);
        List<Memjay> open = new ArrayList<>();
        try (Way.Server server = way.start()) {
            for (int i = 0; i < CLIENTS; i++) {
                Memjay memjay = server.client();
                open.add(memjay);
                clients.add(memjay.strings().withTtl(LONG));
            }
            StringBuilder history = new StringBuilder();
            for (int step = 0; step < STEPS; step++) {
                int client = random.nextInt(CLIENTS);
                String key = KEYS.get(random.nextInt(KEYS.size()));
                int action = random.nextInt(12);
                history.append(client).append(':').append(action).append(key).append(' ');
                Keyspace<String, String> texts = clients.get(client);
                try {
                    act(action, texts, key, random);
                } catch (AssertionError e) {
                    throw new AssertionError("seed " + seed + ", step " + step + ", after " + history, e);
                }
                // What is handed back goes without waiting, on the same connection: this comes after it.
                texts.contains("fence");
            }
            held.forEach(one -> one.lease().close());
        } finally {
            open.forEach(Memjay::close);
        }
    }

    private void act(int action, Keyspace<String, String> texts, String key, Random random) {
        switch (action) {
            case 0, 1 -> lease(texts, key);
            case 2, 3 -> complete(random);
            case 4 -> abandon(random);
            case 5 -> crash(random);
            case 6 -> invalidate(texts, key);
            case 7 -> compute(texts, key);
            case 8 -> read(texts, key);
            case 9 -> readAll(texts);
            case 10 -> write(texts, key, random);
            default -> {
                texts.leases().tombstone(key, LONG);
                items.put(key, item(null, true, false));
            }
        }
    }

    private Item item(String value, boolean stale, boolean taken) {
        return new Item(value, stale, taken, ++versions);
    }

    private boolean isFree(String key) {
        Item item = items.get(key);
        return item != null && item.stale() && !item.taken();
    }

    private String valueOf(String key) {
        Item item = items.get(key);
        return item == null ? null : item.value();
    }

    private void lease(Keyspace<String, String> texts, String key) {
        Lease<String> lease = texts.leases().lease(key, LONG);
        Item before = items.get(key);
        boolean won = before == null || isFree(key);
        assertThat(lease.isWon()).isEqualTo(won);
        assertThat(lease.value()).isEqualTo(valueOf(key));
        assertThat(lease.isStale()).isEqualTo(before != null && before.stale());
        Item after = before == null
                ? item(null, false, true)
                : new Item(before.value(), before.stale(), before.taken() || won, before.version());
        items.put(key, after);
        if (won) {
            held.add(new Held(key, lease, after));
        }
    }

    private Held take(Random random) {
        return held.isEmpty() ? null : held.remove(random.nextInt(held.size()));
    }

    private boolean isUnchanged(Held one) {
        Item item = items.get(one.key());
        return item != null && item.version() == one.seen().version();
    }

    private void complete(Random random) {
        Held one = take(random);
        if (one == null) {
            return;
        }
        String value = "v" + ++values;
        boolean holds = isUnchanged(one);
        assertThat(one.lease().complete(value)).isEqualTo(holds);
        if (holds) {
            items.put(one.key(), item(value, false, false));
        }
    }

    private void abandon(Random random) {
        Held one = take(random);
        if (one == null) {
            return;
        }
        boolean holds = isUnchanged(one);
        assertThat(one.lease().abandon()).isEqualTo(holds);
        if (holds && one.seen().stale()) {
            items.put(one.key(), item(one.seen().value(), true, false));
        } else if (holds) {
            items.remove(one.key());
        }
    }

    /** Whoever holds a lease dies: nothing changes until it runs out. */
    private void crash(Random random) {
        take(random);
    }

    private void invalidate(Keyspace<String, String> texts, String key) {
        assertThat(texts.invalidate(key, LONG)).isEqualTo(items.containsKey(key));
        items.computeIfPresent(key, (same, item) -> item(item.value(), true, false));
    }

    private void compute(Keyspace<String, String> texts, String key) {
        Item before = items.get(key);
        String fresh = before == null || before.stale() ? null : before.value();
        String loaded = "v" + ++values;
        assertThat(texts.getOrCompute(key, wanted -> loaded, IMPATIENT)).isEqualTo(fresh == null ? loaded : fresh);
        if (fresh == null) {
            items.put(key, item(loaded, false, false));
        }
    }

    /** A read that is given the right to refresh hands it on, which changes the item's version. */
    private void handOn(String key) {
        if (isFree(key)) {
            items.put(key, item(valueOf(key), true, false));
        }
    }

    private void read(Keyspace<String, String> texts, String key) {
        assertThat(texts.get(key)).isEqualTo(valueOf(key));
        handOn(key);
        texts.contains("fence");
        Lookup<String> lookup = texts.lookup(key);
        assertThat(lookup.value()).isEqualTo(valueOf(key));
        assertThat(lookup instanceof Lookup.Stale)
                .isEqualTo(valueOf(key) != null && items.get(key).stale());
        handOn(key);
    }

    private void readAll(Keyspace<String, String> texts) {
        Map<String, String> expected = new HashMap<>();
        KEYS.forEach(key -> {
            if (valueOf(key) != null) {
                expected.put(key, valueOf(key));
            } else {
                handOn(key);
            }
        });
        assertThat(texts.getAll(KEYS)).isEqualTo(expected);
    }

    private void write(Keyspace<String, String> texts, String key, Random random) {
        if (random.nextBoolean()) {
            String value = "v" + ++values;
            assertThat(texts.set(key, value)).isTrue();
            items.put(key, item(value, false, false));
        } else {
            assertThat(texts.delete(key)).isEqualTo(items.remove(key) != null);
        }
    }
}
