package dev.memjay.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.AsyncKeyspace;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A near cache in the place of its keyspace: every face and view of it, and every verb that writes. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class NearFacesTest {
    private static final Duration AGE = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(5);

    @Parameter
    boolean real;

    private ServerAndClient server;
    private Memjay memjay;
    private Keyspace<String, String> behind;
    private final AtomicLong nanos = new AtomicLong();
    private NearCache<String, String> near;

    @BeforeEach
    void connect() {
        server = ServerAndClient.start(real);
        memjay = server.memjay();
        behind = memjay.strings();
        near = NearCache.of(behind, NearPolicy.of(100, AGE), nanos::get);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void everyFaceShowsTheNameOfTheKeyspaceBehind() {
        NearPolicy policy = NearPolicy.of(100, AGE);
        NearCache<String, String> users = NearCache.of(behind.withName("users"), policy);

        assertThat(users.toString()).startsWith("NearCache[" + policy + " of Keyspace[name=users");
        assertThat(users.async().toString()).startsWith("NearCache[" + policy + " of AsyncKeyspace[name=users");
        assertThat(users.noreply().toString()).startsWith("NearCache[" + policy + " of NoreplyKeyspace[name=users");
        assertThat(near.withName("people").toString()).contains("name=people");
    }

    private static Map<String, Consumer<Keyspace<String, String>>> writes() {
        Map<String, Consumer<Keyspace<String, String>>> writes = new LinkedHashMap<>();
        writes.put("set", to -> to.set("k", "6"));
        writes.put("set for a time", to -> to.set("k", "6", LONG));
        writes.put("replace", to -> to.replace("k", "6"));
        writes.put("replace for a time", to -> to.replace("k", "6", LONG));
        writes.put("append", to -> to.append("k", "6"));
        writes.put("appendOrCreate", to -> to.appendOrCreate("k", "6", LONG));
        writes.put("prepend", to -> to.prepend("k", "6"));
        writes.put("cas", to -> to.cas("k", "6", to.gets("k").cas()));
        writes.put("cas for a time", to -> to.cas("k", "6", to.gets("k").cas(), LONG));
        writes.put("update", to -> to.update("k", old -> old + "6"));
        writes.put("update or begin", to -> to.update("k", "1", old -> old + "6"));
        writes.put("delete", to -> to.delete("k"));
        writes.put("delete by cas", to -> to.delete("k", to.gets("k").cas()));
        writes.put("setAll", to -> to.setAll(Map.of("k", "6")));
        writes.put("setAll for a time", to -> to.setAll(Map.of("k", "6"), LONG));
        writes.put("deleteAll", to -> to.deleteAll(List.of("k")));
        writes.put("incr", to -> to.incr("k"));
        writes.put("incr by", to -> to.incr("k", 4));
        writes.put("incr or begin", to -> to.incr("k", 4, 0, LONG));
        writes.put("decr", to -> to.decr("k"));
        writes.put("decr by", to -> to.decr("k", 4));
        writes.put("decr or begin", to -> to.decr("k", 4, 0, LONG));
        writes.put("tombstone", to -> to.leases().tombstone("k", LONG));
        writes.put(
                "by another codec", to -> to.withCodec(Codec.bytes()).set("k", "6".getBytes(StandardCharsets.UTF_8)));
        writes.put("as a counter", to -> to.counters().set("k", 6L));
        writes.put(
                "by a view",
                to -> to.withTtl(LONG)
                        .withTimeout(AGE)
                        .withFailurePolicy(FailurePolicy.MISS)
                        .set("k", "6"));
        Map<String, Consumer<AsyncKeyspace<String, String>>> started = new LinkedHashMap<>();
        started.put("set", to -> to.set("k", "6").join());
        started.put("replace", to -> to.replace("k", "6").join());
        started.put("append", to -> to.append("k", "6").join());
        started.put("prepend", to -> to.prepend("k", "6").join());
        started.put("appendOrCreate", to -> to.appendOrCreate("k", "6", LONG).join());
        started.put("cas", to -> to.cas("k", "6", to.gets("k").join().cas()).join());
        started.put("update", to -> to.update("k", old -> old + "6").join());
        started.put("delete", to -> to.delete("k").join());
        started.put(
                "delete by cas", to -> to.delete("k", to.gets("k").join().cas()).join());
        started.put("setAll", to -> to.setAll(Map.of("k", "6")).join());
        started.put("deleteAll", to -> to.deleteAll(List.of("k")).join());
        started.put("incr", to -> to.incr("k").join());
        started.put("decr", to -> to.decr("k", 2).join());
        started.put("tombstone", to -> to.leases().tombstone("k", LONG).join());
        started.forEach((name, write) -> writes.put("async " + name, to -> write.accept(to.async())));
        writes.put("noreply set", to -> to.noreply().set("k", "6"));
        writes.put("noreply append", to -> to.noreply().append("k", "6"));
        writes.put("noreply delete", to -> to.noreply().delete("k"));
        writes.put("noreply setAll", to -> to.noreply().setAll(Map.of("k", "6")));
        writes.put("noreply deleteAll", to -> to.noreply().deleteAll(List.of("k")));
        writes.put("noreply incr", to -> to.noreply().incr("k"));
        return writes;
    }

    @Test
    void everyWriteIsSeenAtOnce() {
        writes().forEach((name, write) -> {
            behind.delete("k");
            near.forget("k");
            behind.set("k", "5");
            assertThat(near.get("k")).as("before " + name).isEqualTo("5");
            assertThat(near.size()).as("before " + name).isEqualTo(1);
            write.accept(near);
            String now = behind.get("k");
            assertThat(now).as(name + " changes the value").isNotEqualTo("5");
            assertThat(near.get("k")).as("after " + name).isEqualTo(now);
            assertThat(near.async().get("k").join()).as("after " + name).isEqualTo(now);
        });
    }

    @Test
    void addAndInvalidateAreSeenToo() {
        assertThat(near.get("k")).isNull();
        assertThat(near.add("k", "1")).isTrue();
        assertThat(near.get("k")).isEqualTo("1");
        assertThat(near.invalidate("k", LONG)).isTrue();
        assertThat(near.size()).isZero();
        assertThat(near.lookup("k").isHit()).isFalse();
        assertThat(near.leases().lease("k").complete("2")).isTrue();
        assertThat(near.get("k")).isEqualTo("2");
    }

    @Test
    void viewsShareTheCopiesAndTellTheirItemsApart() {
        behind.set("a:k", "v");
        assertThat(near.withPrefix("a:").get("k")).isEqualTo("v");
        behind.delete("a:k");
        assertThat(near.get("a:k")).as("the copy that a view made").isEqualTo("v");
        assertThat(near.withPrefix("a").withPrefix(":").async().get("k").join()).isEqualTo("v");
        assertThat(near.withPrefix("b:").get("k")).isNull();
        assertThat(near.withCodec(Codec.bytes()).get("a:k"))
                .as("a copy of another codec is none")
                .isNull();
        near.withPrefix("a:").delete("k");
        assertThat(near.get("a:k")).isNull();

        Keyspace<Integer, String> numbered = near.withKeyCodec(number -> Key.of(Integer.toString(number)));
        behind.set("7", "seven");
        assertThat(numbered.get(7)).isEqualTo("seven");
        behind.delete("7");
        assertThat(numbered.get(7)).isEqualTo("seven");
        assertThat(near.get("7")).isNull();
        numbered.delete(7);
        assertThat(numbered.get(7)).isNull();
    }

    /** Each view has another way to the item "7", which a copy of is kept: after a write through it the copy is gone. */
    @Test
    void aWriteThroughAnyViewEndsTheCopiesOfAllViewsOfTheItem() {
        Map<String, Consumer<String>> writes = new LinkedHashMap<>();
        writes.put("as it is", value -> near.set("7", value));
        writes.put(
                "another key policy",
                value -> near.withKeyPolicy(KeyPolicy.HASH).set("7", value));
        writes.put("a key codec", value -> near.withKeyCodec(KeyCodec.text()).set(7, value));
        writes.put("a Key", value -> near.withKeyCodec(KeyCodec.keys()).set(Key.of("7"), value));
        writes.put("bytes", value -> near.withKeyCodec(KeyCodec.bytes()).set(new byte[] {'7'}, value));
        writes.put("another codec", value -> near.withCodec(Codec.ints()).set("7", Integer.parseInt(value)));
        Map<String, Supplier<String>> reads = new LinkedHashMap<>();
        reads.put("as it is", () -> near.get("7"));
        reads.put("another key policy", () -> near.withKeyPolicy(KeyPolicy.HASH).get("7"));
        reads.put("a key codec", () -> near.withKeyCodec(KeyCodec.text()).get(7));
        reads.put("bytes", () -> near.withKeyCodec(KeyCodec.bytes()).get(new byte[] {'7'}));
        int number = 10;
        for (Map.Entry<String, Consumer<String>> write : writes.entrySet()) {
            for (Map.Entry<String, Supplier<String>> read : reads.entrySet()) {
                read.getValue().get();
                String value = Integer.toString(number++);
                write.getValue().accept(value);
                assertThat(read.getValue().get())
                        .as("%s, written by %s", read.getKey(), write.getKey())
                        .isEqualTo(value);
            }
        }
    }

    @Test
    void keysOfAnotherNodeAndKeysThatAreHashedHaveCopiesOfTheirOwn() {
        Keyspace<Key, String> keys = near.withKeyCodec(KeyCodec.keys());
        keys.set(Key.of("a b".getBytes(StandardCharsets.UTF_8)), "bytes");
        near.withKeyPolicy(KeyPolicy.HASH).set("a b", "hashed");
        for (int i = 0; i < 2; i++) {
            assertThat(keys.get(Key.of("a b".getBytes(StandardCharsets.UTF_8)))).isEqualTo("bytes");
            assertThat(near.withKeyPolicy(KeyPolicy.HASH).get("a b")).isEqualTo("hashed");
        }
    }

    @Test
    void theAsynchronousFaceIsServedByTheSameCopies() {
        near = NearCache.of(behind, NearPolicy.of(100, AGE).revalidatedFor(LONG), nanos::get);
        AsyncKeyspace<String, String> async = near.async();
        behind.setAll(Map.of("a", "1", "b", "2"));
        assertThat(async.get("a").join()).isEqualTo("1");
        assertThat(async.getAll(List.of("b", "a", "c", "b")).join().entrySet())
                .extracting(Object::toString)
                .containsExactly("b=2", "a=1");
        behind.set("a", "new");
        nanos.addAndGet(AGE.toNanos() - 1);
        assertThat(async.get("a").join()).isEqualTo("1");
        assertThat(near.get("a")).isEqualTo("1");
        assertThat(async.getOrDefault("c", "none").join()).isEqualTo("none");
        assertThat(server.calls(Verb.INSPECT)).isZero();
        nanos.incrementAndGet();
        assertThat(async.get("a").join()).isEqualTo("new");
        assertThat(async.get("b").join()).isEqualTo("2");
        assertThat(server.calls(Verb.INSPECT)).as("by their CAS numbers").isEqualTo(2);
        assertThat(async.get("b")).isCompletedWithValue("2");
        assertThatThrownBy(() -> async.set("k k", "v")).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> near.get("k k")).isInstanceOf(IllegalKeyException.class);
    }

    @Test
    void loadingGoesThroughTheCopies() {
        AtomicInteger loads = new AtomicInteger();
        LoadPolicy policy = LoadPolicy.standard().ttl(Duration.ofSeconds(100));
        for (int i = 0; i < 3; i++) {
            assertThat(near.getOrCompute("k", key -> "v" + loads.incrementAndGet(), policy))
                    .isEqualTo("v1");
            assertThat(near.async()
                            .getOrCompute(
                                    "k",
                                    key -> CompletableFuture.completedFuture("v" + loads.incrementAndGet()),
                                    policy)
                            .join())
                    .isEqualTo("v1");
        }
        behind.delete("k");
        assertThat(near.getOrCompute("k", key -> "v" + loads.incrementAndGet())).isEqualTo("v1");
        assertThat(near.getAllOrCompute(List.of("k", "l"), keys -> Map.of("l", keys.toString())))
                .isEqualTo(Map.of("k", "v1", "l", "[l]"));
        assertThat(near.async()
                        .getAllOrCompute(
                                List.of("l", "m"), keys -> CompletableFuture.completedFuture(Map.of("m", "" + keys)))
                        .join())
                .isEqualTo(Map.of("l", "[l]", "m", "[m]"));
    }

    @Test
    void aValueNearItsEndIsRefreshedAhead() {
        behind.set("k", "old", Duration.ofSeconds(50));
        LoadPolicy policy = LoadPolicy.standard()
                .ttl(LONG)
                .refreshAhead(Duration.ofSeconds(60))
                .refreshExecutor(Runnable::run);
        assertThat(near.getOrCompute("k", key -> "new", policy)).isEqualTo("old");
        assertThat(behind.get("k")).isEqualTo("new");
        assertThat(near.getOrCompute("k", key -> "newer", policy)).isEqualTo("new");
        assertThat(near.async()
                        .getOrCompute("k", key -> CompletableFuture.completedFuture("newer"), policy)
                        .join())
                .isEqualTo("new");
    }
}
