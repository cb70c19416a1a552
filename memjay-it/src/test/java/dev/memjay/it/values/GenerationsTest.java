package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Generations;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Compression;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.it.FaultRelay;
import dev.memjay.it.KilledMemcached;
import dev.memjay.it.Soon;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import dev.memjay.model.Lookup;
import dev.memjay.model.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of a keyspace that are emptied at once, through both faces. */
@ParameterizedClass
@EnumSource(Face.class)
class GenerationsTest {
    @Parameter
    private Face face;

    private RealMemcached server;
    private Memjay memjay;

    @BeforeEach
    void start() {
        server = RealMemcached.start();
        memjay = Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=60s&connectTimeout=60s");
    }

    @AfterEach
    void stop() {
        memjay.close();
        server.close();
    }

    @Test
    void aPartIsEmptiedAtOnce() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");
        Keyspace<String, String> before = face.current(users);
        before.set("1", "Ada");
        face.current(Generations.of(memjay.strings(), "carts")).set("1", "a cart");

        assertThat(face.current(users).get("1")).isEqualTo("Ada");
        assertThat(users.current().get("1")).as("the other face").isEqualTo("Ada");
        face.empty(users);

        assertThat(face.current(users).get("1")).isNull();
        assertThat(before.get("1")).as("who kept the view goes on").isEqualTo("Ada");
        assertThat(face.current(Generations.of(memjay.strings(), "carts")).get("1"))
                .isEqualTo("a cart");
    }

    /** It was emptied all the same, so the generation that was seen last is not served for its time. */
    @Test
    void anEmptyingWithoutAnAnswerEmptiesHereToo() throws Exception {
        try (FaultRelay relay = FaultRelay.to(server.port());
                Memjay behind = Memjay.create(
                        "memcached://127.0.0.1:" + relay.port() + "?timeout=2s&connectTimeout=60s&autoEject=false")) {
            Generations<String, String> users =
                    Generations.of(behind.strings(), "users").withMaxAge(Duration.ofHours(1));
            Soon.until(() -> face.current(users).set("1", "Ada"));
            assertThat(face.lookup(users, "1").answer().value()).isEqualTo("Ada");
            relay.holdReplies();
            assertThatThrownBy(() -> face.empty(users)).isInstanceOf(MemjayException.class);
            relay.heal();

            AtomicReference<Lookup<String>> found = new AtomicReference<>();
            Soon.until(() -> {
                try {
                    found.set(face.lookup(users, "1").answer());
                    return true;
                } catch (MemjayException late) {
                    return false;
                }
            });
            assertThat(found.get().value()).isNull();
        }
    }

    /** A generation that was lost must not bring back what an older one stored. */
    @Test
    void aLostGenerationEmptiesToo() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");
        face.current(users).set("1", "Ada");

        memjay.strings().delete("users~generation");

        assertThat(face.current(users).get("1")).isNull();
    }

    private Generations<String, String> unreachable(FailurePolicy policy) {
        server.close();
        return Generations.of(memjay.strings().withFailurePolicy(policy).withTimeout(Duration.ofMillis(200)), "users");
    }

    @Test
    void aGenerationThatCannotBeAskedIsAnErrorUnderThrow() {
        Generations<String, String> users = unreachable(FailurePolicy.THROW);

        assertThatThrownBy(() -> face.current(users)).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> face.empty(users)).isInstanceOf(MemjayException.class);
    }

    /** It must not be taken for a lost one, which would be replaced; nor may anything be stored that nobody finds. */
    @Test
    void aGenerationThatCannotBeAskedIsAMissUnderMiss() {
        Generations<String, String> users = unreachable(FailurePolicy.MISS);
        Keyspace<String, String> view = face.current(users);

        assertThat(view.get("1")).isNull();
        assertThat(view.getAll(List.of("1", "2"))).isEmpty();
        assertThat(view.lookup("1")).isInstanceOf(Lookup.Failed.class);
        assertThat(view.set("1", "Ada")).isFalse();
        assertThat(view.delete("1")).isFalse();
        assertThat(view.incr("1")).isEmpty();
        assertThat(view.setAll(Map.of("1", "Ada")).failed()).containsExactly("1");
        view.noreply().set("1", "Ada");
        assertThat(view.getOrCompute("1", key -> "loaded")).isEqualTo("loaded");
        assertThat(view.getAllOrCompute(List.of("1"), keys -> Map.of("1", "loaded")))
                .isEqualTo(Map.of("1", "loaded"));
        assertThatThrownBy(() -> view.update("1", value -> value)).isInstanceOf(MemjayException.class);
        assertThat(view.async().get("1").join()).isNull();
        assertThat(view.async().getAll(List.of("1")).join()).isEmpty();
        assertThat(view.async().set("1", "Ada").join()).isFalse();
        assertThat(view.async()
                        .getOrCompute("1", key -> CompletableFuture.completedFuture("x"))
                        .join())
                .isEqualTo("x");
        assertThatThrownBy(() -> view.get("with blank")).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> face.empty(users)).isInstanceOf(MemjayException.class);
    }

    @Test
    void aGenerationThatCannotBeAskedIsAMissToReadsAlone() {
        Keyspace<String, String> view = face.current(unreachable(FailurePolicy.MISS_READS));

        assertThat(view.get("1")).isNull();
        assertThatThrownBy(() -> view.set("1", "Ada")).isInstanceOf(MemjayException.class);
        assertThat(view.getOrCompute("1", key -> "loaded")).isEqualTo("loaded");
    }

    /** The other nodes of the fleet hold nothing that nobody finds, when the generation can be asked again. */
    @Test
    void whatWasNotStoredIsNotThereAfterwards() {
        try (KilledMemcached lost = new KilledMemcached();
                Memjay client = Memjay.builder()
                        .servers(lost.address(), server.address())
                        .timeout(java.time.Duration.ofSeconds(20))
                        .build()) {
            Keyspace<String, String> texts = client.strings().withFailurePolicy(FailurePolicy.MISS);
            String name = "part";
            while (!client.nodeFor(name + "~generation").toString().equals(lost.address())) {
                name += "x";
            }
            Generations<String, String> part = Generations.of(texts, name);
            face.current(part).set("1", "Ada");
            lost.kill();
            for (int i = 0; i < 100; i++) {
                assertThat(face.current(part).set("k" + i, "garbage")).isFalse();
            }
            assertThat(itemsOf(server)).isLessThanOrEqualTo(1);
        }
    }

    private long itemsOf(RealMemcached at) {
        assertThat(memjay.nodes().get(0).toString()).isEqualTo(at.address());
        return memjay.admin().stats(memjay.nodes().get(0)).number("total_items").orElseThrow();
    }

    @Test
    void callbacksOnTheEventLoopMayAsk() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");

        String found = users.async()
                .current()
                .thenCompose(view -> view.async().set("1", "Ada"))
                .thenCompose(stored -> users.async().current())
                .thenCompose(view -> view.async().get("1"))
                .join();

        assertThat(found).isEqualTo("Ada");
    }

    // ---- A value together with its generation

    private @Nullable String found(Generations<String, String> users, String key) {
        return face.lookup(users, key).answer().value();
    }

    @Test
    void aLookupFindsWhatThePresentGenerationHas() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");
        Generations<String, String> same = Generations.of(memjay.strings(), "users");
        assertThat(found(users, "1")).as("of a new generation").isNull();
        face.lookup(users, "1").keyspace().set("1", "Ada");
        face.current(same).set("2", "Bob");

        assertThat(found(users, "1")).isEqualTo("Ada");
        assertThat(found(users, "2")).isEqualTo("Bob");
        assertThat(found(same, "1")).isEqualTo("Ada");
        assertThat(face.lookup(users, "1").answer().info()).isPresent();
        Keyspace<String, String> before = face.lookup(users, "1").keyspace();
        face.empty(same);

        assertThat(found(users, "1")).isNull();
        before.set("1", "too late");
        assertThat(found(users, "1")).isNull();
        memjay.strings().delete("users~generation");
        face.lookup(users, "1").keyspace().set("1", "Eve");
        assertThat(found(same, "1")).isEqualTo("Eve");
    }

    /** One call for both, but for the first, and for the first after the part was emptied by others. */
    @Test
    void aLookupIsOneCall() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");
        face.lookup(users, "1").keyspace().set("1", "Ada");

        assertThat(callsOf(() -> found(users, "1"))).isEqualTo(1);
        assertThat(callsOf(() -> found(users, "2"))).isEqualTo(1);
        Generations.of(memjay.strings(), "users").empty();
        assertThat(callsOf(() -> found(users, "1"))).isEqualTo(2);
        assertThat(callsOf(() -> found(users, "1"))).isEqualTo(1);
    }

    private long callsOf(Runnable action) {
        long before = calls();
        action.run();
        return calls() - before;
    }

    private long calls() {
        return memjay.metrics().nodes().stream()
                .flatMap(node -> node.verbs().values().stream())
                .mapToLong(Metrics.OfVerb::calls)
                .sum();
    }

    /** The wire keys of both ways are the same, whatever the view. */
    @Test
    void aLookupReadsWhatAnyViewOfTheGenerationWrote() {
        Keyspace<Object, byte[]> keyspace = memjay.bytes()
                .withPrefix("p:")
                .<Object>withKeyCodec(key -> key instanceof byte[] raw ? Key.of(raw) : Key.of(key.toString()))
                .withKeyPolicy(KeyPolicy.HASH)
                .withCompression(Compression.zlib());
        Generations<Object, byte[]> parts = Generations.of(keyspace, "part");
        for (Object key : List.of("short", "with blanks", "x".repeat(300), new byte[] {0, 1}, new byte[200])) {
            face.current(parts).set(key, new byte[100_000]);
            for (int i = 0; i < 2; i++) {
                assertThat(face.lookup(parts, key).answer().value())
                        .as("%s", key)
                        .hasSize(100_000);
            }
        }
    }

    @Test
    void aLookupIsCheckedEvenWhereNothingIsAsked() {
        for (int i = 0; i < 2; i++) {
            Generations<String, String> users = Generations.of(memjay.strings(), "users" + i);
            for (int j = 0; j < 2; j++) {
                assertThatThrownBy(() -> face.lookup(users, "with blank")).isInstanceOf(IllegalKeyException.class);
            }
        }
    }

    @Test
    void withAMaxAgeTheGenerationIsNotAskedForAgain() {
        Generations<String, String> others = Generations.of(memjay.strings(), "users");
        Generations<String, String> users = others.withMaxAge(Duration.ofHours(1));
        face.lookup(users, "1").keyspace().set("1", "Ada");
        face.empty(others);

        assertThat(found(users, "1")).as("what others empty").isEqualTo("Ada");
        assertThat(face.current(users).get("1")).isEqualTo("Ada");
        assertThat(found(others, "1")).isNull();
        face.empty(users);
        assertThat(found(users, "1")).as("what it empties itself").isNull();
        assertThatThrownBy(() -> users.withMaxAge(Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT24H");
    }

    @Test
    void aLookupThatCannotAskGoesByTheFailurePolicy() {
        Generations<String, String> thrown = Generations.of(memjay.strings(), "users");
        Generations<String, String> missed =
                Generations.of(memjay.strings().withFailurePolicy(FailurePolicy.MISS), "users");
        found(thrown, "1");
        found(missed, "1");
        server.close();

        assertThatThrownBy(() -> found(thrown, "1")).isInstanceOf(MemjayException.class);
        Generations.Reading<String, String> reading = face.lookup(missed, "1");
        assertThat(reading.answer()).isInstanceOf(Lookup.Failed.class);
        assertThat(reading.keyspace().set("1", "Ada")).isFalse();
        assertThat(reading.keyspace().get("1")).isNull();
    }
}
