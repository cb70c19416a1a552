package dev.memjay.internal.wire.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.NodeTraits.Peer;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How the text dialects call themselves, their commands and what is wrong with an answer; and the last numbers allowed. */
class DialectMessagesTest {
    private static final StoreRequest SET = new StoreRequest(Verb.SET, Mode.SET, new byte[] {'x'}, 0, 0, 0);
    private static final CountRequest INCR = CountRequest.existing(Verb.INCR, 1);

    private final MetaDialect meta = new MetaDialect(1000);
    private final ClassicDialect classic = new ClassicDialect(1000);

    private static String heard(Dialect dialect, Request request, String reply) {
        return Wire.heard(dialect, () -> new TestExchange(request, "foo"), reply);
    }

    static Stream<Arguments> classicCommands() {
        return Stream.of(
                Arguments.of(ReadRequest.GET, "get"),
                Arguments.of(ReadRequest.GETS, "gets"),
                Arguments.of(ReadRequest.getAndTouch(9), "gats"),
                Arguments.of(ReadRequest.touch(Verb.TOUCH, 9), "touch"),
                Arguments.of(SET, "set"),
                Arguments.of(new StoreRequest(Verb.ADD, Mode.ADD, new byte[0], 0, 0, 0), "add"),
                Arguments.of(new StoreRequest(Verb.CAS, Mode.SET, new byte[0], 0, 0, 7), "cas"),
                Arguments.of(INCR, "incr"),
                Arguments.of(CountRequest.existing(Verb.DECR, 1), "decr"),
                Arguments.of(new DeleteRequest(Verb.DELETE, 0, false), "delete"));
    }

    @ParameterizedTest
    @MethodSource("classicCommands")
    void classicNamesTheCommandThatAnAnswerIsNoneTo(Request request, String command) {
        assertThat(heard(classic, request, "ERROR\r\n"))
                .contains(request instanceof StoreRequest ? "violation: " : "UNSUPPORTED [")
                .contains("the server does not know the command " + command);
    }

    @Test
    void dialectsHaveTheNamesOfTheSetting() {
        assertThat(meta.name()).isEqualTo("meta");
        assertThat(classic.name()).isEqualTo("classic");
        assertThat(classic.refusal(ReadRequest.GET, true)).contains("the dialect classic at hand");
    }

    @Test
    void onlyAServersCommandsReachTheServer() {
        assertThat(classic.traits().reachesServer()).isTrue();
        assertThat(new ClassicDialect(NodeTraits.of(Peer.PROXY, null)).traits().reachesServer())
                .isFalse();
    }

    @Test
    void bothSayCommandsAndBulkReadsAlike() {
        BulkResult result = BulkResult.forReads(2, false);
        GetRun bulk = new GetRun(new String[] {"a", "b"}, new int[] {0, 1}, false, result);
        for (Dialect dialect : List.of(meta, classic)) {
            assertThat(Wire.said(dialect, new TestExchange(new TextCommand("version", Ending.LINE), null)))
                    .isEqualTo("version\r\n");
            assertThat(Wire.said(dialect, new TestExchange(bulk, null, result))).isEqualTo("get a b\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "VA 1, with the code VA",
        "AZ, with the code AZ",
        "ZA, with the code ZA",
        "[A, is no answer to ms",
        "@A, is no answer to ms",
        "A[, is no answer to ms",
        "A@, is no answer to ms",
        "h1, is no answer to ms",
    })
    void aCodeIsTwoCapitals(String code, String message) {
        assertThat(heard(meta, SET, code + " OAAAA\r\nx\r\n"))
                .startsWith("violation: ")
                .contains(message);
    }

    @Test
    void anEmptyItemThatIsNoPlaceholderHasFacts() {
        assertThat(heard(meta, ReadRequest.INSPECT, "HD s0 t0 l0 h0 f16 c7 OAAAA\r\n"))
                .startsWith("HIT f16 #7 [ItemInfo[")
                .contains("Optional[PT0S]");
        assertThat(heard(meta, ReadRequest.INSPECT, "HD s2147483647 t-1 l0 h0 f16 c7 OAAAA\r\n"))
                .startsWith("HIT f16 #7");
        assertThat(heard(meta, ReadRequest.INSPECT, "HD s2147483648 t-1 l0 h0 f16 c7 OAAAA\r\n"))
                .isEqualTo("violation: a reply to mg tells an item size of 2147483648");
    }

    @Test
    void aCounterHasOneToTwentyDigits() {
        assertThat(heard(meta, INCR, "VA 1 OAAAA\r\n7\r\n")).isEqualTo("COUNTED #7");
        assertThat(heard(meta, INCR, "VA 20 OAAAA\r\n10000000000000000000\r\n"))
                .isEqualTo("COUNTED #10000000000000000000");
    }

    @Test
    void aRunIsAsLongAsItsIndexesAllow() {
        assertThat(meta.refusal(runOf(Opaque.MAX_ITEMS))).isNull();
        assertThat(meta.refusal(runOf(Opaque.MAX_ITEMS + 1))).contains("262145 commands exceeds 262144");
    }

    private static QuietRun runOf(int size) {
        Request[] requests = new Request[size];
        Arrays.fill(requests, SET);
        String[] keys = new String[size];
        Arrays.fill(keys, "k");
        return new QuietRun(Verb.SET_ALL, requests, keys, null, new int[size], BulkResult.forWrites(size));
    }

    @Test
    void oneAnswersMarksAreNotTheNexts() {
        BulkResult result = BulkResult.forReads(2, true);
        Request[] requests = {ReadRequest.GET_ALL, ReadRequest.GET_ALL};
        QuietRun run = new QuietRun(Verb.GET_ALL, requests, new String[] {"a", "b"}, null, new int[] {0, 1}, result);
        TestExchange exchange = new TestExchange(run, null, result);

        byte[] reply = "VA 1 f0 c7 OAAAAAAA X W\r\nx\r\nEN OAAAAAAB\r\nMN\r\n".getBytes(ISO_8859_1);
        assertThat(Wire.arrive(meta, exchange, reply, reply.length, false))
                .isEqualTo("HIT W [[Win[key=a, base64Key=false, cas=7, isPlaceholder=false]]] | HIT 'x' #7 W X | MISS");
    }
}
