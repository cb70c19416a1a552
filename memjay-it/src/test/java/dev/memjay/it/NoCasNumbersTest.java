package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.Migration;
import dev.memjay.combine.Fallback;
import dev.memjay.combine.Zones;
import dev.memjay.error.BulkException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.MigrationStage;
import dev.memjay.model.WriteLatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** A memcached that was started without CAS numbers: what it cannot do is refused, and all else is as true as elsewhere. */
@ParameterizedClass
@CsvSource({"meta, false", "meta, true", "classic, false", "classic, true", "binary, false", "binary, true"})
class NoCasNumbersTest {
    /** Whoever has to wait fails at once, so a right to load that is left behind is seen. */
    private static final LoadPolicy IMPATIENT =
            LoadPolicy.standard().maxWait(Duration.ZERO).afterWait(LoadPolicy.AfterWait.FAIL);

    @Parameter(0)
    private String protocol;

    @Parameter(1)
    private boolean isAsync;

    private RealMemcached server;
    private Memjay memjay;
    private Memjay others;
    private Keyspace<String, String> texts;

    @BeforeEach
    void connect() {
        server = RealMemcached.start("-C");
        memjay = client(server.address());
        others = Memjay.create("memcached://" + server.address() + "?connectionsPerServer=1&timeout=20s");
        texts = face(memjay.strings());
    }

    @AfterEach
    void close() {
        memjay.close();
        others.close();
        server.close();
    }

    private Memjay client(String address) {
        return Memjay.create("memcached://" + address + "?connectionsPerServer=1&timeout=20s&protocol=" + protocol);
    }

    private <V> Keyspace<String, V> face(Keyspace<String, V> keyspace) {
        return isAsync ? new JoinedKeyspace<>(keyspace) : keyspace;
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(UnsupportedByServerException.class)
                .hasMessageContaining("no CAS numbers");
    }

    @Test
    void theFirstCallThatWantsANumberIsRefusedToo() {
        others.strings().set("k", "v");

        assertRefused(() -> texts.gets("k"));
    }

    @Test
    void theFirstBulkCallThatWantsNumbersIsRefusedToo() {
        others.strings().set("k", "v");

        assertThatThrownBy(() -> texts.getsAll(List.of("k")))
                .isInstanceOfAny(BulkException.class, UnsupportedByServerException.class)
                .hasStackTraceContaining("no CAS numbers");
    }

    @Test
    void theFirstUpdateIsRefusedToo() {
        others.strings().set("k", "v");

        assertRefused(() -> texts.update("k", value -> value + "w"));
        assertThat(texts.get("k")).isEqualTo("v");
    }

    @Test
    void whatComparesIsRefusedAndChangesNothing() {
        texts.set("k", "v");
        assertThat(texts.lookup("k").value()).isEqualTo("v");

        assertRefused(() -> texts.gets("k"));
        assertRefused(() -> texts.gats("k", Duration.ofSeconds(30)));
        assertRefused(() -> texts.getsAll(List.of("k", "l")));
        assertRefused(() -> texts.cas("k", "w", 7));
        assertRefused(() -> texts.update("k", value -> value + "w"));
        assertRefused(() -> texts.update("k", "absent", value -> value + "w"));
        assertThat(texts.get("k")).isEqualTo("v");
        assertThat(texts.getAll(List.of("k", "l"))).isEqualTo(Map.of("k", "v"));
        assertThat(texts.contains("k")).isTrue();
        assertThat(texts.gat("k", Duration.ofSeconds(30))).isEqualTo("v");
        assertThat(texts.append("k", "w")).isTrue();
        assertThat(texts.add("k", "x")).isFalse();
        assertThat(texts.incr("n", 1).isPresent()).isFalse();
        assertThat(texts.delete("k")).isTrue();
    }

    @Test
    void deleteByNumberIsRefused() {
        texts.set("k", "v");
        texts.lookup("k");

        assertThatThrownBy(() -> texts.delete("k", 7)).isInstanceOf(UnsupportedByServerException.class);
        assertThat(texts.get("k")).isEqualTo("v");
    }

    @Test
    void leasesByHandAreRefused() {
        assertThatThrownBy(() -> texts.leases().lease("k")).isInstanceOf(UnsupportedByServerException.class);
        assertThatThrownBy(() -> texts.leases().tombstone("k", Duration.ofSeconds(30)))
                .isInstanceOf(UnsupportedByServerException.class);
        assertThat(texts.get("k")).isNull();
    }

    @Test
    void theFirstLoadIsStored() {
        assertThat(texts.getOrCompute("k", key -> "v", IMPATIENT)).isEqualTo("v");
        assertThat(others.strings().get("k")).isEqualTo("v");
    }

    @Test
    void theFirstBulkLoadIsStored() {
        assertThat(texts.getAllOrCompute(List.of("a", "b"), keys -> Map.of("a", "A", "b", "B"), IMPATIENT))
                .isEqualTo(Map.of("a", "A", "b", "B"));
        assertThat(others.strings().getAll(List.of("a", "b"))).isEqualTo(Map.of("a", "A", "b", "B"));
    }

    @Test
    void whatIsStoredDuringALoadStays() {
        learn();

        assertThat(texts.getOrCompute(
                        "k",
                        key -> {
                            others.strings().set("k", "newer");
                            return "older";
                        },
                        IMPATIENT))
                .isEqualTo("older");
        assertThat(texts.get("k")).isEqualTo("newer");
        texts.getAllOrCompute(
                List.of("a", "b"),
                keys -> {
                    others.strings().set("a", "newer");
                    return Map.of("a", "older", "b", "B");
                },
                IMPATIENT);
        assertThat(texts.getAll(List.of("a", "b"))).isEqualTo(Map.of("a", "newer", "b", "B"));
    }

    @Test
    void aFailedLoadLeavesTheKeyToTheNext() {
        learn();
        assertThatThrownBy(() -> texts.getOrCompute(
                        "k",
                        key -> {
                            throw new IOException("disk");
                        },
                        IMPATIENT))
                .isInstanceOf(LoaderException.class);
        texts.contains("fence");

        assertThat(face(others.strings()).getOrCompute("k", key -> "v", IMPATIENT))
                .isEqualTo("v");
        assertThat(texts.get("k")).isEqualTo("v");
    }

    @Test
    void whatSomebodyElseStoredAfterAFailedLoadIsNotDeleted() {
        assertThatThrownBy(() -> texts.getOrCompute(
                        "k",
                        key -> {
                            others.strings().set("k", "newer");
                            throw new IOException("disk");
                        },
                        IMPATIENT))
                .isInstanceOf(LoaderException.class);
        texts.contains("fence");

        assertThat(texts.get("k")).isEqualTo("newer");
    }

    @Test
    void anInvalidatedItemIsLoadedAnewAtOnce() {
        learn();
        if (!protocol.equals("meta")) {
            assertThatThrownBy(() -> texts.invalidate("k", Duration.ofSeconds(30)))
                    .isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        texts.set("k", "old");
        texts.set("l", "old");
        assertThat(texts.invalidate("k", Duration.ofSeconds(30))).isTrue();
        assertThat(texts.invalidate("l", Duration.ofSeconds(30))).isTrue();
        assertThat(others.strings().get("k")).isEqualTo("old");
        assertThat(others.strings().getAll(List.of("k", "l"))).hasSize(2);

        assertThat(texts.getOrCompute("k", key -> "new", IMPATIENT)).isEqualTo("new");
        assertThat(texts.getAllOrCompute(
                        List.of("k", "l"),
                        keys -> {
                            assertThat(keys).containsExactly("l");
                            return Map.of("l", "new");
                        },
                        IMPATIENT))
                .isEqualTo(Map.of("k", "new", "l", "new"));
        assertThat(others.strings().getAll(List.of("k", "l"))).isEqualTo(Map.of("k", "new", "l", "new"));
        assertThat(texts.lookup("k")).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void aPlaceholderIsNoValue() {
        learn();
        others.meta().get("k").flags("v", "N30").send();

        if (protocol.equals("meta")) { // to the others it looks like an empty value
            assertThat(texts.get("k")).isNull();
            assertThat(texts.getAll(List.of("k", "l"))).isEmpty();
        } else {
            texts.delete("k");
        }
        assertThat(texts.getOrCompute("k", key -> "v", IMPATIENT)).isEqualTo("v");
        assertThat(others.strings().get("k")).isEqualTo("v");
    }

    @Test
    void combinedKeyspacesRefuseTheSame() {
        learn();
        Keyspace<String, String> both = Fallback.of(memjay.strings(), others.strings());
        Keyspace<String, String> zones =
                Zones.of("a", Map.of("a", memjay.strings(), "b", others.strings()), WriteLatch.ALL);
        try (Migration migration = Migration.between(client(server.address()), client(server.address()))) {
            migration.stage(MigrationStage.WRITE_BOTH);
            List<Keyspace<String, String>> all =
                    List.of(face(both), face(zones), face(migration.client().strings()));
            for (int i = 0; i < all.size(); i++) {
                Keyspace<String, String> each = all.get(i);
                String key = "k" + i;
                String missing = "missing" + i;
                assertThat(each.set(key, "v")).isTrue();
                assertRefused(() -> each.gets(key));
                assertRefused(() -> each.update(key, value -> value + "w"));
                assertThat(each.get(key)).isEqualTo("v");
                assertThat(each.getOrCompute(missing, wanted -> "loaded", IMPATIENT))
                        .isEqualTo("loaded");
                assertThat(each.get(missing)).isEqualTo("loaded");
            }
        }
    }

    @Test
    void aServerThatIsStartedAnewWithNumbersHasThemAndTheOtherWayRound() {
        try (KilledMemcached restarted = new KilledMemcached();
                Memjay client = client(restarted.address())) {
            Keyspace<String, String> view = face(client.strings());
            view.set("k", "v");
            assertThat(view.gets("k")).isNotNull();

            restarted.kill();
            restarted.start("-C");
            Soon.until(() -> isStored(view));
            assertRefused(() -> view.gets("k"));
            assertRefused(() -> view.gets("k"));

            restarted.kill();
            restarted.start();
            Soon.until(() -> isStored(view) && isCompared(view));
            assertThat(view.gets("k")).isNotNull();
        }
    }

    /** What compares is a write here, so no answer brings a number that would show it: the settings of each connection do. */
    @Test
    void aServerThatIsStartedAnewWithoutNumbersIsNoticedBeforeAnyIsRead() {
        try (KilledMemcached restarted = new KilledMemcached();
                Memjay client = client(restarted.address())) {
            Keyspace<String, String> view = face(client.strings());
            view.set("k", "v");
            assertThat(view.gets("k")).isNotNull();

            restarted.kill();
            restarted.start("-C");
            Soon.until(() -> isStored(view));
            Soon.until(() -> isRefused(() -> view.cas("k", "w", 7)));
            assertRefused(() -> view.delete("k", 7));
            assertThat(view.get("k")).isEqualTo("v");
        }
    }

    private static boolean isRefused(Runnable call) {
        try {
            call.run();
            return false;
        } catch (UnsupportedByServerException refused) {
            return true;
        }
    }

    private static boolean isStored(Keyspace<String, String> view) {
        try {
            return view.set("k", "v");
        } catch (ConnectionException notYet) {
            return false;
        }
    }

    /** The settings, which tell of it, are asked before all else, but not answered before calls are made. */
    private static boolean isCompared(Keyspace<String, String> view) {
        try {
            return view.gets("k") != null;
        } catch (UnsupportedByServerException notYet) {
            return false;
        }
    }

    /** From here on the client knows, whatever its connection was asked first. */
    private void learn() {
        texts.set("learn", "v");
        texts.lookup("learn");
        others.strings().lookup("learn");
    }
}
