package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Lease;
import dev.memjay.Memjay;
import dev.memjay.error.LoaderException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.DisguisedServer.Guise;
import dev.memjay.model.CasResult;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is guarded by CAS numbers, on what older servers make of it. */
@ParameterizedClass
@EnumSource(
        value = Guise.class,
        names = {"V1_6_17", "V1_6_12", "V1_6_9", "V1_6_6", "V1_5_2", "V1_4_39"})
class OldServersTest {
    /** Whoever has to wait fails at once, so a right to load that is left behind is seen. */
    private static final LoadPolicy IMPATIENT =
            LoadPolicy.standard().maxWait(Duration.ZERO).afterWait(LoadPolicy.AfterWait.FAIL);

    private static final Loader<String, String> FAILING = key -> {
        throw new IOException("disk");
    };

    @Parameter
    private Guise guise;

    private TestServer server;
    private DisguisedServer disguised;
    private Memjay memjay;
    private Keyspace<String, String> texts;

    @BeforeEach
    void connect() {
        server = TestServer.embedded();
        disguised = new DisguisedServer(server.port(), guise);
        memjay = Memjay.create("memcached://" + disguised.address() + "?connectionsPerServer=1&timeout=20s");
        texts = memjay.strings();
    }

    @AfterEach
    void close() throws IOException {
        assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
        memjay.close();
        disguised.close();
        server.close();
    }

    private long numberOf(String key) {
        return Objects.requireNonNull(texts.gets(key)).cas();
    }

    @Test
    void aDeleteByNumberIsTrue() {
        texts.set("k", "v");
        if (guise.isClassic()) {
            assertThatThrownBy(() -> texts.delete("k", 7)).isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        Versioned<String> read = Objects.requireNonNull(texts.gets("k"));
        texts.set("k", "w");
        assertThat(texts.delete("k", read.cas())).isEqualTo(CasResult.EXISTS);
        assertThat(texts.delete("k", numberOf("k"))).isEqualTo(CasResult.DELETED);
        assertThat(texts.get("k")).isNull();
        assertThat(texts.contains("k")).isFalse();
        assertThat(texts.delete("k", read.cas())).isEqualTo(CasResult.NOT_FOUND);
        assertThat(texts.delete("k")).isFalse();
        assertThat(texts.add("k", "x")).isTrue();
        assertThat(texts.cas("k", "y", numberOf("k"))).isEqualTo(CasResult.STORED);
        assertThat(texts.update("k", value -> null)).isNull();
        assertThat(texts.get("k")).isNull();
        texts.set("k", "z");
        assertThat(texts.async().delete("k", numberOf("k")).join()).isEqualTo(CasResult.DELETED);
        texts.set("k", "z");
        texts.noreply().delete("k", numberOf("k"));
        assertThat(texts.get("k")).isNull();
    }

    @Test
    void aFailedLoadLeavesTheKeyToTheNext() {
        assertThatThrownBy(() -> texts.getOrCompute("k", FAILING, IMPATIENT)).isInstanceOf(LoaderException.class);
        texts.contains("fence");
        assertThat(texts.getOrCompute("k", key -> "v", IMPATIENT)).isEqualTo("v");

        assertThatThrownBy(() -> texts.getAllOrCompute(
                        List.of("a", "b"),
                        keys -> {
                            throw new IOException("disk");
                        },
                        IMPATIENT))
                .isInstanceOf(LoaderException.class);
        texts.contains("fence");
        assertThat(texts.getAllOrCompute(List.of("a", "b"), keys -> Map.of("a", "A", "b", "B"), IMPATIENT))
                .hasSize(2);
    }

    @Test
    void whatWasStoredDuringAFailedLoadStays() {
        Loader<String, String> overtaken = key -> {
            texts.set("k", "newer");
            throw new IOException("disk");
        };
        assertThatThrownBy(() -> texts.getOrCompute("k", overtaken, IMPATIENT)).isInstanceOf(LoaderException.class);
        texts.contains("fence");
        assertThat(texts.get("k")).isEqualTo("newer");
    }

    @Test
    void anOldValueIsThereForTheNextWhenItsLoadFailed() {
        if (guise.isClassic()) {
            assertThatThrownBy(() -> texts.invalidate("k", Duration.ofSeconds(30)))
                    .isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        texts.set("k", "old");
        texts.invalidate("k", Duration.ofSeconds(600));
        // Before 1.6.13 the right is given back once the item's number was looked at; one that is left behind lasts
        // longer than this.
        LoadPolicy kept = IMPATIENT.maxWait(Duration.ofSeconds(20)).staleIfError(Duration.ofSeconds(30));
        for (int i = 0; i < 3; i++) {
            assertThat(texts.getOrCompute("k", FAILING, kept)).isEqualTo("old");
            texts.contains("fence");
        }
        assertThat(texts.get("k")).isEqualTo("old"); // takes the right to load, which it gives back
        texts.contains("fence");
        assertThat(texts.getOrCompute("k", key -> "new", kept)).isEqualTo("new");
    }

    @Test
    void whatWasStoredSinceALeaseWasTakenIsNotMarkedWhenItIsGivenBack() {
        if (guise.isClassic()) {
            assertThatThrownBy(() -> texts.leases().lease("k")).isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        texts.set("k", "old");
        texts.invalidate("k", Duration.ofSeconds(600));
        Lease<String> lease = texts.leases().lease("k");
        assertThat(lease.isWon() && lease.isStale()).isTrue();
        texts.set("k", "newer");
        assertThat(lease.abandon()).isFalse();
        assertThat(texts.lookup("k")).isInstanceOf(Lookup.Hit.class);
        texts.invalidate("k", Duration.ofSeconds(600));
        assertThat(texts.leases().lease("k").abandon()).isTrue();
        assertThat(texts.async().leases().lease("k").join().abandon().join()).isTrue();
        assertThat(texts.leases().lease("k").isWon()).isTrue();
    }

    @Test
    void aTombstoneKeepsAnOlderLoadOut() {
        if (guise.isClassic()) {
            assertThatThrownBy(() -> texts.leases().tombstone("k", Duration.ofSeconds(30)))
                    .isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        texts.set("k", "v");
        assertThat(texts.getOrCompute(
                        "l",
                        key -> {
                            texts.leases().tombstone("l", Duration.ofSeconds(30));
                            return "older";
                        },
                        IMPATIENT))
                .isEqualTo("older");
        texts.leases().tombstone("k", Duration.ofSeconds(30));
        assertThat(texts.getAll(List.of("k", "l"))).isEmpty();
        assertThat(texts.add("k", "w")).isFalse();
        assertThat(texts.getOrCompute("k", key -> "new", IMPATIENT)).isEqualTo("new");
    }
}
