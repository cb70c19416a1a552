package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.caffeine.NearCache;
import dev.memjay.caffeine.NearPolicy;
import dev.memjay.codec.Encoded;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cache is on several machines, which the specification's tests do not ask. */
class CacheOperationsTest {
    private TwoMachines machines;

    @BeforeEach
    void start() throws Exception {
        machines = new TwoMachines();
    }

    @AfterEach
    void stop() {
        machines.close();
    }

    private static MutableConfiguration<String, String> texts() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    /** The table of docs/jcache.md. */
    @Test
    void aGetIsOneFlightAndAPutIsOneWithTheQuestionForTheGenerationBesideIt() {
        Cache<String, String> cache = machines.onOne(texts());
        cache.put("k", "v");

        assertThat(callsOf(() -> cache.get("k"))).isEqualTo("getAll 1");
        assertThat(callsOf(() -> cache.getAll(Set.of("k", "l", "m")))).isEqualTo("getAll 1");
        assertThat(callsOf(() -> cache.put("k", "w"))).isEqualTo("gets 1, set 1");
        assertThat(callsOf(() -> cache.remove("k"))).isEqualTo("delete 1, gets 1");
        assertThat(callsOf(() -> cache.putIfAbsent("k", "v"))).isEqualTo("add 1, getAll 1, gets 1");
        assertThat(callsOf(() -> cache.getAndPut("k", "w"))).isEqualTo("cas 1, getAll 1");
    }

    private String callsOf(Runnable work) {
        Map<String, Long> before = calls();
        work.run();
        Map<String, Long> after = calls();
        before.forEach((verb, count) -> after.merge(verb, -count, Long::sum));
        return after.entrySet().stream()
                .filter(verb -> verb.getValue() != 0)
                .map(verb -> verb.getKey() + " " + verb.getValue())
                .collect(Collectors.joining(", "));
    }

    private Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        machines.one()
                .unwrap(Memjay.class)
                .metrics()
                .nodes()
                .forEach(node -> node.verbs()
                        .forEach((verb, counts) -> calls.merge(verb.toString(), counts.calls(), Long::sum)));
        return calls;
    }

    @Test
    void whatOneMachineWritesTheOtherReads() {
        Cache<String, String> one = machines.onOne(texts());
        Cache<String, String> other = machines.onOther(texts());

        one.put("k", "v");

        assertThat(other.get("k")).isEqualTo("v");
        assertThat(other.getAndReplace("k", "w")).isEqualTo("v");
        assertThat(one.getAll(Set.of("k", "none"))).isEqualTo(Map.of("k", "w"));
        assertThat(other.remove("k")).isTrue();
        assertThat(one.remove("k")).isFalse();
    }

    @Test
    void aMachineThatEmptiesTheCacheEmptiesItForAll() {
        Cache<String, String> one = machines.onOne(texts());
        Cache<String, String> other = machines.onOther(texts());
        one.put("k", "v");
        assertThat(other.get("k")).isEqualTo("v");

        other.clear();

        assertThat(one.get("k")).isNull();
        // Written under the generation that the first machine saw last, which is not the present one.
        other.removeAll();
        one.put("k", "w");
        assertThat(other.get("k")).isEqualTo("w");
    }

    @Test
    void destroyingACacheEmptiesItForAllAndClosingDoesNot() {
        machines.onOne(texts()).put("k", "v");
        machines.one().getCache("cache").close();
        Cache<String, String> other = machines.onOther(texts());
        assertThat(other.get("k")).isEqualTo("v");
        machines.onOne(texts());

        machines.one().destroyCache("cache");

        assertThat(other.get("k")).isNull();
        assertThat(machines.one().getCacheNames()).isEmpty();
    }

    @Test
    void processorsOfTwoMachinesLoseNoUpdate() {
        MutableConfiguration<String, Integer> numbers =
                new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class);
        List<Cache<String, Integer>> both = List.of(machines.onOne(numbers), machines.onOther(numbers));

        // 16 for each key: a round that one loses is another's last, so that none loses its 16th.
        IntStream.range(0, 96)
                .parallel()
                .forEach(i -> both.get(i % 2).invoke("k" + i / 2 % 6, (entry, arguments) -> {
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    return null;
                }));

        for (int key = 0; key < 6; key++) {
            assertThat(both.get(0).get("k" + key)).isEqualTo(16);
        }
    }

    @Test
    void aProcessorThatAlwaysLosesGivesUp() {
        Cache<String, String> one = machines.onOne(texts());
        Cache<String, String> other = machines.onOther(texts());
        AtomicInteger rounds = new AtomicInteger();

        assertThatThrownBy(() -> one.invoke("k", (entry, arguments) -> {
                    other.put("k", "theirs " + rounds.incrementAndGet());
                    entry.setValue("mine");
                    return null;
                }))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("cache 'cache': others changed the entry in each of 16 rounds");
        assertThat(rounds).hasValue(16);
        assertThat(one.get("k")).isEqualTo("theirs 16");
    }

    @Test
    void entriesEndToTheMillisecond() throws Exception {
        MutableConfiguration<String, String> configuration =
                texts().setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, 300)));
        Cache<String, String> one = machines.onOne(configuration);
        Cache<String, String> other = machines.onOther(configuration);

        long written = System.currentTimeMillis();
        one.put("k", "v");
        one.put("k", "w"); // an update moves no end
        long end = System.currentTimeMillis() + 300;
        long asked = System.currentTimeMillis();
        while (other.get("k") != null) {
            assertThat(asked).as("found by a get that began then").isLessThanOrEqualTo(end);
            asked = System.currentTimeMillis();
        }

        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(written + 300);
        assertThat(other.containsKey("k")).isFalse();
        assertThat(other.putIfAbsent("k", "x")).isTrue();
    }

    @Test
    void aReadMovesTheEndOfAnEntryWhereThePolicySaysSo() {
        MutableConfiguration<String, String> configuration =
                texts().setExpiryPolicyFactory(AccessedExpiryPolicy.factoryOf(Duration.ONE_HOUR));
        Cache<String, String> one = machines.onOne(configuration);
        one.put("k", "v");
        long before = cas(one);

        assertThat(one.get("k")).isEqualTo("v");

        assertThat(cas(one)).as("written anew with another end").isNotEqualTo(before);
    }

    /** Of the only entry. */
    @SuppressWarnings("unchecked")
    private static long cas(Cache<String, String> cache) {
        Keyspace<Key, Encoded> keyspace = cache.unwrap(Keyspace.class);
        byte[] generation = keyspace.get(dev.memjay.model.Key.of("~generation")).data();
        return keyspace.gets(dev.memjay.model.Key.of(
                        new String(generation, java.nio.charset.StandardCharsets.US_ASCII) + ":'k"))
                .cas();
    }

    @Test
    void oneMachineLoadsForBoth() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch isLoading = new CountDownLatch(1);
        CountDownLatch mayLoad = new CountDownLatch(1);
        MutableConfiguration<String, String> configuration = readThrough(key -> {
            loads.incrementAndGet();
            isLoading.countDown();
            await(mayLoad);
            return "loaded " + key;
        });
        Cache<String, String> one = machines.onOne(configuration);
        Cache<String, String> other = machines.onOther(configuration);

        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> one.get("k"));
        await(isLoading);
        CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> other.get("k"));
        mayLoad.countDown();

        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("loaded k");
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("loaded k");
        assertThat(loads).hasValue(1);
    }

    /** memcached counts whole seconds, so it keeps an item a little longer than its entry lives. */
    @Test
    void oneMachineLoadsForBothWhereTheItemOfAnEndedEntryIsStillThere() throws Exception {
        machines.server.clock().freeze();
        Cache<String, String> brief = machines.with(new Properties())
                .createCache(
                        "cache",
                        texts().setExpiryPolicyFactory(
                                        CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.MILLISECONDS, 300))));
        brief.put("k", "ended");
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch isLoading = new CountDownLatch(1);
        CountDownLatch mayLoad = new CountDownLatch(1);
        MutableConfiguration<String, String> configuration = readThrough(key -> {
            loads.incrementAndGet();
            isLoading.countDown();
            await(mayLoad);
            return "loaded " + key;
        });
        Cache<String, String> one = machines.onOne(configuration);
        Cache<String, String> other = machines.onOther(configuration);
        while (other.containsKey("k")) {
            Thread.sleep(10);
        }

        // The common pool may have but one thread.
        Executor own = work -> new Thread(work, "reader").start();
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> one.get("k"), own);
        await(isLoading);
        machines.server.clearRequests();
        CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> other.get("k"), own);
        while (!second.isDone() && loads.get() == 1 && questionsForK() < 2) {
            Thread.sleep(10);
        }
        mayLoad.countDown();

        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("loaded k");
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("loaded k");
        assertThat(loads).hasValue(1);
    }

    private long questionsForK() {
        return machines.server.requests().stream()
                .filter(request -> request.line().contains(":'k "))
                .count();
    }

    @Test
    void whatIsRemovedWhileItIsLoadedIsNotStored() {
        List<Cache<String, String>> others = new ArrayList<>();
        MutableConfiguration<String, String> configuration = readThrough(key -> {
            others.get(0).remove(key);
            return "old";
        });
        for (MutableConfiguration<String, String> each : List.of(
                configuration,
                new MutableConfiguration<>(configuration)
                        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR)))) {
            Cache<String, String> one = machines.onOne(each);
            others.add(
                    0,
                    machines.other()
                            .createCache("cache", texts().setExpiryPolicyFactory(each.getExpiryPolicyFactory())));

            assertThat(one.get("k")).isEqualTo("old");
            assertThat(one.containsKey("k")).isFalse();
            machines.one().destroyCache("cache");
            machines.other().destroyCache("cache");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static MutableConfiguration<String, String> readThrough(UnaryOperator<String> load) {
        CacheLoader<String, String> loader = new CacheLoader<>() {
            @Override
            public String load(String key) {
                return load.apply(key);
            }

            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
                Map<String, String> loaded = new HashMap<>();
                keys.forEach(key -> loaded.put(key, load.apply(key)));
                return loaded;
            }
        };
        return texts().setReadThrough(true).setCacheLoaderFactory(() -> loader);
    }

    @Test
    void listenersHearOfTheirOwnMachineAlone() {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Cache<String, String> one = machines.onOne(texts().addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(() -> new Notes(events), null, true, true)));
        Cache<String, String> other = machines.onOther(texts());

        other.put("k", "theirs");
        one.put("k", "mine");
        one.replace("k", "mine", "mine too");
        other.remove("k");
        one.putIfAbsent("k", "new");
        one.clear();
        one.put("k", "last");
        one.remove("k");

        assertThat(events)
                .containsExactly(
                        "UPDATED k: theirs > mine",
                        "UPDATED k: mine > mine too",
                        "CREATED k: null > new",
                        "CREATED k: null > last",
                        "REMOVED k: last > last");
    }

    private record Notes(List<String> events)
            implements CacheEntryCreatedListener<String, String>,
                    CacheEntryUpdatedListener<String, String>,
                    CacheEntryRemovedListener<String, String> {
        private void note(Iterable<CacheEntryEvent<? extends String, ? extends String>> some) {
            some.forEach(event -> events.add(event.getEventType() + " " + event.getKey() + ": " + event.getOldValue()
                    + " > " + event.getValue()));
        }

        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> some) {
            note(some);
        }

        @Override
        public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> some) {
            note(some);
        }

        @Override
        public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> some) {
            note(some);
        }
    }

    @Test
    void refusesWhatMemcachedCannotDoAndSaysWhy() {
        Cache<String, String> cache = machines.onOne(
                texts().setWriteThrough(true).setCacheWriterFactory(() -> new NoWriter<String, String>()));

        assertThatThrownBy(cache::iterator)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("cache 'cache' cannot be iterated: memcached lists no keys");
        assertThatThrownBy(cache::removeAll)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("each of its keys to the writer");
        assertThatThrownBy(() -> machines.one().createCache("reference", texts().setStoreByValue(false)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("cache 'reference' is configured to store by reference");
    }

    @Test
    void keysOfSeveralTypesAreDifferentAndAnyTextIsAKey() {
        Cache<Object, Object> cache = machines.onOne(new MutableConfiguration<>());
        List<Object> keys = List.of(
                1,
                1L,
                "1",
                "a b",
                "a\nb",
                "k".repeat(1_000),
                List.of(1, "1"),
                new Date(0),
                Instant.EPOCH,
                TimeUnit.DAYS);

        for (Object key : keys) {
            cache.put(key, key.toString());
        }

        assertThat(cache.getAll(Set.copyOf(keys))).hasSize(keys.size());
        assertThatThrownBy(() -> cache.put(new StringBuilder("x"), "v"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("java.lang.StringBuilder");
    }

    @Test
    void aServerThatIsGoneIsACacheExceptionOrAMissAsThePolicySays() {
        Cache<String, String> strict = machines.onOne(texts());
        Cache<String, String> lenient = machines.one()
                .createCache(
                        "lenient",
                        new MemjayCacheConfiguration<>(String.class, String.class)
                                .setKeyspaceView(keyspace -> keyspace.withFailurePolicy(FailurePolicy.MISS)));
        lenient.put("k", "v");
        assertThat(lenient.get("k")).isEqualTo("v");
        machines.server.close();

        assertThatThrownBy(() -> strict.get("k"))
                .isInstanceOf(CacheException.class)
                .hasMessageStartingWith("cache 'cache': ")
                .hasCauseInstanceOf(dev.memjay.error.MemjayException.class);
        assertThat(lenient.get("k")).isNull();
        lenient.put("k", "w");
        assertThat(lenient.remove("k")).isFalse();
        assertThatThrownBy(lenient::clear).isInstanceOf(CacheException.class).hasMessageContaining("its entries stay");
    }

    @Test
    void aNearCacheAnswersReadsAndNeverHidesAnOwnWrite() {
        List<NearCache<Key, Encoded>> near = new ArrayList<>();
        Cache<String, List<String>> one =
                machines.onOne(new MemjayCacheConfiguration<>(String.class, lists()).setKeyspaceView(keyspace -> {
                    near.add(NearCache.of(keyspace, NearPolicy.of(100, java.time.Duration.ofHours(1))));
                    return near.get(0);
                }));
        Cache<String, List<String>> other =
                machines.onOther(new MutableConfiguration<String, List<String>>().setTypes(String.class, lists()));
        one.put("k", new ArrayList<>(List.of("v")));
        one.get("k").add("a reader's own");
        long hits = near.get(0).metrics().hits();

        assertThat(one.get("k")).containsExactly("v");
        assertThat(near.get(0).metrics().hits()).as("generation and item").isEqualTo(hits + 2);

        other.clear();
        other.put("k", List.of("w"));
        one.remove("k");
        assertThat(other.get("k")).as("removed under the present generation").isNull();
        one.put("k", List.of("x"));
        assertThat(one.get("k")).containsExactly("x");
    }

    @SuppressWarnings("unchecked")
    private static Class<List<String>> lists() {
        return (Class<List<String>>) (Class<?>) List.class;
    }

    @Test
    void anItemThatCannotBeReadIsAMissAndIsReplaced() {
        Cache<String, Date> dates =
                machines.onOne(new MutableConfiguration<String, Date>().setTypes(String.class, Date.class));
        Cache<String, String> texts = machines.onOther(texts());
        texts.put("k", "not a date");

        assertThat(dates.get("k")).isNull();
        assertThat(dates.putIfAbsent("k", new Date(1))).isTrue();
        assertThat(dates.get("k")).isEqualTo(new Date(1));
    }

    private record Person(String name, BigDecimal wage) implements Serializable {}

    private record Secret(StringBuilder text) implements Serializable {}

    @Test
    void valuesOfTheDeclaredClassNeedNoCodecAndOthersAreRefusedAtTheFirstPut() {
        Cache<String, Person> persons =
                machines.onOne(new MutableConfiguration<String, Person>().setTypes(String.class, Person.class));
        Cache<String, Object> objects = machines.one()
                .createCache(
                        "objects", new MutableConfiguration<String, Object>().setTypes(String.class, Object.class));
        Person ada = new Person("Ada", new BigDecimal("1.50"));
        List<Object> plain = List.of(
                1,
                1L,
                1.5,
                true,
                "text",
                List.of(1),
                Map.of(1, 2),
                Set.of(),
                Arrays.asList(1),
                new Date(1),
                Instant.EPOCH,
                Locale.US,
                new TreeMap<>(Map.of(1, 2)));

        persons.put("k", ada);
        assertThat(persons.get("k")).isEqualTo(ada).isNotSameAs(ada);
        for (Object value : plain) {
            objects.put("k", value);
            assertThat(objects.get("k")).isEqualTo(value).hasSameClassAs(value);
        }
        assertThatThrownBy(() -> objects.put("k", new Secret(new StringBuilder("hidden"))))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("cache 'objects'")
                .hasMessageContaining("Secret is not on the codec's list")
                .hasMessageContaining("allowValues")
                .hasMessageNotContaining("hidden");
        Properties allowed = new Properties();
        allowed.setProperty("allowValues", "dev.memjay.jcache.* java.lang.StringBuilder");
        Cache<String, Object> more = machines.with(allowed).createCache("objects", new MutableConfiguration<>());
        more.put("k", ada);
        assertThat(more.get("k")).isEqualTo(ada);
    }

    @Test
    void keysOfAllowedClassesAreTheirBytes() {
        Properties allowed = new Properties();
        allowed.setProperty("allowKeys", "dev.memjay.jcache.*");
        Cache<Object, String> cache = machines.with(allowed).createCache("keys", new MutableConfiguration<>());

        cache.put(new OldKey(1), "one");
        cache.put(new OldKey(2), "two");

        assertThat(cache.get(new OldKey(1))).isEqualTo("one");
        assertThat(cache.get(new OldKey(2))).isEqualTo("two");
        assertThat(cache.containsKey(new OldKey(3))).isFalse();
    }

    private static final class OldKey implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused") // serialized
        private final int number;

        OldKey(int number) {
            this.number = number;
        }
    }

    @Test
    void unwrapsToMemjaysOwn() {
        Cache<String, String> cache = machines.onOne(texts().setExpiryPolicyFactory(EternalExpiryPolicy.factoryOf()));

        assertThat(cache.unwrap(Keyspace.class)).isNotNull();
        assertThat(machines.one().unwrap(Memjay.class).nodes()).hasSize(1);
        assertThatThrownBy(() -> cache.unwrap(ExpiryPolicy.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a MemjayCache is not a javax.cache.expiry.ExpiryPolicy");
    }

    private static final class NoWriter<K, V> implements CacheWriter<K, V> {
        @Override
        public void write(Cache.Entry<? extends K, ? extends V> entry) {}

        @Override
        public void writeAll(Collection<Cache.Entry<? extends K, ? extends V>> entries) {}

        @Override
        public void delete(Object key) {}

        @Override
        public void deleteAll(Collection<?> keys) {}
    }
}
