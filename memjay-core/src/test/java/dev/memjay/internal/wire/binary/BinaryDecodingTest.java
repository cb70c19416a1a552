package dev.memjay.internal.wire.binary;

import static dev.memjay.internal.wire.binary.Packets.fence;
import static dev.memjay.internal.wire.binary.Packets.hit;
import static dev.memjay.internal.wire.binary.Packets.number;
import static dev.memjay.internal.wire.binary.Packets.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.TextCommand.Ending;
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the binary dialect makes of replies, cut at each byte. */
class BinaryDecodingTest {
    private static final int GETQ = 0x09;
    private static final int SETQ = 0x11;
    private static final StoreRequest SET = store(Mode.SET, 0);
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE, 0, false);
    private static final CountRequest INCR = CountRequest.existing(Verb.INCR, 1);

    private final BinaryDialect dialect = new BinaryDialect(1000);

    private static StoreRequest store(Mode mode, long cas) {
        return new StoreRequest(Verb.SET, mode, new byte[] {'x'}, 0, 0, cas);
    }

    private String heard(Request request, String reply) {
        return Wire.heard(dialect, () -> new TestExchange(request, "foo"), reply);
    }

    @Test
    void reads() {
        assertThat(heard(ReadRequest.GET, hit(0, 0, 5, 7, "bar"))).isEqualTo("HIT 'bar' f5 #7");
        assertThat(heard(ReadRequest.GET, hit(0, 0, -1, -1, ""))).isEqualTo("HIT '' f4294967295 #18446744073709551615");
        assertThat(heard(ReadRequest.LOOKUP, hit(0, 0, 0, 7, "b\r\n"))).isEqualTo("HIT 'b\r\n' #7");
        assertThat(heard(ReadRequest.CONTAINS, hit(0, 0, 5, 7, "bar"))).isEqualTo("HIT f5 #7");
        assertThat(heard(ReadRequest.getAndTouch(9), hit(0x1d, 0, 5, 7, "bar"))).isEqualTo("HIT 'bar' f5 #7");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), hit(0x1c, 0, 5, 7, "")))
                .isEqualTo("HIT f5 #7");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), reply(0x1c, 0, 0, "")))
                .isEqualTo("HIT");
        assertThat(heard(ReadRequest.GET, reply(0, 1, 0, "Not found"))).isEqualTo("MISS");
        assertThat(heard(ReadRequest.GET, reply(0, 1, 0, ""))).isEqualTo("MISS");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), reply(0x1c, 1, 0, "Not found")))
                .isEqualTo("MISS");
        assertThat(heard(ReadRequest.GET, reply(0, 0x82, 0, "Out of memory")))
                .isEqualTo("SERVER_ERROR [Out of memory]");
        assertThat(heard(ReadRequest.GET, reply(0, 0x86, 0, ""))).isEqualTo("SERVER_ERROR [status 0x86]");
    }

    @ParameterizedTest
    @CsvSource({
        "SET, 0, 0, STORED",
        "SET, 0, 3, TOO_LARGE [text]",
        "SET, 0, 130, SERVER_ERROR [text]",
        "SET, 0, 5, NOT_STORED",
        "SET, 7, 0, STORED",
        "SET, 7, 1, NOT_FOUND",
        "SET, 7, 2, EXISTS",
        "ADD, 0, 2, NOT_STORED",
        "REPLACE, 0, 1, NOT_STORED",
        "REPLACE, 7, 2, EXISTS",
        "APPEND, 0, 5, NOT_STORED",
        "PREPEND, 7, 2, EXISTS",
        "PREPEND, 0, 3, TOO_LARGE [text]"
    })
    void stores(Mode mode, long cas, int status, String told) {
        StoreRequest request = store(mode, cas);
        int opcode = BinaryOpcode.of(request, false);
        assertThat(heard(request, reply(opcode, status, 0, status == 0 ? "" : "text")))
                .isEqualTo(told);
    }

    @Test
    void deletesAndCounts() {
        assertThat(heard(DELETE, reply(4, 0, 0, ""))).isEqualTo("DELETED");
        assertThat(heard(DELETE, reply(4, 1, 0, "Not found"))).isEqualTo("NOT_FOUND");
        assertThat(heard(DELETE, reply(4, 2, 0, "Data exists for key."))).isEqualTo("EXISTS");
        assertThat(heard(INCR, reply(5, 0, 0, "\0\0\0\0\0\0\1\2"))).isEqualTo("COUNTED #258");
        assertThat(heard(INCR, reply(5, 0, 0, "\u00ff".repeat(8)))).isEqualTo("COUNTED #18446744073709551615");
        assertThat(heard(INCR, reply(5, 1, 0, "Not found"))).isEqualTo("NOT_FOUND");
        assertThat(heard(INCR, reply(5, 6, 0, "Non-numeric"))).isEqualTo("NOT_NUMERIC");
    }

    @Test
    void everyOpaqueAndCommandIsCompared() {
        String foreign = "violation: a reply has the opaque or the command of another request than ";
        assertThat(heard(ReadRequest.GET, hit(0, 1, 5, 7, "bar"))).startsWith(foreign + "get");
        assertThat(heard(ReadRequest.GET, hit(0, 1 << 31, 5, 7, "bar"))).startsWith(foreign);
        assertThat(heard(ReadRequest.GET, hit(0x0c, 0, 5, 7, "bar"))).startsWith(foreign);
        assertThat(heard(ReadRequest.GET, reply(0, 1, 1, "Not found"))).startsWith(foreign);
        assertThat(heard(SET, reply(2, 0, 0, ""))).startsWith(foreign + "set");
        assertThat(heard(new TextCommand("stats", Ending.END), reply(0x10, 0, 1, "")))
                .startsWith(foreign + "stats");
        assertThat(run(ReadRequest.GET_ALL, hit(GETQ, 3, 0, 7, "x") + fence())).startsWith(foreign);
        assertThat(run(ReadRequest.GET_ALL, hit(GETQ, -1, 0, 7, "x") + fence())).startsWith(foreign);
        assertThat(run(ReadRequest.GET_ALL, hit(GETQ, 1, 0, 7, "x") + hit(GETQ, 1, 0, 7, "x") + fence()))
                .startsWith(foreign);
        assertThat(run(ReadRequest.GET_ALL, hit(GETQ, 1, 0, 7, "x") + hit(GETQ, 0, 0, 7, "x") + fence()))
                .startsWith(foreign);
        assertThat(run(SET, hit(GETQ, 0, 0, 7, "x") + fence())).startsWith(foreign);
        assertThat(run(SET, reply(0x0a, 0, 0x7ff, ""))).startsWith(foreign);
        assertThat(bulk(hit(GETQ, 3, 0, 7, "x") + fence())).startsWith(foreign);
        assertThat(bulk(hit(GETQ, 1, 0, 7, "x") + hit(GETQ, 0, 0, 7, "x") + fence()))
                .startsWith(foreign);
        assertThat(bulk(reply(0x0a, 0, 0, ""))).startsWith(foreign);
    }

    @Test
    void violations() {
        String packet = hit(0, 0, 5, 7, "bar");
        assertThat(heard(ReadRequest.GET, "\u0080" + packet.substring(1))).startsWith("violation: ");
        assertThat(heard(ReadRequest.GET, "ERROR\r\n")).startsWith("violation: ");
        assertThat(heard(ReadRequest.GET, packet.substring(0, 5) + "\1" + packet.substring(6)))
                .startsWith("violation: ");
        assertThat(heard(ReadRequest.GET, reply(0, 0, 0, "bar"))).startsWith("violation: ");
        assertThat(heard(ReadRequest.GET, reply(0, 0, 0, 7, number(5), "foo", "bar")))
                .startsWith("violation: ");
        assertThat(heard(ReadRequest.GET, reply(0, 0, 0, 7, "12345", "", "bar")))
                .startsWith("violation: ");
        assertThat(heard(SET, reply(1, 0, 0, "x"))).startsWith("violation: ");
        assertThat(heard(SET, reply(1, 0, 0, 7, number(5), "", ""))).startsWith("violation: ");
        assertThat(heard(INCR, reply(5, 0, 0, "1234567"))).startsWith("violation: ");
        assertThat(heard(SET, reply(1, 0x20, 0, "Auth failure."))).contains("wants a login first");
        assertThat(run(SET, reply(0x0a, 0x82, BinaryDialect.FENCE, "text"))).startsWith("violation: ");
        // The length of key and extras together is more than that of the body.
        assertThat(heard(ReadRequest.GET, packet.substring(0, 11) + "\3" + packet.substring(12)))
                .startsWith("violation: ");
    }

    @Test
    void lengthsBeyondAllBoundsAreViolations() {
        String packet = hit(0, 0, 5, 7, "");
        for (String length : new String[] {"\u00ff\u00ff\u00ff\u00ff", "\177\u00ff\u00ff\u00ff", "\0\1\0\0"}) {
            assertThat(heard(ReadRequest.GET, packet.substring(0, 8) + length + packet.substring(12)))
                    .startsWith("violation: ");
        }
        assertThat(heard(SET, reply(1, 0x82, 0, "x".repeat(Input.MAX_LINE + 1))))
                .startsWith("violation: ");
    }

    @Test
    void runs() {
        assertThat(run(ReadRequest.GET_ALL, hit(GETQ, 0, 5, 7, "x") + hit(GETQ, 2, 0, 8, "") + fence()))
                .isEqualTo("HIT | HIT '' #8 | MISS | HIT 'x' f5 #7");
        assertThat(run(ReadRequest.GET_ALL, fence())).isEqualTo("HIT | MISS | MISS | MISS");
        assertThat(run(SET, fence())).isEqualTo("HIT | STORED | STORED | STORED");
        assertThat(run(SET, reply(SETQ, 3, 1, "Too large.") + fence()))
                .isEqualTo("SERVER_ERROR [Too large.] | STORED | TOO_LARGE | STORED");
        assertThat(run(store(Mode.ADD, 0), reply(0x12, 2, 0, "Data exists for key.") + fence()))
                .isEqualTo("HIT | STORED | STORED | NOT_STORED");
        assertThat(run(DELETE, reply(0x14, 1, 1, "Not found") + fence()))
                .isEqualTo("HIT | DELETED | NOT_FOUND | DELETED");
        assertThat(run(
                        ReadRequest.touch(Verb.TOUCH_ALL, 9),
                        hit(0x1c, 0, 0, 7, "") + reply(0x1c, 1, 1, "Not found") + hit(0x1c, 2, 0, 7, "") + fence()))
                .isEqualTo("HIT | HIT #7 | MISS | HIT #7");
        assertThat(run(INCR, reply(0x15, 6, 0, "Non-numeric") + fence()))
                .isEqualTo("HIT | COUNTED | COUNTED | NOT_NUMERIC");
    }

    @Test
    void bulks() {
        assertThat(bulk(hit(GETQ, 0, 5, 7, "x") + hit(GETQ, 2, 0, 8, "") + fence()))
                .isEqualTo("HIT | HIT '' #8 | MISS | HIT 'x' f5 #7");
        assertThat(bulk(reply(GETQ, 0x82, 0, "Out of memory") + hit(GETQ, 1, 0, 8, "y") + fence()))
                .isEqualTo("SERVER_ERROR [Out of memory] | MISS | HIT 'y' #8 | SERVER_ERROR");
        assertThat(bulk(fence())).isEqualTo("HIT | MISS | MISS | MISS");
    }

    @Test
    void whatIsLeftIsReadToItsEnd() {
        String one = hit(0, 0, 5, 7, "hello");
        String many = hit(GETQ, 0, 5, 7, "hello") + hit(GETQ, 2, 0, 8, "ab") + fence();
        for (int cut = 0; cut < many.length(); cut++) {
            assertThat(Wire.left(dialect, runExchange(ReadRequest.GET_ALL), many, cut))
                    .isEmpty();
            assertThat(Wire.left(dialect, bulkExchange(), many, cut)).isEmpty();
            if (cut < one.length()) {
                assertThat(Wire.left(dialect, new TestExchange(ReadRequest.GET, "foo"), one, cut))
                        .isEmpty();
            }
        }
        String stats = reply(0x10, 0, 0, 0, "", "pid", "12") + reply(0x10, 0, 0, "");
        for (int cut = 0; cut < stats.length(); cut++) {
            TestExchange exchange = new TestExchange(new TextCommand("stats", Ending.END), null);
            assertThat(Wire.left(dialect, exchange, stats, cut)).isEmpty();
        }
    }

    @Test
    void aRefusalIsTheAnswerToItsCommandAlone() {
        String invalid = "SERVER_ERROR [Invalid arguments]";
        assertThat(heard(new DeleteRequest(Verb.ABANDON, 7, false), reply(4, 4, 0, "Invalid arguments")))
                .isEqualTo(invalid);
        assertThat(heard(SET, reply(1, 4, 0, "Invalid arguments"))).isEqualTo(invalid);
        assertThat(heard(INCR, reply(5, 4, 0, "Invalid arguments"))).isEqualTo(invalid);
        assertThat(heard(ReadRequest.GET, reply(0, 4, 0, "Invalid arguments"))).isEqualTo(invalid);
        assertThat(run(SET, reply(0x11, 4, 1, "Invalid arguments") + reply(0x0a, 0, BinaryDialect.FENCE, "")))
                .isEqualTo("SERVER_ERROR [Invalid arguments] | STORED | SERVER_ERROR | STORED");
    }

    @Test
    void aCommandThatIsNotKnownIsRemembered() {
        ReadRequest gat = ReadRequest.getAndTouch(9);
        assertThat(dialect.refusal(gat)).isNull();
        assertThat(heard(gat, reply(0x1d, 0x81, 0, "Unknown command")))
                .startsWith("UNSUPPORTED [the server does not know the command gat; get and touch would do");
        assertThat(dialect.refusal(gat)).contains("get and touch would do");
        assertThat(dialect.refusal(runExchange(gat).request)).contains("get and touch would do");
        assertThat(heard(SET, reply(1, 0x81, 0, "Unknown command"))).startsWith("UNSUPPORTED [");
        assertThat(dialect.refusal(SET)).as("set is tried again").isNull();
        assertThat(dialect.refusal(ReadRequest.GET)).isNull();
    }

    @Test
    void commandsOfAdministration() {
        assertThat(heard(new TextCommand("version", Ending.LINE), reply(0x0b, 0, 0, "1.6.18")))
                .isEqualTo("TEXT [[VERSION 1.6.18]]");
        assertThat(heard(
                        new TextCommand("stats", Ending.END),
                        reply(0x10, 0, 0, 0, "", "pid", "12")
                                + reply(0x10, 0, 0, 0, "", "empty", "")
                                + reply(0x10, 0, 0, "")))
                .isEqualTo("TEXT [[STAT pid 12, STAT empty , END]]");
        assertThat(heard(new TextCommand("stats bogus", Ending.END), reply(0x10, 1, 0, "Not found")))
                .isEqualTo("TEXT [[ERROR]]");
        assertThat(heard(new TextCommand("flush_all", Ending.LINE), reply(8, 0, 0, "")))
                .isEqualTo("TEXT [[OK]]");
        assertThat(heard(new TextCommand("flush_all", Ending.LINE), reply(8, 0x82, 0, "no\r\nway")))
                .isEqualTo("TEXT [[SERVER_ERROR no\\u000d\\u000away]]");
    }

    @Test
    void aSecondRunOfTheSameDecoderStartsAfresh() throws ProtocolViolation {
        Dialect.Decoder decoder = dialect.decoder();
        for (int i = 0; i < 4; i++) {
            TestExchange exchange = i < 2 ? runExchange(SET) : bulkExchange();
            int opcode = i < 2 ? SETQ : GETQ;
            Input in = Wire.input(i % 2 == 0 ? reply(opcode, 0x82, 2, "no") + fence() : fence());
            assertThat(decoder.decode(exchange, 0, in)).isTrue();
            assertThat(exchange.told()).startsWith(i % 2 == 0 ? "SERVER_ERROR [no] | SERVER_ERROR" : "HIT | ");
        }
    }

    @Test
    void aBulkBehindARunBeginsAtItsFirstKey() throws ProtocolViolation {
        Dialect.Decoder decoder = dialect.decoder();
        Input in = Wire.input(hit(GETQ, 2, 0, 7, "x") + fence() + hit(GETQ, 0, 0, 8, "y") + fence());
        assertThat(decoder.decode(runExchange(ReadRequest.GET_ALL), 0, in)).isTrue();
        TestExchange bulk = bulkExchange();
        assertThat(decoder.decode(bulk, 0, in)).isTrue();
        assertThat(bulk.told()).isEqualTo("HIT | MISS | MISS | HIT 'y' #8");
    }

    private String run(Request request, String reply) {
        return Wire.heard(dialect, () -> runExchange(request), reply);
    }

    private String bulk(String reply) {
        return Wire.heard(dialect, BinaryDecodingTest::bulkExchange, reply);
    }

    private static TestExchange bulkExchange() {
        BulkResult result = BulkResult.forReads(3, false);
        return new TestExchange(
                new GetRun(new String[] {"a", "b", "c"}, new int[] {2, 1, 0}, true, result), null, result);
    }

    private static TestExchange runExchange(Request request) {
        BulkResult result = request instanceof ReadRequest ? BulkResult.forReads(3, false) : BulkResult.forWrites(3);
        Request[] requests = new Request[3];
        Arrays.fill(requests, request);
        QuietRun run =
                new QuietRun(request.verb(), requests, new String[] {"a", "b", "c"}, null, new int[] {2, 1, 0}, result);
        return new TestExchange(run, null, result);
    }
}
