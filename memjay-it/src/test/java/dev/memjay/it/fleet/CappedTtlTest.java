package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Layout;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.it.Patient;
import dev.memjay.it.Soon;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Node;
import dev.memjay.placement.Placements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What any verb stores or touches away from its own node lives no longer than the policy says: asked of real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CappedTtlTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration CAP = Duration.ofSeconds(100);

    /** Those that leave an item with the time to live that they were given. */
    private static final Map<String, BiConsumer<Keyspace<String, String>, String>> VERBS = new LinkedHashMap<>();

    /** As above, of items that are there. */
    private static final Map<String, BiConsumer<Keyspace<String, String>, String>> CHANGES = new LinkedHashMap<>();

    static {
        VERBS.put("set", (texts, key) -> texts.set(key, "1", LONG));
        VERBS.put("add", (texts, key) -> texts.add(key, "1", LONG));
        VERBS.put("appendOrCreate", (texts, key) -> texts.appendOrCreate(key, "1", LONG));
        VERBS.put("incr", (texts, key) -> texts.incr(key, 1, 1, LONG));
        VERBS.put("decr", (texts, key) -> texts.decr(key, 1, 1, LONG));
        VERBS.put("setAll", (texts, key) -> texts.setAll(Map.of(key, "1", key + "0", "1"), LONG));
        VERBS.put("setAll of one", (texts, key) -> texts.setAll(Map.of(key, "1"), LONG));
        VERBS.put(
                "asynchronous set",
                (texts, key) -> texts.async().set(key, "1", LONG).join());
        VERBS.put(
                "asynchronous add",
                (texts, key) -> texts.async().add(key, "1", LONG).join());
        VERBS.put(
                "asynchronous incr",
                (texts, key) -> texts.async().incr(key, 1, 1, LONG).join());
        VERBS.put(
                "asynchronous setAll",
                (texts, key) -> texts.async().setAll(Map.of(key, "1"), LONG).join());
        VERBS.put("posted set", (texts, key) -> texts.noreply().set(key, "1", LONG));
        VERBS.put("posted setAll", (texts, key) -> texts.noreply().setAll(Map.of(key, "1", key + "0", "1"), LONG));
        CHANGES.put("replace", (texts, key) -> texts.replace(key, "2", LONG));
        CHANGES.put("cas", (texts, key) -> texts.cas(key, "2", texts.gets(key).cas(), LONG));
        CHANGES.put("touch", (texts, key) -> texts.touch(key, LONG));
        CHANGES.put("gat", (texts, key) -> texts.gat(key, LONG));
        CHANGES.put("gats", (texts, key) -> texts.gats(key, LONG));
        CHANGES.put("touchAll", (texts, key) -> texts.touchAll(List.of(key, key + "0"), LONG));
        CHANGES.put(
                "asynchronous touch",
                (texts, key) -> texts.async().touch(key, LONG).join());
        CHANGES.put(
                "asynchronous gat", (texts, key) -> texts.async().gat(key, LONG).join());
    }

    private final List<RealMemcached> servers = new ArrayList<>();
    private Node victim = Node.of("127.0.0.1", 1);
    private Node spare = victim;

    @BeforeAll
    void start() {
        for (int i = 0; i < 6; i++) {
            servers.add(RealMemcached.start());
        }
        victim = node(0);
        spare = node(5);
        servers.get(0).close();
    }

    @AfterAll
    void stop() {
        servers.forEach(RealMemcached::close);
    }

    private Node node(int number) {
        return Node.of("127.0.0.1", servers.get(number).port());
    }

    private MemjayBuilder fleet(DownNodePolicy policy) {
        return Memjay.builder()
                .nodes(IntStream.range(0, 5).mapToObj(this::node).toList())
                .downNodePolicy(policy)
                .failureLimit(1)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20));
    }

    @Test
    void everyVerbIsCappedAwayFromHomeAndNowhereElse() {
        for (DownNodePolicy policy : List.of(DownNodePolicy.rehash(CAP), DownNodePolicy.gutter(CAP, List.of(spare)))) {
            try (Memjay memjay = fleet(policy).build()) {
                Keyspace<String, String> texts = memjay.strings();
                Soon.until(() -> texts.withFailurePolicy(FailurePolicy.MISS).set(key(memjay, "first", true), "1"));

                for (boolean isVictims : List.of(true, false)) {
                    VERBS.forEach((name, verb) -> {
                        String key = key(memjay, policy + name, isVictims);
                        verb.accept(texts, key);
                        Soon.until(() -> texts.inspect(key).isPresent()); // a post may still be on its way
                        assertLives(policy + ": " + name, texts, key, isVictims);
                    });
                    CHANGES.forEach((name, verb) -> {
                        String key = key(memjay, policy + name, isVictims);
                        texts.set(key, "1", CAP);
                        verb.accept(texts, key);
                        assertLives(policy + ": " + name, texts, key, isVictims);
                    });
                }
            }
        }
    }

    /** {@code random} answers otherwise each time it is asked: the cap has to go by the answer that the call went by. */
    @Test
    void whatASpareNodeGetsIsCappedUnderRandomPlacementToo() {
        try (Memjay memjay = fleet(DownNodePolicy.gutter(CAP, List.of(spare)))
                        .placement(Placements.random())
                        .build();
                Memjay spareAlone = Patient.builder().nodes(List.of(spare)).build()) {
            Keyspace<String, String> texts = memjay.strings().withFailurePolicy(FailurePolicy.MISS);
            AtomicBoolean taken = new AtomicBoolean();
            Soon.until(
                    () -> { // until the node is down
                        texts.set("lot", "1", LONG);
                        taken.set(spareAlone.strings().contains("lot"));
                        return taken.get();
                    });
            List<String> keys =
                    IntStream.range(0, 200).mapToObj(i -> "random" + i).toList();
            keys.subList(0, 100).forEach(key -> texts.set(key, "1", LONG));
            Map<String, String> values = new LinkedHashMap<>();
            keys.subList(100, 200).forEach(key -> values.put(key, "1"));
            texts.setAll(values, LONG);

            Keyspace<String, String> there = spareAlone.strings();
            assertThat(there.getAll(keys.subList(0, 100))).isNotEmpty();
            assertThat(there.getAll(keys.subList(100, 200))).isNotEmpty();
            there.getAll(keys).keySet().forEach(key -> assertLives("random", there, key, true));
        }
    }

    /** A key that belongs to the node that is down, or to none such. */
    private String key(Memjay memjay, String name, boolean isVictims) {
        Layout layout = Memjay.builder().nodes(memjay.nodes()).layout();
        String words = name.replace(' ', '-').replaceAll("[^a-zA-Z-]", "");
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> words + i)
                .filter(key -> layout.nodeFor(key).equals(victim) == isVictims)
                .findFirst()
                .orElseThrow();
    }

    private static void assertLives(String what, Keyspace<String, String> texts, String key, boolean isCapped) {
        ItemInfo item = texts.inspect(key).orElseThrow(() -> new AssertionError(what + " stored nothing"));
        assertThat(item.ttl())
                .as("%s: %s", what, key)
                .hasValueSatisfying(left -> assertThat(left)
                        .isBetween(
                                isCapped ? Duration.ZERO : LONG.minus(Duration.ofMinutes(5)), isCapped ? CAP : LONG));
    }
}
