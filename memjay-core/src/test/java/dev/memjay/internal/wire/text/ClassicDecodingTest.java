package dev.memjay.internal.wire.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the classic dialect makes of the replies to single commands and runs. */
class ClassicDecodingTest {
    private static final StoreRequest SET = new StoreRequest(Verb.SET, Mode.SET, new byte[] {'x'}, 0, 0, 0);
    private static final StoreRequest CAS = new StoreRequest(Verb.CAS, Mode.SET, new byte[] {'x'}, 0, 0, 7);
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE, 0, false);
    private static final CountRequest INCR = CountRequest.existing(Verb.INCR, 1);

    private final ClassicDialect dialect = new ClassicDialect(1000);

    private String heard(Request request, String reply) {
        return Wire.heard(dialect, () -> new TestExchange(request, "foo"), reply);
    }

    @Test
    void reads() {
        assertThat(heard(ReadRequest.GET, "VALUE foo 5 3\r\nbar\r\nEND\r\n")).isEqualTo("HIT 'bar' f5");
        assertThat(heard(ReadRequest.GET, "VALUE foo 0 0\r\n\r\nEND\r\n")).isEqualTo("HIT ''");
        assertThat(heard(ReadRequest.GET, "END\r\n")).isEqualTo("MISS");
        assertThat(heard(ReadRequest.GETS, "VALUE foo 5 3 7\r\nbar\r\nEND\r\n")).isEqualTo("HIT 'bar' f5 #7");
        assertThat(heard(ReadRequest.LOOKUP, "VALUE foo 5 5 7\r\nEND\r\n\r\nEND\r\n"))
                .isEqualTo("HIT 'END\r\n' f5 #7");
        assertThat(heard(ReadRequest.getAndTouch(9), "VALUE foo 5 3 7\r\nbar\r\nEND\r\n"))
                .isEqualTo("HIT 'bar' f5 #7");
        assertThat(heard(ReadRequest.CONTAINS, "VALUE foo 5 3\r\nbar\r\nEND\r\n"))
                .isEqualTo("HIT f5");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), "TOUCHED\r\n")).isEqualTo("HIT");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), "NOT_FOUND\r\n")).isEqualTo("MISS");
        assertThat(heard(ReadRequest.GET, "SERVER_ERROR no\r\n")).isEqualTo("SERVER_ERROR [no]");
        assertThat(heard(ReadRequest.GET, "VALUE foo 5 3\r\nbar\r\nSERVER_ERROR no\r\n"))
                .isEqualTo("SERVER_ERROR [no]");
    }

    @ParameterizedTest
    @CsvSource({
        "STORED, STORED",
        "NOT_STORED, NOT_STORED",
        "SERVER_ERROR object too large for cache, TOO_LARGE [object too large for cache]",
        "SERVER_ERROR out of memory storing object, SERVER_ERROR [out of memory storing object]"
    })
    void storeReplies(String reply, String told) {
        assertThat(heard(SET, reply + "\r\n")).isEqualTo(told);
        assertThat(heard(CAS, reply + "\r\n")).isEqualTo(told);
    }

    @Test
    void otherReplies() {
        assertThat(heard(CAS, "EXISTS\r\n")).isEqualTo("EXISTS");
        assertThat(heard(CAS, "NOT_FOUND\r\n")).isEqualTo("NOT_FOUND");
        assertThat(heard(DELETE, "DELETED\r\n")).isEqualTo("DELETED");
        assertThat(heard(DELETE, "NOT_FOUND\r\n")).isEqualTo("NOT_FOUND");
        assertThat(heard(INCR, "18446744073709551615\r\n")).isEqualTo("COUNTED #18446744073709551615");
        assertThat(heard(INCR, "9 \r\n")).isEqualTo("COUNTED #9");
        assertThat(heard(INCR, "NOT_FOUND\r\n")).isEqualTo("NOT_FOUND");
        assertThat(heard(INCR, "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"))
                .isEqualTo("NOT_NUMERIC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VALUE fox 5 3",
                "VALUE foobar 5 3",
                "VALUE fo 5 3",
                "VALUE foo 5 -3",
                "VALUE foo 5 1001",
                "VALUE foo 5",
                "VALUE foo",
                "VALUE foo 5 3 7",
                "VALUE foo -5 3",
                "VALUE foo 5 99999999999999999999",
                "EN",
                "END ",
                "STORED",
                "",
                "garbage",
                "HD OAAAA"
            })
    void violationsOfReads(String line) {
        assertThat(heard(ReadRequest.GET, line + "\r\nbar\r\nEND\r\n")).startsWith("violation: ");
    }

    @Test
    void otherViolations() {
        assertThat(heard(ReadRequest.GET, "VALUE foo 5 3\r\nbarbaz\r\nEND\r\n")).startsWith("violation: ");
        assertThat(heard(ReadRequest.GET, "VALUE foo 5 3\r\nbar\r\nVALUE foo 5 3\r\nbar\r\nEND\r\n"))
                .startsWith("violation: ");
        assertThat(heard(SET, "CLIENT_ERROR bad data chunk\r\n")).startsWith("violation: ");
        assertThat(heard(SET, "EXISTS\r\n")).startsWith("violation: ");
        assertThat(heard(SET, "DELETED\r\n")).startsWith("violation: ");
        assertThat(heard(DELETE, "STORED\r\n")).startsWith("violation: ");
        assertThat(heard(INCR, "18446744073709551616\r\n")).startsWith("violation: ");
        assertThat(heard(INCR, "1 2\r\n")).startsWith("violation: ");
        assertThat(heard(INCR, "-1\r\n")).startsWith("violation: ");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), "STORED\r\n")).startsWith("violation: ");
        assertThat(heard(ReadRequest.GET, "VALUE foo 5 3\r\nbar\r\nERROR\r\n")).startsWith("violation: ");
    }

    @Test
    void aCommandThatIsNotKnownIsItsOwnAnswerAndRemembered() {
        String unknown = "UNSUPPORTED [the server does not know the command ";
        assertThat(heard(ReadRequest.GET, "ERROR\r\n")).isEqualTo(unknown + "get]");
        assertThat(dialect.refusal(ReadRequest.GET)).as("get is tried again").isNull();
        assertThat(heard(ReadRequest.getAndTouch(9), "ERROR\r\n"))
                .isEqualTo(unknown + "gats; get and touch would do, or memcached 1.5.3]");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), "ERROR\r\n")).startsWith(unknown + "touch;");
        assertThat(heard(DELETE, "ERROR\r\n")).isEqualTo(unknown + "delete]");
        assertThat(heard(INCR, "ERROR\r\n")).isEqualTo(unknown + "incr]");

        for (Request request :
                new Request[] {ReadRequest.getAndTouch(9), ReadRequest.touch(Verb.TOUCH, 9), DELETE, INCR}) {
            assertThat(dialect.refusal(request)).startsWith("the server does not know the command ");
            assertThat(dialect.refusal(exchange(request).request))
                    .as("in a run")
                    .isNotNull();
        }
        assertThat(dialect.refusal(CountRequest.existing(Verb.DECR, 1))).isNull();
        assertThat(dialect.refusal(SET)).isNull();
    }

    @Test
    void aStoreThatIsNotKnownEndsTheConnectionOnce() {
        assertThat(dialect.refusal(CAS)).isNull();
        assertThat(heard(CAS, "ERROR\r\n")).startsWith("violation: the server does not know the command cas");
        assertThat(dialect.refusal(CAS)).contains("without it there are no CAS numbers");
        assertThat(heard(SET, "ERROR\r\n")).startsWith("violation: ");
        assertThat(dialect.refusal(SET)).as("set is tried again").isNull();
    }

    @Test
    void aLookupDoesWithoutTheNumber() {
        assertThat(heard(ReadRequest.LOOKUP, "VALUE foo 5 3\r\nbar\r\nEND\r\n")).isEqualTo("HIT 'bar' f5");
        assertThat(heard(ReadRequest.GETS, "VALUE foo 5 3\r\nbar\r\nEND\r\n")).isEqualTo("NO_CAS 'bar' f5");
        assertThat(heard(ReadRequest.getAndTouch(9), "VALUE foo 5 3\r\nbar\r\nEND\r\n"))
                .isEqualTo("HIT 'bar' f5");

        assertThat(Wire.said(dialect, new TestExchange(ReadRequest.LOOKUP, "foo")))
                .isEqualTo("gets foo\r\n");
        assertThat(heard(ReadRequest.GETS, "ERROR\r\n")).startsWith("UNSUPPORTED");
        assertThat(Wire.said(dialect, new TestExchange(ReadRequest.LOOKUP, "foo")))
                .isEqualTo("get foo\r\n");
        assertThat(dialect.refusal(ReadRequest.LOOKUP)).isNull();
        assertThat(dialect.refusal(ReadRequest.GETS)).contains("gets");
    }

    @Test
    void refusalsInOtherWordsAreAnswersToo() {
        assertThat(heard(INCR, "CLIENT_ERROR For input string: \"secret\"\r\n")).isEqualTo("NOT_NUMERIC");
        assertThat(heard(INCR, "CLIENT_ERROR invalid numeric delta argument\r\n"))
                .isEqualTo("SERVER_ERROR [CLIENT_ERROR invalid numeric delta argument]");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), "NOT_STORED\r\n")).isEqualTo("MISS");
        assertThat(heard(store(Mode.APPEND), "NOT_FOUND\r\n")).isEqualTo("NOT_STORED");
        assertThat(heard(store(Mode.PREPEND), "NOT_FOUND\r\n")).isEqualTo("NOT_STORED");
        assertThat(heard(store(Mode.REPLACE), "NOT_FOUND\r\n")).isEqualTo("NOT_STORED");
        assertThat(heard(store(Mode.ADD), "EXISTS\r\n")).isEqualTo("NOT_STORED");
        assertThat(heard(DELETE, "CLIENT_ERROR no\r\n")).isEqualTo("SERVER_ERROR [CLIENT_ERROR no]");
        assertThat(heard(ReadRequest.GET, "CLIENT_ERROR no\r\n")).isEqualTo("SERVER_ERROR [CLIENT_ERROR no]");
        assertThat(heard(ReadRequest.GET, "ERROR Too many open connections\r\n"))
                .isEqualTo("SERVER_ERROR [ERROR Too many open connections]");

        assertThat(heard(SET, "NOT_FOUND\r\n")).startsWith("violation: ");
        assertThat(heard(store(Mode.ADD), "NOT_FOUND\r\n")).startsWith("violation: ");
        assertThat(heard(store(Mode.APPEND), "EXISTS\r\n")).startsWith("violation: ");
    }

    private static StoreRequest store(Mode mode) {
        return new StoreRequest(Verb.SET, mode, new byte[] {'x'}, 0, 0, 0);
    }

    @Test
    void inARunEachCommandHasItsOwnRefusal() {
        assertThat(run(ReadRequest.touch(Verb.TOUCH, 9), "ERROR\r\nERROR\r\nERROR\r\n"))
                .isEqualTo("HIT | UNSUPPORTED | UNSUPPORTED | UNSUPPORTED");
        assertThat(run(INCR, "5\r\nCLIENT_ERROR For input string\r\nNOT_FOUND\r\n"))
                .isEqualTo("HIT | NOT_FOUND | NOT_NUMERIC | COUNTED");

        TestExchange exchange = exchange(SET);
        Wire.arrive(
                dialect,
                exchange,
                "STORED\r\nSERVER_ERROR out of memory\r\nSERVER_ERROR full\r\n".getBytes(ISO_8859_1),
                5,
                false);
        BulkResult result = ((QuietRun) exchange.request).result();
        assertThat(List.of(result.error(0), result.error(1))).isEqualTo(List.of("full", "out of memory"));
        assertThat(result.error(2)).isNull();
    }

    @Test
    void aRunHasAReplyForEachCommand() {
        assertThat(run(ReadRequest.GET_ALL, "END\r\nVALUE b 0 1\r\nx\r\nEND\r\nSERVER_ERROR no\r\n"))
                .isEqualTo("HIT | SERVER_ERROR | HIT 'x' | MISS");
        assertThat(run(SET, "STORED\r\nSERVER_ERROR object too large for cache\r\nNOT_STORED\r\n"))
                .isEqualTo("HIT | NOT_STORED | TOO_LARGE | STORED");
        assertThat(run(DELETE, "DELETED\r\nNOT_FOUND\r\nDELETED\r\n")).isEqualTo("HIT | DELETED | NOT_FOUND | DELETED");
        assertThat(run(ReadRequest.GET_ALL, "END\r\nVALUE a 0 1\r\nx\r\nEND\r\nEND\r\n"))
                .startsWith("violation: ");
    }

    @Test
    void aRunThatIsLeftIsReadToItsEnd() {
        String reply = "END\r\nVALUE b 0 1\r\nx\r\nEND\r\nVALUE c 0 1\r\nx\r\nEND\r\n";
        for (int cut = 0; cut < reply.length(); cut++) {
            assertThat(Wire.left(dialect, exchange(ReadRequest.GET_ALL), reply, cut))
                    .as("left after %d", cut)
                    .isEmpty();
        }
    }

    private String run(Request request, String reply) {
        return Wire.heard(dialect, () -> exchange(request), reply);
    }

    private static TestExchange exchange(Request request) {
        BulkResult result = request instanceof ReadRequest ? BulkResult.forReads(3, false) : BulkResult.forWrites(3);
        Request[] requests = new Request[3];
        Arrays.fill(requests, request);
        QuietRun run =
                new QuietRun(request.verb(), requests, new String[] {"a", "b", "c"}, null, new int[] {2, 1, 0}, result);
        return new TestExchange(run, null, result);
    }
}
