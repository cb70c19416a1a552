package dev.memjay.it.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.AsyncLease;
import dev.memjay.Keyspace;
import dev.memjay.Lease;
import dev.memjay.Memjay;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.FaultRelay;
import dev.memjay.it.InstalledMemcached;
import dev.memjay.it.Patient;
import dev.memjay.model.CasResult;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Leases by hand, tombstones and versions. */
@ParameterizedClass
@EnumSource(names = {"REAL_BLOCKING", "EMBEDDED_BLOCKING"})
class LeasesTest {
    private static final Duration LONG = Duration.ofSeconds(100);

    @Parameter
    Way way;

    private Way.Server server;
    private Memjay memjay;
    private Keyspace<String, String> texts;

    @BeforeEach
    void connect() {
        server = way.start();
        memjay = server.client();
        texts = memjay.strings();
    }

    @AfterEach
    void close() {
        memjay.close();
        server.close();
    }

    @Test
    void oneWinsAndTheOthersSeeThatHeDid() {
        try (Lease<String> mine = texts.leases().lease("k");
                Lease<String> other = texts.leases().lease("k")) {
            assertThat(mine.isWon()).isTrue();
            assertThat(other.isWon()).isFalse();
            assertThatThrownBy(() -> other.complete("w")).isInstanceOf(IllegalStateException.class);
            assertThat(other.abandon()).isFalse();

            assertThat(mine.complete("v", LONG)).isTrue();
            assertThatThrownBy(() -> mine.complete("w")).isInstanceOf(IllegalStateException.class);
            assertThat(mine.abandon()).isFalse();
        }
        assertThat(texts.get("k")).isEqualTo("v");
        try (Lease<String> later = texts.leases().lease("k")) {
            assertThat(later.isWon()).isFalse();
            assertThat(later.value()).isEqualTo("v");
        }
    }

    @Test
    void whatIsNotCompletedIsGivenBack() {
        texts.leases().lease("k").close();
        try (Lease<String> second = texts.leases().lease("k")) {
            assertThat(second.isWon()).isTrue();
            assertThat(second.abandon()).isTrue();
        }
        assertThat(texts.leases().lease("k").isWon()).isTrue();
    }

    @Test
    void anInvalidatedValueComesWithTheLease() {
        texts.set("k", "old");
        texts.invalidate("k", LONG);
        Lease<String> lease = texts.leases().lease("k");
        assertThat(lease.isWon()).isTrue();
        assertThat(lease.isStale()).isTrue();
        assertThat(lease.value()).isEqualTo("old");
        lease.close();

        Lease<String> again = won("k");
        texts.set("k", "newer");
        assertThat(again.complete("late")).isFalse();
        assertThat(texts.get("k")).isEqualTo("newer");
    }

    /** A lease that was just given back: a server before 1.6.13 is asked for the item's number first, and close waits for nothing. */
    private Lease<String> won(String key) {
        Lease<String> lease = texts.leases().lease(key);
        if (InstalledMemcached.isBefore(13)) {
            long end = System.nanoTime() + LONG.toNanos();
            while (!lease.isWon() && System.nanoTime() < end) {
                lease = texts.leases().lease(key);
            }
        }
        assertThat(lease.isWon()).isTrue();
        return lease;
    }

    @Test
    void lengthsOutOfBoundsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts.leases().lease("k", Duration.ofHours(2)))
                .withMessageContaining("PT2H");
    }

    @Test
    void theAsynchronousTwinDoesTheSame() {
        AsyncLease<String> lease = texts.async().leases().lease("k").join();
        assertThat(lease.isWon()).isTrue();
        assertThat(texts.async().leases().lease("k").join().isWon()).isFalse();
        assertThat(lease.abandon().join()).isTrue();
        AsyncLease<String> next = texts.async().leases().lease("k").join();
        assertThat(next.complete("v").join()).isTrue();
        assertThat(texts.get("k")).isEqualTo("v");
    }

    @Test
    void aTombstoneHidesTheValueAndRefusesWhoeverBeganBefore() {
        texts.set("k", "v");
        texts.leases().tombstone("k", LONG);
        assertThat(texts.get("k")).isNull();
        assertThat(texts.contains("k")).isFalse();
        assertThat(texts.lookup("k")).isInstanceOf(Lookup.Miss.class);
        assertThat(texts.gets("k")).isNull();
        assertThat(texts.add("k", "racing")).isFalse();
        assertThat(texts.inspect("k")).isEmpty();

        Lease<String> lease = texts.leases().lease("k");
        assertThat(lease.isWon()).isTrue();
        texts.leases().tombstone("k", LONG);
        assertThat(lease.complete("loaded before")).isFalse();
        assertThat(texts.get("k")).isNull();
        assertThat(texts.getOrCompute("k", key -> "new")).isEqualTo("new");

        texts.async().leases().tombstone("never", LONG).join();
        assertThat(texts.add("never", "racing")).isFalse();
    }

    @Test
    void appendOrCreateDoesEither() {
        assertThat(texts.appendOrCreate("k", "a", LONG)).isTrue();
        assertThat(texts.appendOrCreate("k", "b", LONG)).isTrue();
        assertThat(texts.async().appendOrCreate("k", "c", LONG).join()).isTrue();
        assertThat(texts.get("k")).isEqualTo("abc");
    }

    @Test
    void anOldServerIsNotSentVersions() {
        if (takesVersions()) {
            texts.leases().setVersioned("k", "v", 42, LONG);
            assertThat(texts.gets("k").cas()).isEqualTo(42);
            return;
        }
        assertThatThrownBy(() -> texts.leases().setVersioned("k", "v", 42, LONG))
                .isInstanceOf(UnsupportedByServerException.class)
                .hasMessageContaining("1.6.27");
        assertThatThrownBy(() ->
                        texts.async().leases().setVersioned("k", "v", 42, LONG).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UnsupportedByServerException.class);
        assertThat(texts.get("k")).isNull();
    }

    /** The embedded server is an old one; the real one is what {@code ./check --server} names. */
    private boolean takesVersions() {
        String version = memjay.admin().version(memjay.nodes().get(0));
        return Runtime.Version.parse(version).compareTo(Runtime.Version.parse("1.6.27")) >= 0;
    }

    @Test
    void aNewServerTakesVersions() {
        try (MemcachedServer newer = MemcachedServer.builder().start();
                Memjay client = Patient.create("memcached://" + newer.host() + ":" + newer.port())) {
            Keyspace<String, String> versioned = client.strings();
            versioned.leases().setVersioned("k", "v", 42, LONG);
            assertThat(versioned.gets("k").cas()).isEqualTo(42);
            versioned.async().leases().setVersioned("k", "w", 43, LONG).join();
            assertThat(versioned.cas("k", "x", 42)).isEqualTo(CasResult.EXISTS);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> versioned.leases().setVersioned("k", "w", 0, LONG));
        } catch (ProtocolException e) {
            throw new AssertionError("the version was sent to a server that does not know it", e);
        }
    }

    @Test
    void aPlainReadHandsTheOnlyRightToRefreshOn() {
        texts.set("k", "old");
        texts.invalidate("k", LONG);
        assertThat(texts.get("k")).isEqualTo("old");
        assertThat(texts.gets("k").value()).isEqualTo("old");
        assertThat(texts.contains("k")).isTrue();
        assertThat(texts.lookup("k")).isInstanceOf(Lookup.Stale.class);
        assertThat(texts.lookupAll(List.of("k")).get("k")).isInstanceOf(Lookup.Stale.class);
        assertThat(texts.inspect("k")).isPresent();
        assertThat(texts.touch("k", LONG)).isTrue();
        assertThat(texts.touchAll(List.of("k"), LONG).done()).containsExactly("k");
        assertThat(texts.gat("k", LONG)).isEqualTo("old");
        assertThat(texts.gats("k", LONG).value()).isEqualTo("old");
        assertThat(texts.getAll(List.of("k"))).containsEntry("k", "old");
        assertThat(texts.getsAll(List.of("k"))).containsKey("k");
        assertThat(texts.async().get("k").join()).isEqualTo("old");
        assertThat(texts.async().lookupAll(List.of("k")).join().get("k")).isInstanceOf(Lookup.Stale.class);
        assertThat(texts.async().getsAll(List.of("k")).join()).containsKey("k");

        Awaitility.await().untilAsserted(() -> {
            try (Lease<String> lease = texts.leases().lease("k")) {
                assertThat(lease.isWon()).isTrue();
            }
        });
    }

    /** A read that wins the right to refresh must not spoil the CAS number which it reads by handing the right on. */
    @Test
    void anInvalidatedValueIsWrittenUnderTheCasNumberThatWasRead() {
        Map<String, Supplier<Boolean>> writes = new LinkedHashMap<>();
        writes.put("gets", () -> isReplaced(texts.gets("k")));
        writes.put("gats", () -> isReplaced(texts.gats("k", LONG)));
        writes.put("getsAll", () -> isReplaced(texts.getsAll(List.of("k")).get("k")));
        writes.put(
                "getsAll of several",
                () -> isReplaced(texts.getsAll(List.of("k", "other")).get("k")));
        writes.put("update", () -> texts.update("k", old -> "new").equals("new"));
        writes.put(
                "update, async",
                () -> texts.async().update("k", old -> "new").join().equals("new"));
        writes.forEach((how, write) -> {
            texts.set("k", "old");
            texts.invalidate("k", LONG);

            assertThat(write.get()).as(how).isTrue();
            assertThat(texts.lookup("k")).as(how).isInstanceOf(Lookup.Hit.class);
            assertThat(texts.get("k")).as(how).isEqualTo("new");
        });
    }

    private boolean isReplaced(Versioned<String> read) {
        return texts.cas("k", "new", read.cas()) == CasResult.STORED;
    }

    @Test
    void anUpdateStoresTheFirstValueWhereAnItemHoldsNone() {
        try (Lease<String> lease = texts.leases().lease("leased")) {
            assertThat(texts.update("leased", text -> text + "!")).isNull();
            assertThat(texts.update("leased", "first", text -> text + "!")).isEqualTo("first");
            assertThat(lease.complete("late")).isFalse();
        }
        texts.leases().tombstone("dead", LONG);
        assertThat(texts.update("dead", "first", text -> text + "!")).isEqualTo("first");
        texts.getOrCompute("nothing", key -> null, LoadPolicy.standard().missTtl(LONG));
        assertThat(texts.inspect("nothing")).isEmpty();
        assertThat(texts.async().update("nothing", "first", text -> text + "!").join())
                .isEqualTo("first");
        for (String key : List.of("leased", "dead", "nothing")) {
            assertThat(texts.update(key, "second", text -> text + "!")).as(key).isEqualTo("first!");
        }
    }

    @Test
    void winsThatComeTooLateAreHandedOnToo() {
        try (FaultRelay relay = FaultRelay.to(server.port());
                Memjay client = Patient.create("memcached://127.0.0.1:" + relay.port())) {
            Keyspace<String, String> late = client.strings();
            List<String> keys = List.of("a", "b", "c");
            for (String key : keys) {
                late.set(key, "old");
                late.invalidate(key, LONG);
            }
            relay.holdReplies();
            assertThat(late.withTimeout(Duration.ofMillis(50)).lookupAll(keys).values())
                    .allSatisfy(lookup -> assertThat(lookup).isInstanceOf(Lookup.Failed.class));
            assertThat(late.withTimeout(Duration.ofMillis(50)).lookup("a")).isInstanceOf(Lookup.Failed.class);
            relay.heal();
            for (String key : keys) {
                Awaitility.await().untilAsserted(() -> {
                    try (Lease<String> lease = late.leases().lease(key)) {
                        assertThat(lease.isWon()).isTrue();
                    }
                });
            }
        }
    }
}
