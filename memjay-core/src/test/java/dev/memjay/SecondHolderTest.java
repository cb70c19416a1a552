package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.combine.Zones;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.CasResult;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.MigrationStage;
import dev.memjay.model.Versioned;
import dev.memjay.model.WriteLatch;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the second holder of an item has after each verb: the same under REPLICA, in both stages of a migration and in zones.
 * The rows are the table of docs/failures.md.
 */
@Timeout(120)
class SecondHolderTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Nothing is there. */
    private static final String NONE = "-";

    /** The items of both holders, as {@link #seen} shows them: the first holder's before the bar. */
    private record Row(
            String name,
            String before,
            Function<Keyspace<String, String>, Object> blocking,
            Function<AsyncKeyspace<String, String>, CompletableFuture<?>> async,
            Object answer,
            String after) {}

    private static final String KEY = "k:1";

    private static Row row(
            String name,
            String before,
            Function<Keyspace<String, String>, Object> blocking,
            Function<AsyncKeyspace<String, String>, CompletableFuture<?>> async,
            Object answer,
            String after) {
        return new Row(name, before, blocking, async, answer, after);
    }

    private static List<Row> rows() {
        return List.of(
                row("set", "old|older", k -> k.set(KEY, "2", HOUR), k -> k.set(KEY, "2", HOUR), true, "2 ttl|2 ttl"),
                row(
                        "setAll",
                        "old|older",
                        k -> k.setAll(Map.of(KEY, "2"), HOUR),
                        k -> k.setAll(Map.of(KEY, "2"), HOUR),
                        Set.of(KEY),
                        "2 ttl|2 ttl"),
                row("delete", "old|older", k -> k.delete(KEY), k -> k.delete(KEY), true, "-|-"),
                row("delete, nothing at the first", "-|older", k -> k.delete(KEY), k -> k.delete(KEY), false, "-|-"),
                row(
                        "deleteAll",
                        "old|older",
                        k -> k.deleteAll(List.of(KEY)),
                        k -> k.deleteAll(List.of(KEY)),
                        Set.of(KEY),
                        "-|-"),
                row(
                        "invalidate",
                        "old|older",
                        k -> k.invalidate(KEY, HOUR),
                        k -> k.invalidate(KEY, HOUR),
                        true,
                        "old stale ttl|older stale ttl"),
                row("touch", "old|older", k -> k.touch(KEY, HOUR), k -> k.touch(KEY, HOUR), true, "old ttl|older ttl"),
                row(
                        "touchAll",
                        "old|older",
                        k -> k.touchAll(List.of(KEY), HOUR),
                        k -> k.touchAll(List.of(KEY), HOUR),
                        Set.of(KEY),
                        "old ttl|older ttl"),
                row("add", "-|older", k -> k.add(KEY, "2", HOUR), k -> k.add(KEY, "2", HOUR), true, "2 ttl|2 ttl"),
                row("add, refused", "old|-", k -> k.add(KEY, "2"), k -> k.add(KEY, "2"), false, "old|-"),
                row(
                        "replace",
                        "old|older",
                        k -> k.replace(KEY, "2", HOUR),
                        k -> k.replace(KEY, "2", HOUR),
                        true,
                        "2 ttl|2 ttl"),
                row(
                        "replace, refused",
                        "-|older",
                        k -> k.replace(KEY, "2"),
                        k -> k.replace(KEY, "2"),
                        false,
                        "-|older"),
                row(
                        "cas",
                        "old|older",
                        k -> k.cas(KEY, "2", cas(k), HOUR),
                        k -> k.gets(KEY).thenCompose(found -> k.cas(KEY, "2", found.cas(), HOUR)),
                        CasResult.STORED,
                        "2 ttl|2 ttl"),
                row(
                        "cas, refused",
                        "old|older",
                        k -> k.cas(KEY, "2", cas(k) + 1_000),
                        k -> k.gets(KEY).thenCompose(found -> k.cas(KEY, "2", found.cas() + 1_000)),
                        CasResult.EXISTS,
                        "old|older"),
                row(
                        "update",
                        "old|older",
                        k -> k.update(KEY, old -> old + "2"),
                        k -> k.update(KEY, old -> old + "2"),
                        "old2",
                        "old2|old2"),
                row(
                        "update of nothing",
                        "-|older",
                        k -> Objects.toString(k.update(KEY, old -> old + "2")),
                        k -> k.update(KEY, old -> old + "2").thenApply(Objects::toString),
                        "null",
                        "-|older"),
                row(
                        "update that creates",
                        "-|older",
                        k -> k.update(KEY, "2", old -> old + "2"),
                        k -> k.update(KEY, "2", old -> old + "2"),
                        "2",
                        "2|2"),
                row(
                        "update that deletes",
                        "old|older",
                        k -> Objects.toString(k.update(KEY, old -> null)),
                        k -> k.update(KEY, old -> null).thenApply(Objects::toString),
                        "null",
                        "-|-"),
                row("append", "old|older", k -> k.append(KEY, "2"), k -> k.append(KEY, "2"), true, "old2|-"),
                row("append, refused", "-|older", k -> k.append(KEY, "2"), k -> k.append(KEY, "2"), false, "-|older"),
                row("prepend", "old|older", k -> k.prepend(KEY, "2"), k -> k.prepend(KEY, "2"), true, "2old|-"),
                row(
                        "appendOrCreate",
                        "old|older",
                        k -> k.appendOrCreate(KEY, "2", HOUR),
                        k -> k.appendOrCreate(KEY, "2", HOUR),
                        true,
                        "old2|-"),
                row(
                        "appendOrCreate that creates",
                        "-|-",
                        k -> k.appendOrCreate(KEY, "2", HOUR),
                        k -> k.appendOrCreate(KEY, "2", HOUR),
                        true,
                        "2 ttl|2 ttl"),
                row("incr", "5|4", k -> k.incr(KEY), k -> k.incr(KEY), OptionalLong.of(6), "6|-"),
                row("incr, refused", "-|4", k -> k.incr(KEY), k -> k.incr(KEY), OptionalLong.empty(), "-|4"),
                row(
                        "incr that creates",
                        "-|4",
                        k -> k.incr(KEY, 1, 7, HOUR),
                        k -> k.incr(KEY, 1, 7, HOUR),
                        OptionalLong.of(7),
                        "7 ttl|-"),
                row("decr", "5|4", k -> k.decr(KEY, 2), k -> k.decr(KEY, 2), OptionalLong.of(3), "3|-"),
                row(
                        "delete by CAS",
                        "old|older",
                        k -> k.delete(KEY, cas(k)),
                        k -> k.gets(KEY).thenCompose(found -> k.delete(KEY, found.cas())),
                        CasResult.DELETED,
                        "-|-"),
                row(
                        "delete by CAS, refused",
                        "old|older",
                        k -> k.delete(KEY, cas(k) + 1_000),
                        k -> k.gets(KEY).thenCompose(found -> k.delete(KEY, found.cas() + 1_000)),
                        CasResult.EXISTS,
                        "old|older"),
                row(
                        "getOrCompute",
                        "-|-",
                        k -> k.getOrCompute(KEY, key -> "2"),
                        k -> k.getOrCompute(KEY, key -> CompletableFuture.completedFuture("2")),
                        "2",
                        "2|2"),
                row(
                        "getOrCompute of a stale value",
                        "old stale|older",
                        k -> k.getOrCompute(KEY, key -> "2"),
                        k -> k.getOrCompute(KEY, key -> CompletableFuture.completedFuture("2")),
                        "2",
                        "2|2"),
                row(
                        "getOrCompute that finds it",
                        "old|-",
                        k -> k.getOrCompute(KEY, key -> "2"),
                        k -> k.getOrCompute(KEY, key -> CompletableFuture.completedFuture("2")),
                        "old",
                        "old|-"),
                row(
                        "getAllOrCompute",
                        "-|-",
                        k -> k.getAllOrCompute(List.of(KEY), keys -> Map.of(KEY, "2")),
                        k -> k.getAllOrCompute(
                                List.of(KEY), keys -> CompletableFuture.completedFuture(Map.of(KEY, "2"))),
                        Map.of(KEY, "2"),
                        "2|2"),
                row(
                        "getAllOrCompute of a stale value",
                        "old stale|older",
                        k -> k.getAllOrCompute(List.of(KEY), keys -> Map.of(KEY, "2")),
                        k -> k.getAllOrCompute(
                                List.of(KEY), keys -> CompletableFuture.completedFuture(Map.of(KEY, "2"))),
                        Map.of(KEY, "2"),
                        "2|2"),
                row(
                        "getAllOrCompute that finds it",
                        "old|-",
                        k -> k.getAllOrCompute(List.of(KEY), keys -> Map.of(KEY, "2")),
                        k -> k.getAllOrCompute(
                                List.of(KEY), keys -> CompletableFuture.completedFuture(Map.of(KEY, "2"))),
                        Map.of(KEY, "old"),
                        "old|-"));
    }

    private static long cas(Keyspace<String, String> keyspace) {
        Versioned<String> found = keyspace.gets(KEY);
        return found == null ? 1 : found.cas();
    }

    /** How two servers come to hold the same items. */
    private enum Way {
        REPLICA,
        WRITE_BOTH,
        READ_NEW,
        ZONES
    }

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<MemcachedServer> servers = List.of(MemcachedServer.start(), MemcachedServer.start());

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        servers.forEach(MemcachedServer::close);
    }

    private Memjay client(MemcachedServer... of) {
        String[] addresses = Stream.of(of).map(MemcachedServer::address).toArray(String[]::new);
        Memjay client = Memjay.builder()
                .servers(addresses)
                .timeout(PATIENCE)
                .connectTimeout(PATIENCE)
                .downNodePolicy(of.length == 1 ? DownNodePolicy.FAIL_FAST : DownNodePolicy.REPLICA)
                .build();
        open.add(client);
        return client;
    }

    private Keyspace<String, String> combined(Way way) {
        return switch (way) {
            case REPLICA -> client(servers.get(0), servers.get(1)).strings();
            case ZONES -> {
                Map<String, Keyspace<String, String>> zones = new LinkedHashMap<>();
                zones.put("near", client(servers.get(0)).strings());
                zones.put("far", client(servers.get(1)).strings());
                yield Zones.of("near", zones, WriteLatch.ALL);
            }
            case WRITE_BOTH, READ_NEW -> {
                Migration migration = Migration.between(client(servers.get(0)), client(servers.get(1)));
                migration.stage(MigrationStage.valueOf(way.name()));
                yield migration.client().strings();
            }
        };
    }

    static Stream<Arguments> rowsOfEachWay() {
        return Stream.of(Way.values())
                .flatMap(way -> rows().stream()
                        .flatMap(row -> Stream.of(
                                Arguments.of(way, row.name, "blocking", row),
                                Arguments.of(way, row.name, "async", row))));
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("rowsOfEachWay")
    void theSecondHolderHasWhatTheTableSays(Way way, String name, String face, Row row) throws Exception {
        Keyspace<String, String> texts = combined(way);
        List<Keyspace<String, String>> holders = new ArrayList<>(
                servers.stream().map(server -> client(server).strings()).toList());
        if (way == Way.REPLICA) { // whose first holder is the one that an item alone would be on
            texts.set(KEY, "where");
            awaitEverywhere(holders, KEY, "where");
            texts.append(KEY, "!");
            while (holders.stream().filter(holder -> holder.get(KEY) == null).count() != 1) {
                Thread.onSpinWait();
            }
            if (holders.get(0).get(KEY) == null) {
                holders.add(holders.remove(0));
            }
        }
        String[] before = row.before.split("\\|");
        for (int i = 0; i < 2; i++) {
            holders.get(i).delete(KEY);
            if (!before[i].equals(NONE)) {
                holders.get(i).set(KEY, before[i].split(" ")[0]);
                if (before[i].endsWith(" stale")) {
                    holders.get(i).invalidate(KEY, Memjay.NEVER);
                }
            }
        }

        Object answer = face.equals("blocking")
                ? row.blocking.apply(texts)
                : row.async.apply(texts.async()).get();

        assertThat(answer instanceof BulkWrite<?> write ? write.done() : answer).isEqualTo(row.answer);
        texts.set("marker:" + way, "1"); // goes the same way behind whatever is still on its way to the second
        awaitEverywhere(holders, "marker:" + way, "1");
        assertThat(seen(holders.get(0)) + "|" + seen(holders.get(1))).isEqualTo(expected(way, row));
    }

    /** The server keeps a value longer than its own time by the grace, and a copy as well: it would be overdue on arrival. */
    @ParameterizedTest
    @EnumSource
    void aLoadedValuesCopyIsKeptAsLongAsTheValue(Way way) throws Exception {
        LoadPolicy policy = LoadPolicy.standard().staleIfError(HOUR.multipliedBy(10));
        Keyspace<String, String> texts = combined(way).withTtl(HOUR);
        List<Keyspace<String, String>> holders =
                servers.stream().map(server -> client(server).strings()).toList();
        List<String> keys = List.of("blocking", "async", "bulk", "async-bulk", "own-ttl");
        texts.getOrCompute(keys.get(0), key -> "2", policy);
        texts.async()
                .getOrCompute(keys.get(1), key -> CompletableFuture.completedFuture("2"), policy)
                .get();
        texts.getAllOrCompute(
                List.of(keys.get(2)), some -> Map.of(some.iterator().next(), "2"), policy);
        texts.async()
                .getAllOrCompute(
                        List.of(keys.get(3)),
                        some -> CompletableFuture.completedFuture(
                                Map.of(some.iterator().next(), "2")),
                        policy)
                .get();
        texts.getOrCompute(keys.get(4), key -> "2", policy.ttl(HOUR));

        for (String key : keys) {
            awaitEverywhere(holders, key, "2");
            for (Keyspace<String, String> holder : holders) {
                assertThat(holder.inspect(key).orElseThrow().ttl().orElseThrow())
                        .as(key)
                        .isBetween(HOUR.multipliedBy(10), HOUR.multipliedBy(11));
            }
        }
    }

    /** A zone's answer to appendOrCreate does not say whether it created the item, so the others' is removed in any case. */
    private static String expected(Way way, Row row) {
        return way == Way.ZONES && row.name.equals("appendOrCreate that creates") ? "2 ttl|-" : row.after;
    }

    private static void awaitEverywhere(List<Keyspace<String, String>> holders, String key, String value) {
        for (Keyspace<String, String> holder : holders) {
            while (!value.equals(holder.get(key))) {
                Thread.onSpinWait();
            }
        }
    }

    /** The value, and whether it is stale and will expire. */
    private static String seen(Keyspace<String, String> holder) {
        Lookup<String> lookup = holder.lookup(KEY);
        if (lookup instanceof Lookup.Hit<String> hit) {
            return hit.value() + (hit.info().orElseThrow().ttl().isPresent() ? " ttl" : "");
        }
        if (lookup instanceof Lookup.Stale<String> stale) {
            return stale.value() + " stale" + (stale.info().orElseThrow().ttl().isPresent() ? " ttl" : "");
        }
        assertThat(lookup).isInstanceOf(Lookup.Miss.class);
        return NONE;
    }
}
