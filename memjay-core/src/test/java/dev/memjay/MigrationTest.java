package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.error.BulkException;
import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.CallResult;
import dev.memjay.model.CasResult;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.MigrationStage;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes to which pool at each stage of a migration, seen from both pools. */
@Timeout(120)
class MigrationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<MemcachedServer> servers =
            IntStream.range(0, 4).mapToObj(i -> MemcachedServer.start()).toList();
    private final Memjay oldPool = pool(servers.get(0), servers.get(1));
    private final Memjay newPool = pool(servers.get(2), servers.get(3));
    private final Migration migration = Migration.between(oldPool, newPool);
    private final Keyspace<String, String> texts = migration.client().strings();
    private final Keyspace<String, String> before = oldPool.strings();
    private final Keyspace<String, String> after = newPool.strings();

    private static Memjay pool(MemcachedServer... servers) {
        return Memjay.builder()
                .servers(List.of(servers).stream().map(MemcachedServer::address).toArray(String[]::new))
                .timeout(PATIENCE)
                .connectTimeout(PATIENCE)
                .build();
    }

    @AfterEach
    void close() {
        migration.close();
        servers.forEach(MemcachedServer::close);
    }

    @Test
    void atTheEndsOnePoolHasEverything() {
        texts.setAll(entries());
        assertThat(before.getAll(entries().keySet())).isEqualTo(entries());
        assertThat(after.getAll(entries().keySet())).isEmpty();
        assertThat(migration.client().nodes()).isEqualTo(oldPool.nodes());

        migration.stage(MigrationStage.NEW);

        assertThat(texts.getAll(entries().keySet())).isEmpty();
        texts.set("k", "v");
        assertThat(after.get("k")).isEqualTo("v");
        assertThat(before.get("k")).isNull();
        assertThat(migration.client().nodes()).isEqualTo(newPool.nodes());
    }

    @ParameterizedTest
    @EnumSource(MigrationStage.class)
    void whoFollowsAPostedBulkWriteHearsHowItEnded(MigrationStage stage) throws Exception {
        LinkedBlockingQueue<CallResult> ends = new LinkedBlockingQueue<>();
        try (Memjay from = oldPool.toBuilder().telemetry(call -> ends::add).build();
                Memjay to = newPool.toBuilder().telemetry(call -> ends::add).build();
                Migration followed = Migration.between(from, to)) {
            followed.stage(stage);
            Keyspace<String, String> both = followed.client().strings();
            both.noreply().setAll(entries());
            CallResult good = ends.poll(20, TimeUnit.SECONDS);
            assertThat(good).isNotNull();
            assertThat(good.error()).isNull();

            servers.forEach(MemcachedServer::close);
            catchThrowable(() -> both.noreply().setAll(entries()));
            CallResult bad = ends.poll(20, TimeUnit.SECONDS);
            assertThat(bad).isNotNull();
            assertThat(bad.error()).isInstanceOf(MemjayException.class);
            assertThat(ends).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_BOTH", "READ_NEW"})
    void betweenUnconditionalWritesGoToBothPools(MigrationStage stage) throws Exception {
        migration.stage(stage);
        AsyncKeyspace<String, String> async = texts.async();
        assertThat(texts.set("sync", "1", PATIENCE)).isTrue();
        assertThat(async.set("async", "1").get()).isTrue();
        assertThat(texts.setAll(entries()).notDone()).isEmpty();
        assertThat(async.setAll(Map.of("async2", "1", "async3", "1")).get().notDone())
                .isEmpty();
        texts.noreply().set("posted", "1");
        for (Keyspace<String, String> pool : List.of(before, after)) {
            await(() -> pool.get("posted"), "1");
            assertThat(pool.getAll(List.of("sync", "async", "async2", "async3")))
                    .hasSize(4);
            assertThat(pool.getAll(entries().keySet())).isEqualTo(entries());
            assertThat(pool.inspect("sync").orElseThrow().ttl()).isPresent();
        }

        assertThat(texts.delete("sync")).isTrue();
        assertThat(async.delete("async").get()).isTrue();
        assertThat(texts.deleteAll(entries().keySet()).done()).hasSize(entries().size());
        texts.noreply().delete("posted");
        for (Keyspace<String, String> pool : List.of(before, after)) {
            await(() -> pool.get("posted"), null);
            assertThat(pool.getAll(List.of("sync", "async"))).isEmpty();
            assertThat(pool.getAll(entries().keySet())).isEmpty();
        }
    }

    @Test
    void firstTheOldPoolIsRead() throws Exception {
        migration.stage(MigrationStage.WRITE_BOTH);
        after.set("k", "only-new");

        assertThat(texts.get("k")).isNull();
        assertThat(texts.async().get("k").get()).isNull();
        assertThat(texts.getAll(List.of("k"))).isEmpty();
        assertThat(texts.contains("k")).isFalse();
    }

    @Test
    void thenTheNewPoolAndWhatItMissesTheOldOne() throws Exception {
        migration.stage(MigrationStage.READ_NEW);
        before.setAll(entries());
        after.set("key:1", "newer");
        after.set("only-new", "v".repeat(3));

        for (Supplier<Map<String, String>> read : List.<Supplier<Map<String, String>>>of(
                () -> texts.getAll(entries().keySet()),
                () -> texts.async().getAll(entries().keySet()).join())) {
            Map<String, String> found = read.get();
            assertThat(found)
                    .hasSize(entries().size())
                    .containsEntry("key:1", "newer")
                    .containsEntry("key:2", "value 2");
        }
        assertThat(texts.get("key:1")).isEqualTo("newer");
        assertThat(texts.get("key:2")).isEqualTo("value 2");
        assertThat(texts.async().get("key:1").get()).isEqualTo("newer");
        assertThat(texts.async().get("key:2").get()).isEqualTo("value 2");
        assertThat(texts.contains("key:2")).isTrue();
        assertThat(texts.get("nowhere")).isNull();
    }

    @Test
    void whatIsOverIsMissingInTheOldPoolToo() {
        migration.stage(MigrationStage.READ_NEW);
        LoadPolicy graceful = LoadPolicy.standard().staleIfError(Duration.ofHours(1));
        before.withLoadPolicy(graceful).set("over", "1", Duration.ofMinutes(1));
        before.withLoadPolicy(graceful).set("fresh", "2", Duration.ofHours(1));
        servers.forEach(server -> server.clock().advance(Duration.ofMinutes(2)));

        Keyspace<String, String> reader = texts.withLoadPolicy(graceful);
        assertThat(reader.get("over")).isNull();
        assertThat(reader.getAll(List.of("over", "fresh"))).containsOnlyKeys("fresh");
        assertThat(reader.async().getAll(List.of("over", "fresh")).join()).containsOnlyKeys("fresh");
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_BOTH", "READ_NEW"})
    void whatDependsOnTheItemIsDecidedByTheOldPoolAndNeverLeavesAnotherValueInTheNew(MigrationStage stage)
            throws Exception {
        before.set("k", "5");
        migration.stage(stage);

        assertThat(texts.incr("k")).as("the new pool has it not").isEqualTo(OptionalLong.of(6));
        check("6");
        inBoth("7");
        assertThat(texts.add("k", "other")).isFalse();
        check("7");
        assertThat(texts.incr("k")).isEqualTo(OptionalLong.of(8));
        check("8");
        inBoth("9");
        assertThat(texts.async().append("k", "0").get()).isTrue();
        check("90");
        inBoth("10");
        assertThat(texts.cas("k", "11", texts.gets("k").cas())).isEqualTo(CasResult.STORED);
        check("11");
        inBoth("12");
        assertThat(texts.update("k", value -> value + "1")).isEqualTo("121");
        check("121");
        inBoth("13");
        assertThat(texts.replace("k", "14")).isTrue();
        check("14");
        inBoth("15");
        texts.noreply().incr("k");
        await(() -> before.get("k"), "16");
        await(() -> texts.get("k"), "16");
        inBoth("17");
        assertThat(texts.touch("k", PATIENCE)).isTrue();
        assertThat(texts.touchAll(List.of("k", "nowhere"), PATIENCE).done()).containsExactly("k");
        assertThat(after.inspect("k").orElseThrow().ttl()).isPresent();
        check("17");
        assertThat(texts.delete("k", texts.gets("k").cas())).isEqualTo(CasResult.DELETED);
        check(null);
        assertThat(texts.incr("counter", 1, 100, PATIENCE)).isEqualTo(OptionalLong.of(100));
        assertThat(texts.incr("counter", 1, 100, PATIENCE)).isEqualTo(OptionalLong.of(101));
        assertThat(texts.get("counter")).isEqualTo("101");
    }

    private void inBoth(String value) {
        texts.set("k", value);
        assertThat(after.get("k")).isEqualTo(value);
    }

    /** Both pools together say this value, whichever is asked first. */
    private void check(String value) {
        assertThat(texts.get("k")).isEqualTo(value);
        assertThat(after.get("k")).isIn(null, value);
        assertThat(before.get("k")).isEqualTo(value);
    }

    @Test
    void aNewPoolThatIsAwayFailsWritesButNotReads() {
        before.setAll(entries());
        migration.stage(MigrationStage.READ_NEW);
        servers.get(2).close();
        servers.get(3).close();
        Keyspace<String, String> shortly = texts.withTimeout(Duration.ofMillis(300));

        assertThatExceptionOfType(MemjayException.class).isThrownBy(() -> shortly.set("k", "v"));
        assertThatExceptionOfType(BulkException.class)
                .isThrownBy(() -> shortly.setAll(entries()))
                .satisfies(e -> assertThat(e.failed()).hasSize(entries().size()));

        migration.stage(MigrationStage.WRITE_BOTH);
        assertThat(texts.getAll(entries().keySet())).isEqualTo(entries());
        migration.stage(MigrationStage.OLD);
        assertThat(texts.set("k", "v")).isTrue();
    }

    @Test
    void closingItClosesBothPools() {
        migration.client().close();

        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> texts.get("k"));
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> before.get("k"));
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> after.get("k"));
    }

    @Test
    void whatTheNewPoolCannotSayIsReadFromTheOldOne() throws ExecutionException, InterruptedException {
        before.setAll(entries());
        migration.stage(MigrationStage.READ_NEW);
        servers.get(2).faults().closeConnections();
        servers.get(3).faults().closeConnections();

        assertThat(texts.get("key:1")).isEqualTo("value 1");
        assertThat(texts.async().get("key:1").get()).isEqualTo("value 1");
        assertThat(texts.getAll(entries().keySet())).isEqualTo(entries());
    }

    @Test
    void anOldPoolThatDoesNotAnswerAWriteLeavesNothingInTheNewOne() {
        migration.stage(MigrationStage.READ_NEW);
        texts.set("k", "1");
        servers.get(0).faults().stopAnswering();
        servers.get(1).faults().stopAnswering();
        Keyspace<String, String> shortly = texts.withTimeout(Duration.ofMillis(500));

        assertThatExceptionOfType(MemjayException.class).isThrownBy(() -> shortly.set("k", "2"));

        await(() -> after.get("k"), null);
    }

    @Test
    void aWriteThatDidNotReachTheOldPoolChangesNothingInTheNewOne() {
        migration.stage(MigrationStage.READ_NEW);
        texts.set("k", "1");
        servers.get(0).close();
        servers.get(1).close();
        await(() -> String.valueOf(oldPoolRefuses("k")), "true");

        assertThatExceptionOfType(MemjayException.class)
                .isThrownBy(() -> texts.set("k", "2"))
                .matches(error -> !error.mayHaveBeenApplied());

        texts.async().get("k").join(); // behind whatever was posted to the new pool
        assertThat(after.get("k")).isEqualTo("1");
    }

    private boolean oldPoolRefuses(String key) {
        try {
            before.withTimeout(Duration.ofMillis(500)).set(key, "1");
            return false;
        } catch (MemjayException error) {
            return !error.mayHaveBeenApplied();
        }
    }

    @Test
    void administrationReachesTheNodesOfTheStage() {
        assertThat(migration.client().ping().results()).hasSize(2);
        migration.stage(MigrationStage.WRITE_BOTH);
        assertThat(migration.client().ping().results()).hasSize(4);
        assertThat(migration.client().awaitReady(PATIENCE)).isTrue();
        assertThat(migration.client().metrics().nodes()).hasSize(4);
        assertThatIllegalStateException()
                .isThrownBy(() -> migration.client().addNode(Node.of("h", 1)))
                .withMessageContaining("pools");
    }

    private static void await(Supplier<String> read, String value) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (Objects.equals(read.get(), value)) {
                return;
            }
            Thread.onSpinWait();
        }
        assertThat(read.get()).isEqualTo(value);
    }

    private static Map<String, String> entries() {
        return IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "key:" + i, i -> "value " + i));
    }
}
