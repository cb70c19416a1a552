package dev.memjay.internal.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Win;
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the meta dialect makes of the replies to a quiet run, of which only some commands are answered. */
class QuietRunTest {
    private static final StoreRequest SET = new StoreRequest(Verb.SET_ALL, Mode.SET, new byte[] {'x'}, 0, 0, 0);
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE_ALL, 0, false);

    private final MetaDialect dialect = new MetaDialect(1000);

    private static TestExchange run(Request request, BulkResult result) {
        int size = result.size();
        Request[] requests = new Request[size];
        String[] keys = new String[size];
        int[] rows = new int[size];
        for (int i = 0; i < size; i++) {
            requests[i] = request;
            keys[i] = "k" + i;
            rows[i] = size - 1 - i;
        }
        return new TestExchange(new QuietRun(request.verb(), requests, keys, null, rows, result), null, result);
    }

    /** What is heard of a run of four; rows are the commands in reverse. */
    private String heard(Request request, String... lines) {
        String reply = String.join("\r\n", lines) + "\r\n";
        boolean reads = request instanceof ReadRequest;
        return Wire.heard(
                dialect, () -> run(request, reads ? BulkResult.forReads(4, true) : BulkResult.forWrites(4)), reply);
    }

    @Test
    void readsShowTheirHits() {
        assertThat(heard(ReadRequest.GET_ALL, "VA 1 f5 c7 OAAAAAAA", "a", "VA 2 f0 c8 OAAAAAAC X W", "ab", "MN"))
                .isEqualTo("HIT W [[Win[key=k2, base64Key=false, cas=8, isPlaceholder=false]]]"
                        + " | MISS | HIT 'ab' #8 W X | MISS | HIT 'a' f5 #7");
        assertThat(heard(ReadRequest.GET_ALL, "MN")).isEqualTo("HIT | MISS | MISS | MISS | MISS");
        assertThat(heard(ReadRequest.GET_ALL, "EN OAAAAAAB", "VA 0 f0 c9 OAAAAAAD", "", "MN"))
                .isEqualTo("HIT | HIT '' #9 | MISS | MISS | MISS");
    }

    @Test
    void aPlaceholderIsAMissThatKeepsItsMarks() {
        assertThat(heard(ReadRequest.GET_ALL, "VA 0 f0 c7 OAAAAAAA W", "", "MN"))
                .isEqualTo("HIT W [[Win[key=k0, base64Key=false, cas=7, isPlaceholder=true]]]"
                        + " | MISS | MISS | MISS | MISS #7 W");
    }

    @Test
    void touchesShowTheirHits() {
        assertThat(heard(ReadRequest.touch(Verb.TOUCH_ALL, 9), "HD s1 c5 OAAAAAAB", "MN"))
                .isEqualTo("HIT | MISS | MISS | HIT #5 | MISS");
    }

    @Test
    void writesShowTheirFailures() {
        assertThat(heard(SET, "NS OAAAAAAB", "EX OAAAAAAD", "MN"))
                .isEqualTo("HIT | EXISTS | STORED | NOT_STORED | STORED");
        assertThat(heard(DELETE, "NF OAAAAAAA", "MN")).isEqualTo("HIT | DELETED | DELETED | DELETED | NOT_FOUND");
        assertThat(heard(CountRequest.existing(Verb.INCR, 1), "NF OAAAAAAC", "MN"))
                .isEqualTo("HIT | COUNTED | NOT_FOUND | COUNTED | COUNTED");
    }

    @Test
    void anErrorLeavesOpenWhichCommandItWas() {
        assertThat(heard(SET, "SERVER_ERROR out of memory", "MN"))
                .isEqualTo("SERVER_ERROR #1 [out of memory] | UNKNOWN | UNKNOWN | UNKNOWN | UNKNOWN");
        assertThat(heard(SET, "NS OAAAAAAA", "SERVER_ERROR out of memory", "NS OAAAAAAD", "MN"))
                .isEqualTo("SERVER_ERROR #1 [out of memory] | NOT_STORED | UNKNOWN | UNKNOWN | NOT_STORED");
    }

    @Test
    void asManyErrorsAsCommandsMeanAllOfThem() {
        String tooLarge = "SERVER_ERROR object too large for cache";
        assertThat(heard(SET, "NS OAAAAAAB", tooLarge, "NS OAAAAAAD", "MN"))
                .isEqualTo("TOO_LARGE [object too large for cache] | NOT_STORED | TOO_LARGE | NOT_STORED | STORED");
        assertThat(heard(SET, "NS OAAAAAAB", tooLarge, tooLarge, "MN"))
                .isEqualTo("TOO_LARGE [object too large for cache] | TOO_LARGE | TOO_LARGE | NOT_STORED | STORED");
        assertThat(heard(SET, "NS OAAAAAAB", tooLarge, "SERVER_ERROR no", "MN"))
                .isEqualTo("SERVER_ERROR #2 [object too large for cache] | UNKNOWN | UNKNOWN | NOT_STORED | STORED");
        assertThat(heard(SET, "NS OAAAAAAA", tooLarge, "NS OAAAAAAB", "MN"))
                .isEqualTo("violation: the answer to a bulk call has more errors than commands without a reply");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VA 1 f5 c7 OAAABAAA",
                "VA 1 f5 c7 OAAAA",
                "VA 1 f5 c7",
                "VA 1 f5 c7 OAAAAAAE",
                "VA 1 f5 c7 OAAAA___",
                "VA 1 f5 c7 OAAAAAA",
                "VA 1 f5 c7 OAAAAAA*",
                "HD OAAAAAAA",
                "NF OAAAAAAA",
                "CLIENT_ERROR bad command line format",
                "ERROR",
                "garbage",
                "",
                "END",
                "VA -1 f5 c7 OAAAAAAA",
                "VA 1001 f5 c7 OAAAAAAA",
                "MNX"
            })
    void violations(String line) {
        assertThat(heard(ReadRequest.GET_ALL, line, "x", "MN")).startsWith("violation: ");
    }

    @Test
    void theCommandOfARunIsNamed() {
        assertThat(heard(SET, "ERROR", "MN")).isEqualTo("violation: the server does not know the command ms");
        assertThat(heard(DELETE, "ERROR", "MN")).isEqualTo("violation: the server does not know the command md");
        assertThat(heard(ReadRequest.GET_ALL, "ERROR", "MN"))
                .isEqualTo("violation: the server does not know the command mg");
    }

    @Test
    void repliesComeOnceAndInOrder() {
        assertThat(heard(DELETE, "NF OAAAAAAB", "NF OAAAAAAB", "MN")).contains("opaque of another request than md");
        assertThat(heard(DELETE, "NF OAAAAAAB", "NF OAAAAAAA", "MN")).contains("opaque of another request than md");
    }

    @Test
    void aRunThatIsLeftIsReadToItsEnd() {
        String reply = "VA 5 f5 c7 OAAAAAAA\r\nhello\r\nVA 2 f0 c8 OAAAAAAC\r\nab\r\nMN\r\n";
        for (int cut = 0; cut < reply.length(); cut++) {
            BulkResult result = BulkResult.forReads(4, true);
            TestExchange exchange = run(ReadRequest.GET_ALL, result);
            assertThat(Wire.left(dialect, exchange, reply, cut))
                    .as("left after %d", cut)
                    .isEmpty();
            assertThat(Arrays.asList(result.value(3), result.value(1)))
                    .as("left after %d", cut)
                    .isEqualTo(Arrays.asList(
                            cut < reply.indexOf("hello\r\n") + 7 ? null : result.value(3),
                            cut < reply.indexOf("ab\r\n") + 4 ? null : result.value(1)));
        }
    }

    @Test
    void anEmptyRunIsItsFence() {
        assertThat(Wire.heard(dialect, () -> run(SET, BulkResult.forWrites(0)), "MN\r\n"))
                .isEqualTo("HIT");
        for (String line : new String[] {"SERVER_ERROR no", "NS OAAAAAAA", "ERROR"}) {
            assertThat(Wire.heard(dialect, () -> run(SET, BulkResult.forWrites(0)), line + "\r\nMN\r\n"))
                    .startsWith("violation: ");
        }
    }

    @Test
    void aSecondRunOfTheSameDecoderStartsAfresh() throws ProtocolViolation {
        Dialect.Decoder decoder = dialect.decoder();
        for (int i = 0; i < 3; i++) {
            BulkResult result = BulkResult.forWrites(4);
            TestExchange exchange = run(SET, result);
            Input in = Wire.input(i == 1 ? "NS OAAAAAAD\r\nMN\r\n" : "SERVER_ERROR no\r\nNS OAAAAAAD\r\nMN\r\n");
            assertThat(decoder.decode(exchange, 0, in)).isTrue();
            assertThat(exchange.told())
                    .isEqualTo(
                            i == 1
                                    ? "HIT | NOT_STORED | STORED | STORED | STORED"
                                    : "SERVER_ERROR #1 [no] | NOT_STORED | UNKNOWN | UNKNOWN | UNKNOWN");
        }
    }

    @Test
    void winsOfARunWhoseCallerLeftAreKeptWithTheirKeys() {
        String reply = String.join("\r\n", "VA 0 f0 c7 OAAAAAAA W", "", "VA 2 f0 c8 OAAAAAAC X W", "ab", "MN", "");
        for (int cut = 0; cut < reply.length(); cut++) {
            TestExchange exchange = run(ReadRequest.GET_ALL, BulkResult.forReads(4, false));
            assertThat(Wire.left(dialect, exchange, reply, cut))
                    .as("left after %d", cut)
                    .isEmpty();
            assertThat(exchange.marks).isEqualTo(Exchange.WON);
            assertThat(exchange.detail)
                    .as("left after %d", cut)
                    .isEqualTo(List.of(new Win("k0", false, 7, true), new Win("k2", false, 8, false)));
        }
    }
}
