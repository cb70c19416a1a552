package dev.memjay.internal.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.NodeTraits.Peer;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Wire;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What either dialect makes of the answer to a get for several keys. */
class GetRunTest {
    private static final String[] KEYS = {"a", "bb", "ba", "c\u00e9"};

    static Stream<Dialect> dialects() {
        return Stream.of(new MetaDialect(1000), new ClassicDialect(1000));
    }

    private static TestExchange bulk(boolean withCas, BulkResult result) {
        return new TestExchange(new GetRun(KEYS, new int[] {3, 2, 1, 0}, withCas, result), null, result);
    }

    /** What is heard of a get for four keys; rows are the keys in reverse. */
    private static String heard(Dialect dialect, boolean withCas, String... lines) {
        return Wire.heard(
                dialect, () -> bulk(withCas, BulkResult.forReads(4, false)), String.join("\r\n", lines) + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void hitsAndMisses(Dialect dialect) {
        assertThat(heard(dialect, false, "VALUE bb 5 3", "bar", "VALUE c\u00e9 0 0", "", "END"))
                .isEqualTo("HIT | HIT '' | MISS | HIT 'bar' f5 | MISS");
        assertThat(heard(dialect, true, "VALUE a 4294967295 5 7", "END\r\n", "END"))
                .isEqualTo("HIT | MISS | MISS | MISS | HIT 'END\r\n' f4294967295 #7");
        assertThat(heard(dialect, false, "END")).isEqualTo("HIT | MISS | MISS | MISS | MISS");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aServerErrorEndsItAndLeavesTheRestOpen(Dialect dialect) {
        assertThat(heard(dialect, false, "VALUE bb 5 3", "bar", "SERVER_ERROR out of memory writing get response"))
                .isEqualTo("SERVER_ERROR [out of memory writing get response] | null | null | HIT 'bar' f5 | MISS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VALUE x 0 3",
                "VALUE b 0 3",
                "VALUE bbb 0 3",
                "VALUE  0 3",
                "VALUE a 0",
                "VALUE a 0 3 7",
                "VALUE a 0 -1",
                "VALUE a 0 1001",
                "VALUE a 0 4294967299",
                "VALUE a -1 3",
                "VALUE a 4294967296 3",
                "VALUE a 0 3x",
                "VALUE",
                "garbage",
                "",
                "EN",
                "MN",
                "VA 3 OAAAA",
                "value a 0 3",
                "ENDX"
            })
    void violations(String line) {
        dialects()
                .forEach(dialect ->
                        assertThat(heard(dialect, false, line, "bar", "END")).startsWith("violation: "));
    }

    @Test
    void aRefusalIsTheAnswerUnlessAValueCameBefore() {
        dialects().forEach(dialect -> {
            assertThat(heard(dialect, false, "CLIENT_ERROR no"))
                    .isEqualTo("SERVER_ERROR [CLIENT_ERROR no] | null | null | null | null");
            assertThat(heard(dialect, true, "ERROR"))
                    .startsWith("UNSUPPORTED [the server does not know the command gets;");
            assertThat(heard(dialect, false, "VALUE a 0 1", "x", "ERROR")).startsWith("violation: ");
            assertThat(heard(dialect, false, "VALUE a 0 1", "x", "CLIENT_ERROR no"))
                    .startsWith("violation: ");
        });
    }

    @Test
    void aNumberThatIsLackingIsTold() {
        dialects()
                .forEach(dialect -> assertThat(heard(dialect, true, "VALUE a 0 1", "x", "END"))
                        .isEqualTo("HIT | MISS | MISS | MISS | NO_CAS 'x'"));
    }

    @Test
    void aProxyMayAnswerInAnyOrderThoughEachKeyOnce() {
        Dialect dialect = new ClassicDialect(NodeTraits.of(Peer.PROXY, null));
        assertThat(heard(dialect, false, "VALUE c\u00e9 0 1", "c", "VALUE a 5 1", "a", "VALUE ba 0 1", "b", "END"))
                .isEqualTo("HIT | HIT 'c' | HIT 'b' | MISS | HIT 'a' f5");
        assertThat(heard(dialect, false, "VALUE ba 0 1", "b", "VALUE bb 0 1", "x", "SERVER_ERROR no"))
                .isEqualTo("SERVER_ERROR [no] | null | HIT 'b' | HIT 'x' | null");
        assertThat(heard(dialect, false, "VALUE a 0 1", "x", "VALUE bb 0 1", "x", "VALUE a 0 1", "x", "END"))
                .startsWith("violation: ");
        assertThat(heard(dialect, false, "VALUE x 0 1", "x", "END")).startsWith("violation: ");
        assertThat(heard(dialect, false, "END")).isEqualTo("HIT | MISS | MISS | MISS | MISS");
    }

    @Test
    void aKeyTwiceOrOutOfOrderIsAViolation() {
        String told = "violation: a value came for a key that was not asked, or not in this place";
        dialects().forEach(dialect -> {
            assertThat(heard(dialect, false, "VALUE bb 0 1", "x", "VALUE bb 0 1", "x", "END"))
                    .isEqualTo(told);
            assertThat(heard(dialect, false, "VALUE bb 0 1", "x", "VALUE a 0 1", "x", "END"))
                    .isEqualTo(told);
        });
    }

    @Test
    void aBulkThatIsLeftIsReadToItsEnd() {
        String reply = "VALUE a 0 5\r\nhello\r\nVALUE ba 0 2\r\nab\r\nEND\r\n";
        dialects().forEach(dialect -> {
            for (int cut = 0; cut < reply.length(); cut++) {
                BulkResult result = BulkResult.forReads(4, false);
                assertThat(Wire.left(dialect, bulk(false, result), reply, cut))
                        .as("left after %d", cut)
                        .isEmpty();
                assertThat(result.status(1) == Status.HIT)
                        .as("left after %d", cut)
                        .isEqualTo(cut >= reply.indexOf("END"));
            }
        });
    }

    @Test
    void aCasNumberDoesNotStayForTheNextBulk() throws ProtocolViolation {
        for (Dialect dialect : dialects().toList()) {
            Dialect.Decoder decoder = dialect.decoder();
            Input in = Wire.input("VALUE a 0 1 7\r\nx\r\nEND\r\nVALUE a 0 1\r\nx\r\nEND\r\n");
            BulkResult first = BulkResult.forReads(4, false);
            assertThat(decoder.decode(bulk(true, first), 0, in)).isTrue();
            BulkResult second = BulkResult.forReads(4, false);
            assertThat(decoder.decode(bulk(false, second), 0, in)).isTrue();
            assertThat(first.cas(3)).isEqualTo(7);
            assertThat(second.cas(3)).isZero();
        }
    }
}
