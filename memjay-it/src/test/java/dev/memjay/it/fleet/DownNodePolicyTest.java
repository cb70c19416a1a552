package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.it.Soon;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bulk verb under every policy for down nodes, with one of five nodes down, hanging, or answering errors. */
class DownNodePolicyTest {
    private static final List<String> KEYS =
            IntStream.range(0, 60).mapToObj(i -> "key" + i).toList();
    private static final List<MemcachedServer> SERVERS = new ArrayList<>();
    private static final MemcachedServer SPARE = MemcachedServer.start();

    private final AtomicInteger down = new AtomicInteger();
    private Set<String> victims = Set.of();

    @BeforeAll
    static void start() {
        for (int i = 0; i < 5; i++) {
            SERVERS.add(MemcachedServer.start());
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.forEach(MemcachedServer::close);
        SPARE.close();
    }

    @BeforeEach
    void empty() {
        try (Memjay all = Memjay.builder()
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
        assertThat(memjay.strings().setAll(BulkVerb.values(KEYS))).isEmpty();
        int copies = policy == DownNodePolicy.REPLICA ? 2 : 1;
        Soon.until(() -> items(memjay) == KEYS.size() * copies);
        return memjay;
    }

    private Memjay connect(DownNodePolicy policy, int firstPort) {
        List<Node> nodes = new ArrayList<>();
        SERVERS.forEach(server -> nodes.add(Node.of(server.host(), server.port())));
        nodes.set(0, Node.of("127.0.0.1", firstPort));
        Memjay memjay = Memjay.builder()
                .nodes(nodes)
                .downNodes(policy)
                .failureLimit(1)
                .timeout(Duration.ofSeconds(20))
                .observer(new Observer() {
                    @Override
                    public void nodeDown(Node node) {
                        down.incrementAndGet();
                    }
                })
                .build();
        assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
        victims = new HashSet<>(KEYS);
        victims.removeIf(key -> memjay.nodeFor(key).port() != firstPort);
        assertThat(victims).hasSizeBetween(2, 50);
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
            memjay.strings().failures(FailurePolicy.MISS_READS).get(key);
            return down.get() > 0;
        });
    }

    @ParameterizedTest
    @MethodSource("verbsAndPolicies")
    void oneOfFiveIsDown(BulkVerb verb, DownNodePolicy policy) {
        try (Memjay memjay = open(policy)) {
            makeDown(memjay);

            if (policy == DownNodePolicy.FAIL_FAST) {
                onlyVictimsFail(verb, memjay, NodeDownException.class);
            } else {
                everybodyIsServed(verb, policy, memjay);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("verbsAndPolicies")
    void oneOfFiveHangs(BulkVerb verb, DownNodePolicy policy) {
        try (Memjay memjay = open(policy)) {
            SERVERS.get(0).faults().stopAnswering();
            onlyVictimsFail(verb, memjay.strings().timeout(Duration.ofMillis(300)), OperationTimeoutException.class);
            assertThat(down.get()).isEqualTo(1);

            List<String> others =
                    KEYS.stream().filter(key -> !victims.contains(key)).toList();
            memjay.strings().setAll(BulkVerb.values(others));
            if (policy == DownNodePolicy.FAIL_FAST) {
                onlyVictimsFail(verb, memjay, NodeDownException.class);
            } else if (policy != DownNodePolicy.REPLICA) {
                everybodyIsServed(verb, policy, memjay);
            } else if (verb != BulkVerb.DELETE_ALL) {
                everybodyIsServed(verb, policy, memjay);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("verbsAndPolicies")
    void oneOfFiveAnswersErrors(BulkVerb verb, DownNodePolicy policy) {
        try (RefusingServer refusing = new RefusingServer();
                Memjay memjay = connect(policy, refusing.port())) {
            memjay.strings().failures(FailurePolicy.MISS).setAll(BulkVerb.values(KEYS));

            onlyVictimsFail(verb, memjay, ServerErrorException.class);
            assertThat(down.get()).as("what answers is not down").isZero();
        }
    }

    private void onlyVictimsFail(BulkVerb verb, Memjay memjay, Class<? extends MemjayException> error) {
        onlyVictimsFail(verb, memjay.strings(), error);
    }

    private void onlyVictimsFail(
            BulkVerb verb, Keyspace<String, String> texts, Class<? extends MemjayException> error) {
        Set<String> others = new HashSet<>(KEYS);
        others.removeAll(victims);
        if (verb == BulkVerb.LOOKUP_ALL) {
            Map<?, ?> lookups = (Map<?, ?>) verb.call(texts, KEYS);
            assertThat(lookups.keySet()).isEqualTo(Set.copyOf(KEYS));
            KEYS.forEach(key -> {
                if (victims.contains(key)) {
                    assertThat(lookups.get(key))
                            .isInstanceOfSatisfying(
                                    Lookup.Failed.class,
                                    failed -> assertThat(failed.error()).isInstanceOf(error));
                } else {
                    assertThat(((Lookup<?>) lookups.get(key)).value()).isEqualTo(BulkVerb.value(key));
                }
            });
            return;
        }
        assertThat(catchThrowable(() -> verb.call(texts, KEYS))).isInstanceOfSatisfying(BulkException.class, bulk -> {
            assertThat(bulk.failed().keySet()).isEqualTo(victims);
            assertThat(bulk.failed().values()).allSatisfy(e -> assertThat(e).isInstanceOf(error));
            assertThat(verb.listed(bulk.<Object>results())).isEqualTo(verb.namesFailures() ? Set.of() : others);
        });
    }

    private void everybodyIsServed(BulkVerb verb, DownNodePolicy policy, Memjay memjay) {
        Set<String> found = new HashSet<>(KEYS);
        if (policy != DownNodePolicy.REPLICA) {
            found.removeAll(victims);
        }
        Object results = verb.call(memjay.strings(), KEYS);
        assertThat(verb.listed(results)).isEqualTo(verb.namesFailures() ? Set.of() : found);
        if (verb == BulkVerb.GET_ALL) {
            ((Map<?, ?>) results).forEach((key, value) -> assertThat(value).isEqualTo(BulkVerb.value((String) key)));
        }
        if (verb == BulkVerb.SET_ALL) {
            assertThat(memjay.strings().getAll(KEYS)).isEqualTo(BulkVerb.values(KEYS));
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
                    memjay.strings().failures(FailurePolicy.MISS).getAll(KEYS);
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
