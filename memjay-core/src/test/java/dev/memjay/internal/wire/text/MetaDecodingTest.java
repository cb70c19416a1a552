package dev.memjay.internal.wire.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.NotUnderstood;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Verb;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the meta dialect makes of the replies to single commands. */
class MetaDecodingTest {
    private static final StoreRequest SET = new StoreRequest(Verb.SET, Mode.SET, new byte[] {'x'}, 0, 0, 0);
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE, 0, false);
    private static final CountRequest INCR = CountRequest.existing(Verb.INCR, 1);

    private final MetaDialect dialect = new MetaDialect(1000);

    private static String heard(MetaDialect dialect, Request request, String reply) {
        return Wire.heard(dialect, () -> new TestExchange(request, "foo"), reply);
    }

    private String heard(Request request, String reply) {
        return Wire.heard(dialect, () -> new TestExchange(request, "foo"), reply);
    }

    @Test
    void hitsAndMisses() {
        assertThat(heard(ReadRequest.GET, "VA 3 f5 c7 OAAAA\r\nbar\r\n")).isEqualTo("HIT 'bar' f5 #7");
        assertThat(heard(ReadRequest.GET, "VA 0 f0 c7 OAAAA\r\n\r\n")).isEqualTo("HIT '' #7");
        assertThat(heard(ReadRequest.GET, "VA 6 f4294967295 c18446744073709551615 OAAAA\r\n\r\nEN\r\n\r\n"))
                .isEqualTo("HIT '\r\nEN\r\n' f4294967295 #18446744073709551615");
        assertThat(heard(ReadRequest.GET, "EN OAAAA\r\n")).isEqualTo("MISS");
        assertThat(heard(ReadRequest.CONTAINS, "HD s3 f0 c7 OAAAA\r\n")).isEqualTo("HIT #7");
        assertThat(heard(ReadRequest.touch(Verb.TOUCH, 9), "EN OAAAA\r\n")).isEqualTo("MISS");
        assertThat(heard(ReadRequest.getAndTouch(9), "VA 1 f0 c2 OAAAA\r\nx\r\n"))
                .isEqualTo("HIT 'x' #2");
    }

    @Test
    void flagsComeInAnyOrderAndUnknownOnesArePassed() {
        assertThat(heard(ReadRequest.GET, "VA 1 OAAAA kfoo b c7 Q9 s99 f5\r\nx\r\n"))
                .isEqualTo("HIT 'x' f5 #7");
        assertThat(heard(ReadRequest.GET, "VA 1  f5 c7   OAAAA \r\nx\r\n")).isEqualTo("HIT 'x' f5 #7");
        assertThat(heard(ReadRequest.GET, "VA 1 f5 c7 OAAAA\nx\r\n")).isEqualTo("HIT 'x' f5 #7");
    }

    @Test
    void marks() {
        assertThat(heard(ReadRequest.GET, "VA 1 f0 c7 OAAAA X W\r\nx\r\n")).isEqualTo("HIT 'x' #7 W X");
        assertThat(heard(ReadRequest.GET, "VA 1 f0 c7 OAAAA Z X\r\nx\r\n")).isEqualTo("HIT 'x' #7 X Z");
        assertThat(heard(ReadRequest.GET, "VA 0 f0 c7 OAAAA X W\r\n\r\n")).isEqualTo("MISS #7 W X");
        assertThat(heard(ReadRequest.GET, "VA 0 f16 c7 OAAAA X W\r\n\r\n")).isEqualTo("HIT '' f16 #7 W X");
    }

    @Test
    void anEmptyPlaceholderOfALeaseIsAMiss() {
        assertThat(heard(ReadRequest.GET, "VA 0 f0 c7 OAAAA W\r\n\r\n")).isEqualTo("MISS #7 W");
        assertThat(heard(ReadRequest.GET, "VA 0 f0 c7 OAAAA Z\r\n\r\n")).isEqualTo("MISS #7 Z");
        assertThat(heard(ReadRequest.GET, "VA 1 f0 c7 OAAAA Z\r\nx\r\n")).isEqualTo("HIT 'x' #7 Z");
        assertThat(heard(ReadRequest.CONTAINS, "HD s0 f0 c7 OAAAA Z\r\n")).isEqualTo("MISS #7 Z");
        assertThat(heard(ReadRequest.CONTAINS, "HD s1 f0 c7 OAAAA Z\r\n")).isEqualTo("HIT #7 Z");
        assertThat(heard(ReadRequest.INSPECT, "HD s0 t9 l0 h0 f0 c7 OAAAA W\r\n"))
                .isEqualTo("MISS #7 W");
    }

    @Test
    void facts() {
        ItemInfo expiring = new ItemInfo(3, Optional.of(Duration.ofSeconds(60)), Duration.ofSeconds(4), true, 7, 5);
        assertThat(heard(ReadRequest.INSPECT, "HD s3 t60 l4 h1 f5 c7 OAAAA\r\n"))
                .isEqualTo("HIT f5 #7 [" + expiring + "]");
        ItemInfo lasting = new ItemInfo(3, Optional.empty(), Duration.ZERO, false, 7, 0);
        assertThat(heard(ReadRequest.LOOKUP, "VA 3 t-1 l0 h0 f0 c7 OAAAA\r\nbar\r\n"))
                .isEqualTo("HIT 'bar' #7 [" + lasting + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "HD OAAAA, STORED",
        "NS OAAAA, NOT_STORED",
        "EX OAAAA, EXISTS",
        "NF OAAAA, NOT_FOUND",
        "HD c7 OAAAA, STORED",
        "SERVER_ERROR object too large for cache, TOO_LARGE [object too large for cache]",
        "SERVER_ERROR out of memory storing object, SERVER_ERROR [out of memory storing object]"
    })
    void storeReplies(String reply, String told) {
        assertThat(heard(SET, reply + "\r\n")).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"HD OAAAA, DELETED", "NF OAAAA, NOT_FOUND", "EX OAAAA, EXISTS", "SERVER_ERROR no, SERVER_ERROR [no]"})
    void deleteReplies(String reply, String told) {
        assertThat(heard(DELETE, reply + "\r\n")).isEqualTo(told);
    }

    @Test
    void countReplies() {
        assertThat(heard(INCR, "VA 2 OAAAA\r\n10\r\n")).isEqualTo("COUNTED #10");
        assertThat(heard(INCR, "VA 20 OAAAA\r\n18446744073709551615\r\n")).isEqualTo("COUNTED #18446744073709551615");
        assertThat(heard(INCR, "VA 2 OAAAA\r\n9 \r\n")).isEqualTo("violation: the value of a counter is no number");
        assertThat(heard(INCR, "NF OAAAA\r\n")).isEqualTo("NOT_FOUND");
        assertThat(heard(INCR, "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"))
                .isEqualTo("NOT_NUMERIC");
        assertThat(heard(INCR, "SERVER_ERROR out of memory\r\n")).isEqualTo("SERVER_ERROR [out of memory]");
    }

    @Test
    void anotherRequestsReplyIsAViolation() {
        String wrong = "violation: a reply has the opaque of another request than mg, which is due";
        assertThat(heard(ReadRequest.GET, "VA 3 f5 c7 OAAAB\r\nbar\r\n")).isEqualTo(wrong);
        assertThat(heard(ReadRequest.GET, "EN OBAAA\r\n")).isEqualTo(wrong);
        assertThat(heard(ReadRequest.GET, "EN OAAAAAAA\r\n")).isEqualTo(wrong);
        String none = "violation: a reply where one to mg is due has no opaque";
        assertThat(heard(ReadRequest.GET, "EN\r\n")).startsWith(none);
        assertThat(heard(ReadRequest.GET, "VA 3 f5 c7\r\nbar\r\n")).startsWith(none);
        assertThat(heard(ReadRequest.GET, "EN OAAA\r\n")).startsWith(none);
        assertThat(heard(ReadRequest.GET, "EN OAA A\r\n")).startsWith(none);
        assertThat(heard(ReadRequest.GET, "EN OAA*A\r\n")).startsWith(none);
        assertThat(heard(ReadRequest.GET, "MN\r\n")).startsWith(none);
        assertThat(heard(SET, "HD OAAAB\r\n")).contains("than ms, which is due");
        assertThat(heard(DELETE, "NF OAAAB\r\n")).contains("than md, which is due");
        assertThat(heard(INCR, "VA 1 OAAAB\r\n1\r\n")).contains("than ma, which is due");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HD OAAAA", "NF OAAAA", "NS OAAAA", "EX OAAAA", "OK OAAAA", "VA 3 c7 OAAAA", "VA 3 f5 OAAAA"})
    void repliesThatAReadCannotHave(String reply) {
        assertThat(heard(ReadRequest.GET, reply + "\r\n")).startsWith("violation: ");
        assertThat(heard(ReadRequest.CONTAINS, "VA 3 c7 OAAAA\r\n")).startsWith("violation: ");
        assertThat(heard(ReadRequest.CONTAINS, "HD c7 OAAAA\r\n")).startsWith("violation: ");
        assertThat(heard(DELETE, "NS OAAAA\r\n")).startsWith("violation: ");
        assertThat(heard(INCR, "HD OAAAA\r\n")).startsWith("violation: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VA -1 f0 c1 OAAAA",
                "VA 1001 f0 c1 OAAAA",
                "VA 4294967297 f0 c1 OAAAA",
                "VA 18446744073709551615 f0 c1 OAAAA",
                "VA 18446744073709551616 f0 c1 OAAAA",
                "VA 99999999999999999999999 f0 c1 OAAAA",
                "VA x f0 c1 OAAAA",
                "VA",
                "VA f0 c1 OAAAA",
                "VA 3 f4294967296 c1 OAAAA",
                "VA 3 f c1 OAAAA",
                "VA 3 f0 c-1 OAAAA",
                "VA 3 f0 c1x OAAAA"
            })
    void absurdNumbers(String line) {
        assertThat(heard(ReadRequest.GET, line + "\r\nbar\r\n")).startsWith("violation: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "garbage", "VALUE foo 0 3", "\u0000\u00ff\u0080", "va 3", "VAX", "END", "STORED"})
    void garbage(String line) {
        for (Request request : new Request[] {ReadRequest.GET, ReadRequest.CONTAINS, SET, DELETE, INCR}) {
            assertThat(heard(request, line + "\r\n")).startsWith("violation: ");
        }
    }

    @Test
    void aValueIsFollowedByALineEnd() {
        assertThat(heard(ReadRequest.GET, "VA 3 f0 c1 OAAAA\r\nbarbaz\r\n"))
                .isEqualTo("violation: a value of 3 bytes is not followed by a line end");
        assertThat(heard(INCR, "VA 1 OAAAA\r\n123\r\n")).startsWith("violation: ");
        assertThat(heard(INCR, "VA 21 OAAAA\r\n123456789012345678901\r\n")).startsWith("violation: ");
        assertThat(heard(INCR, "VA 20 OAAAA\r\n99999999999999999999\r\n")).startsWith("violation: ");
        assertThat(heard(INCR, "VA 0 OAAAA\r\n\r\n")).startsWith("violation: ");
    }

    @Test
    void whereMetaIsUnderstoodAnErrorIsTheAnswerToItsCommandAlone() {
        MetaDialect understood = new MetaDialect(1000).understood();
        assertThat(heard(understood, DELETE, "ERROR\r\n"))
                .isEqualTo("UNSUPPORTED [the server does not know the command md]");
        assertThat(understood.refusal(DELETE)).isEqualTo("the server does not know the command md");
        assertThat(heard(understood, INCR, "CLIENT_ERROR invalid numeric delta value\r\n"))
                .isEqualTo("SERVER_ERROR [CLIENT_ERROR invalid numeric delta value]");
        assertThat(heard(understood, INCR, "CLIENT_ERROR For input string: \"secret\"\r\n"))
                .isEqualTo("NOT_NUMERIC");
        assertThat(heard(understood, ReadRequest.GET, "CLIENT_ERROR invalid flag\r\n"))
                .isEqualTo("SERVER_ERROR [CLIENT_ERROR invalid flag]");
        assertThat(heard(understood, ReadRequest.GET, "ERROR\r\n")).startsWith("violation: ");
        assertThat(heard(understood, SET, "ERROR\r\n")).startsWith("violation: ");
        assertThat(heard(understood, SET, "CLIENT_ERROR bad data chunk\r\n")).startsWith("violation: ");
        assertThat(understood.refusal(SET)).isNull();
        assertThat(understood.refusal(ReadRequest.GET)).isNull();
    }

    @Test
    void whereNothingWasUnderstoodYetAnErrorIsAnotherServers() throws Exception {
        for (Request request : new Request[] {ReadRequest.GET, DELETE, INCR}) {
            for (String refusal : new String[] {"ERROR\r\n", "CLIENT_ERROR malformed request\r\n"}) {
                NotUnderstood error = notUnderstood(new MetaDialect().decoder(), request, refusal);
                if (request == INCR && refusal.startsWith("CLIENT")) {
                    assertThat(error).as("the value may be to blame").isNull();
                } else {
                    assertThat(error.isFirst()).as(refusal).isTrue();
                }
            }
        }
        assertThat(notUnderstood(new MetaDialect().decoder(), SET, "ERROR\r\n").isFirst())
                .isTrue();
        assertThat(notUnderstood(new MetaDialect().decoder(), SET, "CLIENT_ERROR bad data chunk\r\n")
                        .isFirst())
                .as("the data may be to blame")
                .isFalse();

        Dialect.Decoder decoder = new MetaDialect().decoder();
        assertThat(decoder.isUnderstood()).isFalse();
        assertThat(notUnderstood(decoder, DELETE, "NF OAAAA\r\n")).isNull();
        assertThat(decoder.isUnderstood()).isTrue();
        assertThat(notUnderstood(decoder, ReadRequest.GET, "ERROR\r\n").isFirst())
                .isFalse();
    }

    private static @Nullable NotUnderstood notUnderstood(Dialect.Decoder decoder, Request request, String reply)
            throws ProtocolViolation {
        try {
            decoder.decode(new TestExchange(request, "foo"), 0, Wire.input(reply));
            return null;
        } catch (NotUnderstood error) {
            return error;
        }
    }

    @Test
    void errorsThatNoLegalRequestGets() {
        assertThat(heard(SET, "CLIENT_ERROR bad data chunk\r\n"))
                .isEqualTo("violation: the server answered ms with: CLIENT_ERROR bad data chunk");
        assertThat(heard(SET, "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"))
                .startsWith("violation: ");
        assertThat(heard(ReadRequest.GET, "ERROR\r\n")).isEqualTo("violation: the server does not know the command mg");
        assertThat(heard(ReadRequest.GET, "ERROR Too many open connections\r\n"))
                .isEqualTo("SERVER_ERROR [ERROR Too many open connections]");
        assertThat(heard(ReadRequest.GET, "SERVER_ERROR object too large for cache\r\n"))
                .isEqualTo("SERVER_ERROR [object too large for cache]");
    }

    @Test
    void messagesShowNoBytesOfUnknownOrigin() {
        assertThat(heard(ReadRequest.GET, "secret\r\n"))
                .isEqualTo("violation: a line of 6 bytes is no answer to mg that this client knows");
        assertThat(heard(ReadRequest.GET, "se OAAAA\r\n"))
                .isEqualTo("violation: a line of 8 bytes is no answer to mg that this client knows");
    }

    @Test
    void aLineWithoutEndIsAViolationHoweverItArrives() {
        byte[] line = ("EN OAAAA k" + "x".repeat(Input.MAX_LINE - 9) + "\r\n").getBytes(ISO_8859_1);
        String tooLong = "violation: a reply line is longer than 8192 bytes";
        for (boolean filled : new boolean[] {true, false}) {
            assertThat(Wire.arrive(dialect, new TestExchange(ReadRequest.GET, "foo"), line, line.length, filled))
                    .isEqualTo(tooLong);
        }
        assertThat(Wire.bytewise(dialect, new TestExchange(ReadRequest.GET, "foo"), line))
                .isEqualTo(tooLong);
        byte[] longest = ("EN OAAAA k" + "x".repeat(Input.MAX_LINE - 11) + "\r\n").getBytes(ISO_8859_1);
        for (boolean filled : new boolean[] {true, false}) {
            assertThat(Wire.arrive(dialect, new TestExchange(ReadRequest.GET, "foo"), longest, 5, filled))
                    .isEqualTo("MISS");
        }
        assertThat(Wire.bytewise(dialect, new TestExchange(ReadRequest.GET, "foo"), longest))
                .isEqualTo("MISS");
    }

    @Test
    void aValueLargerThanTheInput() {
        String value = "0123456789".repeat(20_000);
        byte[] reply = ("VA 200000 f5 c7 OAAAA\r\n" + value + "\r\n").getBytes(ISO_8859_1);
        MetaDialect large = new MetaDialect();
        String told = "HIT '" + value + "' f5 #7";
        for (boolean filled : new boolean[] {true, false}) {
            for (int cut : new int[] {1, 22, 23, 24, 100, 9000, 200_022, 200_023, 200_024}) {
                assertThat(Wire.arrive(large, new TestExchange(ReadRequest.GET, "foo"), reply, cut, filled))
                        .isEqualTo(told);
            }
        }
        assertThat(Wire.bytewise(large, new TestExchange(ReadRequest.GET, "foo"), reply))
                .isEqualTo(told);
    }

    @Test
    void repliesAfterOneAnotherDoNotMix() throws ProtocolViolation {
        Dialect.Decoder decoder = dialect.decoder();
        Input in = new Input(1000);
        in.append(ByteBuffer.wrap("VA 3 f5 c7 OAAAA X W\r\nbar\r\nEN OAAAB\r\nHD OAAAC\r\nVA 1 f0 c0 OAAAD\r\nx\r\n"
                .getBytes(ISO_8859_1)));
        Request[] requests = {ReadRequest.GET, ReadRequest.GET, SET, ReadRequest.GET};
        String[] told = {"HIT 'bar' f5 #7 W X", "MISS", "STORED", "HIT 'x'"};
        for (int i = 0; i < requests.length; i++) {
            TestExchange exchange = new TestExchange(requests[i], "foo");
            assertThat(decoder.decode(exchange, i, in)).isTrue();
            assertThat(exchange.told()).isEqualTo(told[i]);
        }
        assertThat(in.available()).isZero();
    }
}
