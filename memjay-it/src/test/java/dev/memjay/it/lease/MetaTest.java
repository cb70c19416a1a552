package dev.memjay.it.lease;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.KeyPolicy;
import dev.memjay.Memjay;
import dev.memjay.Meta;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.InstalledMemcached;
import dev.memjay.it.Patient;
import dev.memjay.model.MetaReply;
import dev.memjay.model.MetaReply.Code;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Raw meta commands: every command, flags as given, replies as they come. */
@ParameterizedClass
@EnumSource(names = {"REAL_BLOCKING", "EMBEDDED_BLOCKING"})
class MetaTest {
    private static final byte[] VALUE = "value".getBytes(US_ASCII);

    @Parameter
    Way way;

    private Way.Server server;
    private Memjay memjay;
    private Meta meta;

    @BeforeEach
    void connect() {
        server = way.start();
        memjay = server.client();
        meta = memjay.meta();
    }

    @AfterEach
    void close() {
        memjay.close();
        server.close();
    }

    /** Whether the server's meta is that of 1.6.9 and older. */
    private boolean isDraft() {
        return way == Way.REAL_BLOCKING && InstalledMemcached.isBefore(10);
    }

    @Test
    void storesAndReadsWithEveryFlagThatItIsGiven() {
        MetaReply stored = meta.set("k", VALUE).flags("T100", "F7", "c").send();
        assertThat(stored.code()).isEqualTo(Code.HD);
        assertThat(stored.cas().isPresent()).isEqualTo(!isDraft()); // which does not tell it

        MetaReply read = meta.get("k").flags("v", "t", "f", "c", "s", "h", "l").send();
        assertThat(read.code()).isEqualTo(Code.VA);
        assertThat(read.value()).isEqualTo(VALUE);
        assertThat(read.clientFlags()).hasValue(7);
        assertThat(read.size()).hasValue(5);
        assertThat(read.cas().getAsLong())
                .isEqualTo(stored.cas().orElse(read.cas().getAsLong()));
        assertThat(read.ttl().orElseThrow()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
        assertThat(read.hitBefore()).contains(false);
        assertThat(read.lastAccess()).isPresent();
        assertThat(read.isWon() || read.isLost() || read.isStale()).isFalse();
    }

    @Test
    void theReplyCodesAreTyped() {
        assertThat(meta.get("none").flags("v").send().code()).isEqualTo(Code.EN);
        assertThat(meta.get("none").send().isDone()).isFalse();
        assertThat(meta.delete("none").send().code()).isEqualTo(Code.NF);
        assertThat(meta.set("none", VALUE).flags("MR").send().code()).isEqualTo(Code.NS);
        meta.set("k", VALUE).send();
        assertThat(meta.set("k", VALUE).flags("C1234567").send().code()).isEqualTo(Code.EX);
        assertThat(meta.get("k").send().code()).isEqualTo(Code.HD);
        assertThat(meta.delete("k").start().join().code()).isEqualTo(Code.HD);
    }

    @Test
    void marksAreTheCallers() {
        MetaReply won = meta.get("k").flags("v", "c", "N30").send();
        assertThat(won.isWon()).isTrue();
        assertThat(won.value()).isEmpty();
        assertThat(meta.get("k").flags("v").send().isLost()).isTrue();
        String cas = Long.toUnsignedString(won.cas().getAsLong());
        assertThat(meta.set("k", VALUE).flags("C" + cas).send().code()).isEqualTo(Code.HD);
        meta.delete("k").flags("I", "T30").send();
        MetaReply stale = meta.get("k").flags("v").send();
        assertThat(stale.isStale() && stale.isWon()).isTrue();
    }

    @Test
    void counts() {
        MetaReply created = meta.arithmetic("n").flags("N0", "J5", "D2", "v").send();
        assertThat(created.value()).isEqualTo("5".getBytes(US_ASCII));
        assertThat(meta.arithmetic("n").flags("D2", "v").send().value()).isEqualTo("7".getBytes(US_ASCII));
        assertThat(meta.arithmetic("n").flags("MD").send().code()).isEqualTo(Code.HD);
    }

    @Test
    void debugAndNoop() {
        meta.set("k", VALUE).send();
        assertThat(meta.debug("k")).anyMatch(word -> word.startsWith("cas="));
        assertThat(meta.debug("none")).isEmpty();
        meta.noop(memjay.nodes().get(0));
    }

    @Test
    void whatTheServerRefusesIsAnErrorAndTheConnectionStays() {
        assertThatThrownBy(() -> meta.get("k").flags("Nx").send())
                .isInstanceOf(ServerErrorException.class)
                .hasMessageContaining("CLIENT_ERROR");
        assertThat(meta.get("k").flags("v").send().code()).isEqualTo(Code.EN);
        assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
    }

    @Test
    void flagsThatAreNoneOrMemjaysOwnAreRefused() {
        for (String flag : new String[] {"", "O1", "q", "k", "b", "v v", "v\r", "1"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> meta.get("k").flags(flag));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> meta.get("k").flags("t").flags("t"));
        assertThat(meta.get("k").flags("v", "t")).hasToString("mg k v t");
    }

    @Test
    void binaryKeysAndOtherProtocols() {
        try (Memjay binary = Patient.builder()
                        .servers(server.address())
                        .keyPolicy(KeyPolicy.BINARY)
                        .build();
                Memjay classic = Patient.create("memcached://" + server.address() + "?protocol=classic")) {
            if (isDraft()) {
                assertThatThrownBy(() -> binary.meta().set("kéy", VALUE).send())
                        .isInstanceOf(UnsupportedByServerException.class);
            } else {
                binary.meta().set("kéy", VALUE).send();
                assertThat(binary.meta().get("kéy").flags("v").send().value()).isEqualTo(VALUE);
            }
            assertThatThrownBy(() -> classic.meta().get("k").send()).isInstanceOf(UnsupportedByServerException.class);
        }
    }
}
