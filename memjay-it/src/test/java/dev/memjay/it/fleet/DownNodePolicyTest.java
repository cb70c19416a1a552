package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.it.Patient;
import dev.memjay.it.Soon;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every bulk verb under every policy for down nodes and under every {@link FailurePolicy}, with one of five nodes down,
 * hanging, or answering errors.
 */
class DownNodePolicyTest {
    private static final List<String> KEYS =
            IntStream.range(0, 60).mapToObj(i -> "key" + i).toList();
    private static final List<MemcachedServer> SERVERS = new ArrayList<>();
    private static final MemcachedServer SPARE = MemcachedServer.start();
    private static final ExecutorService CALLERS = Executors.newFixedThreadPool(FailurePolicy.values().length);

    private final AtomicInteger down = new AtomicInteger();
    private Set<String> victims = Set.of();
    /** What a test sets otherwise. */
    private UnaryOperator<MemjayBuilder> change = UnaryOperator.identity();

    @BeforeAll
    static void start() {
        for (int i = 0; i < 5; i++) {
            SERVERS.add(MemcachedServer.start());
        }
    }

    @AfterAll
    static void stop() {
        CALLERS.shutdown();
        SERVERS.forEach(MemcachedServer::close);
        SPARE.close();
    }

    @BeforeEach
    void empty() {
        try (Memjay all = Patient.builder()
                .servers(Stream.concat(SERVERS.stream(), Stream.of(SPARE))
                        .map(MemcachedServer::address)
                        .toArray(String[]::new))
                .build()) {
            assertThat(all.admin().flushAll()).isEmpty();
        }
    }

    @AfterEach
    void behave() {
        SERVERS.forEach(server -> server.faults().clear());
    }

    static DownNodePolicy gutter() {
        return DownNodePolicy.gutter(Duration.ofSeconds(10), List.of(Node.of(SPARE.host(), SPARE.port())));
    }

    static Stream<Arguments> verbsAndPolicies() {
        return Stream.of(BulkVerb.values())
                .flatMap(verb -> Stream.of(
                                DownNodePolicy.FAIL_FAST, DownNodePolicy.REHASH, DownNodePolicy.REPLICA, gutter())
                        .map(policy -> Arguments.of(verb, policy)));
    }

    /** A client whose nodes are all up, with every key stored, and the keys of the first node noted as victims. */
    private Memjay open(DownNodePolicy policy) {
        Memjay memjay = connect(policy, SERVERS.get(0).port());
        assertThat(memjay.strings().setAll(BulkVerb.values(KEYS)).notDone()).isEmpty();
        awaitItems(memjay, policy, KEYS.size());
        return memjay;
    }

    /** Until the copies are there too, which nobody waits for. */
    private static void awaitItems(Memjay memjay, DownNodePolicy policy, int keys) {
        long items = policy == DownNodePolicy.REPLICA ? 2L * keys : keys;
        Soon.until(() -> items(memjay) == items);
    }

    private Memjay connect(DownNodePolicy policy, int firstPort) {
        List<Node> nodes = new ArrayList<>();
        SERVERS.forEach(server -> nodes.add(Node.of(server.host(), server.port())));
        nodes.set(0, Node.of("127.0.0.1", firstPort));
        Memjay memjay = change.apply(
                        Memjay.builder().nodes(nodes).downNodePolicy(policy).failureLimit(1))
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .listener(new MemjayListener() {
                    @Override
                    public void nodeDown(Node node, Throwable cause) {
                        down.incrementAndGet();
                    }
                })
                .build();
        assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
        victims = Batch.of(KEYS, memjay, firstPort).victims();
        return memjay;
    }

    private static long items(Memjay memjay) {
        return memjay.admin().stats().results().values().stream()
                .mapToLong(stats -> stats.number("curr_items").orElseThrow())
                .sum();
    }

    private void makeDown(Memjay memjay) {
        SERVERS.get(0).faults().refuseConnections().closeConnections();
        String key = victims.iterator().next();
        Soon.until(() -> {
            memjay.strings().withFailurePolicy(FailurePolicy.MISS_READS).get(key);
            return down.get() > 0;
        });
    }

    @ParameterizedTest
    @MethodSource("verbsAndPolicies")
    void oneOfFiveIsDown(BulkVerb verb, DownNodePolicy policy) {
        try (Memjay memjay = open(policy)) {
            makeDown(memjay);

            whileDown(verb, policy, memjay);
        }
    }

    /** Those that wait for the hanging node wait together: the first to give up finds it down. */
    @ParameterizedTest
    @MethodSource("verbsAndPolicies")
    void oneOfFiveHangs(BulkVerb verb, DownNodePolicy policy) throws Exception {
        // longer than the test takes: the node is not to be asked whether it lives
        change = builder -> builder.deadTimeout(Duration.ofSeconds(20));
        try (Memjay memjay = open(policy)) {
            Keyspace<String, String> texts = memjay.strings();
            Map<FailurePolicy, Batch> batches = new EnumMap<>(FailurePolicy.class);
            for (FailurePolicy failures : FailurePolicy.values()) {
                List<String> keys = KEYS.stream().map(key -> failures + key).toList();
                assertThat(texts.setAll(BulkVerb.values(keys)).notDone()).isEmpty();
                batches.put(failures, Batch.of(keys, memjay, SERVERS.get(0).port()));
            }
            awaitItems(memjay, policy, KEYS.size() * (1 + batches.size()));
            SERVERS.get(0).faults().stopAnswering();
            CyclicBarrier together = new CyclicBarrier(batches.size());
            List<Callable<Void>> calls = new ArrayList<>();
            batches.forEach((failures, batch) -> calls.add(() -> {
                together.await();
                batch.onlyVictimsFail(
                        verb, failures, texts.withTimeout(Duration.ofMillis(300)), OperationTimeoutException.class);
                return null;
            }));
            for (Future<Void> call : CALLERS.invokeAll(calls)) {
                call.get();
            }
            Soon.until(() -> down.get() > 0); // another thread may be the one that notifies
            assertThat(down.get()).isEqualTo(1);

            whileDown(verb, policy, memjay);
        }
    }

    @ParameterizedTest
    @MethodSource("verbsAndPolicies")
    void oneOfFiveAnswersErrors(BulkVerb verb, DownNodePolicy policy) {
        try (RefusingServer refusing = new RefusingServer();
                Memjay memjay = connect(policy, refusing.port())) {
            Batch batch = new Batch(KEYS, victims);
            for (FailurePolicy failures : FailurePolicy.values()) {
                memjay.strings().withFailurePolicy(FailurePolicy.MISS).setAll(BulkVerb.values(KEYS));

                batch.onlyVictimsFail(verb, failures, memjay.strings(), ServerErrorException.class);
            }
            assertThat(down.get()).as("what answers is not down").isZero();
        }
    }

    /** Under every policy for failures: nobody serves the victims, or who stands in does. */
    private void whileDown(BulkVerb verb, DownNodePolicy policy, Memjay memjay) {
        Batch batch = new Batch(KEYS, victims);
        for (FailurePolicy failures : FailurePolicy.values()) {
            if (policy == DownNodePolicy.FAIL_FAST) {
                memjay.strings().setAll(BulkVerb.values(batch.others()));
                batch.onlyVictimsFail(verb, failures, memjay.strings(), NodeDownException.class);
            } else {
                refill(policy, memjay, batch);
                batch.isServed(verb, failures, policy, memjay);
            }
        }
    }

    /** As the fleet is when the node has gone: what was its alone is nowhere. */
    private static void refill(DownNodePolicy policy, Memjay memjay, Batch batch) {
        Keyspace<String, String> texts = memjay.strings();
        if (policy == DownNodePolicy.REPLICA) {
            assertThat(texts.setAll(BulkVerb.values(batch.keys())).notDone()).isEmpty();
        } else {
            assertThat(texts.setAll(BulkVerb.values(batch.others())).notDone()).isEmpty();
            texts.deleteAll(batch.victims());
        }
    }

    /** Its keys are sent to the copies twice: as copies, and because the first holder was not reached. */
    @ParameterizedTest
    @EnumSource
    void aCallThatDoesNotReachANodeHasItsCopiesAnswers(BulkVerb verb) {
        // so that every call is the one that meets the dead node
        change = builder -> builder.failureLimit(1_000).reconnectPause(Duration.ofMillis(20));
        try (Memjay memjay = open(DownNodePolicy.REPLICA)) {
            SERVERS.get(0).faults().refuseConnections().closeConnections();
            String victim = victims.iterator().next();
            Soon.until(
                    () -> { // until nothing can be written to it any more
                        memjay.strings()
                                .withFailurePolicy(FailurePolicy.MISS_READS)
                                .get(victim);
                        return !memjay.awaitReady(Duration.ZERO);
                    });

            new Batch(KEYS, victims).isServed(verb, FailurePolicy.THROW, DownNodePolicy.REPLICA, memjay);
        }
    }

    @Test
    void whatIsStoredAwayFromHomeLivesShorter() {
        for (DownNodePolicy policy : List.of(DownNodePolicy.rehash(Duration.ofSeconds(10)), gutter())) {
            down.set(0);
            empty();
            try (Memjay memjay = open(policy)) {
                makeDown(memjay);
                Keyspace<String, String> texts = memjay.strings();
                for (String key : KEYS) {
                    assertThat(texts.set(key, "v", Duration.ofHours(1))).isTrue();
                    Duration left = texts.inspect(key).orElseThrow().ttl().orElse(Memjay.NEVER);
                    if (victims.contains(key)) {
                        assertThat(left).as(key).isLessThanOrEqualTo(Duration.ofSeconds(10));
                    } else {
                        assertThat(left).as(key).isGreaterThan(Duration.ofMinutes(59));
                    }
                }
                String victim = victims.iterator().next();
                texts.set(victim, "7");
                assertThat(texts.inspect(victim).orElseThrow().ttl()).isPresent();
                texts.touch(victim, Duration.ofHours(1));
                assertThat(texts.inspect(victim).orElseThrow().ttl().orElseThrow())
                        .isLessThanOrEqualTo(Duration.ofSeconds(10));
            }
            behave();
        }
    }

    @Test
    void aNodeThatIsBackHasItsKeysBack() {
        try (Memjay memjay = open(DownNodePolicy.REHASH)) {
            String victim = victims.iterator().next();
            makeDown(memjay);
            assertThat(memjay.strings().get(victim)).isNull();
            behave();

            Soon.until(() -> BulkVerb.value(victim).equals(memjay.strings().get(victim)));
        }
    }

    @Test
    void withoutAnyNodeCallsFail() {
        for (DownNodePolicy policy : List.of(DownNodePolicy.REHASH, DownNodePolicy.REPLICA)) {
            down.set(0);
            try (Memjay memjay = open(policy)) {
                SERVERS.forEach(server -> server.faults().refuseConnections().closeConnections());
                Soon.until(() -> {
                    memjay.strings().withFailurePolicy(FailurePolicy.MISS).getAll(KEYS);
                    return down.get() == 5;
                });

                assertThat(catchThrowable(() -> memjay.strings().get("k"))).isInstanceOf(NodeDownException.class);
            }
            behave();
        }
    }

    @Test
    void asynchronousCallsAndPostsTakeTheSameWay() {
        try (Memjay memjay = open(DownNodePolicy.REPLICA)) {
            String victim = victims.iterator().next();
            makeDown(memjay);
            Keyspace<String, String> texts = memjay.strings();

            assertThat(texts.async().get(victim).join()).isEqualTo(BulkVerb.value(victim));
            assertThat(texts.async().set(victim, "new").join()).isTrue();
            assertThat(texts.get(victim)).isEqualTo("new");
            texts.noreply().set(victim, "newer");
            Soon.until(() -> "newer".equals(texts.get(victim)));
            assertThat(texts.async().getAll(KEYS).join())
                    .containsEntry(victim, "newer")
                    .hasSize(KEYS.size());
        }
    }

    static Stream<DownNodePolicy> policies() {
        return Stream.of(DownNodePolicy.FAIL_FAST, DownNodePolicy.REHASH, DownNodePolicy.REPLICA, gutter());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void nodeForNamesTheNodeThatServesTheKeyNow(DownNodePolicy policy) {
        try (Memjay memjay = open(policy)) {
            String victim = victims.iterator().next();
            Node home = memjay.nodeFor(victim);
            makeDown(memjay);

            if (policy == DownNodePolicy.FAIL_FAST) {
                assertThat(memjay.nodeFor(victim)).as("nobody stands in").isEqualTo(home);
                return;
            }
            Soon.until(() -> !memjay.nodeFor(victim).equals(home));
            memjay.strings().set(victim, "there");
            Node now = memjay.nodeFor(victim);
            try (Memjay alone = Patient.builder().nodes(List.of(now)).build()) {
                assertThat(alone.strings().get(victim)).isEqualTo("there");
            }
        }
    }

    @Test
    void copiesOfWhatOnlyTheFirstHolderKnowsAreDeleted() {
        try (Memjay memjay = open(DownNodePolicy.REPLICA)) {
            String victim = victims.iterator().next();
            Keyspace<String, String> texts = memjay.strings();
            Keyspace<String, Long> counters = memjay.strings().counters();
            counters.set(victim, 5L);
            assertThat(counters.incr(victim)).hasValue(6);
            long stored = items(memjay);
            assertThat(stored).isPositive();
            Soon.until(() -> items(memjay) == 2L * KEYS.size() - 1);
            makeDown(memjay);

            assertThat(texts.get(victim)).as("a miss, not the 5 from before").isNull();
        }
    }
}
