package dev.memjay.internal.wire.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Wire;
import dev.memjay.internal.wire.binary.BinaryDialect;
import dev.memjay.model.Verb;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One decoder and many replies in the text dialects, values in pieces, and the last length that is taken. */
class TextSequencesTest {
    private static final StoreRequest SET = new StoreRequest(Verb.SET, Mode.SET, new byte[] {'x'}, 0, 0, 0);

    private final MetaDialect meta = new MetaDialect(1000);
    private final ClassicDialect classic = new ClassicDialect(1000);

    @Test
    void classicRepliesAfterOneAnotherDoNotMix() throws ProtocolViolation {
        Dialect.Decoder decoder = classic.decoder();
        Input in = Wire.input("VALUE foo 5 3 7\r\nbar\r\nEND\r\nSTORED\r\n"
                + "VALUE foo 5 3 7\r\nbar\r\nEND\r\nEND\r\n"
                + "VALUE foo 0 1\r\nx\r\nEND\r\nSERVER_ERROR no\r\nNOT_STORED\r\n");
        Request[] requests = {ReadRequest.GETS, SET, ReadRequest.GETS, ReadRequest.GET, ReadRequest.GET, SET, SET};
        String[] told = {
            "HIT 'bar' f5 #7", "STORED", "HIT 'bar' f5 #7", "MISS", "HIT 'x'", "SERVER_ERROR [no]", "NOT_STORED"
        };
        for (int i = 0; i < requests.length; i++) {
            TestExchange exchange = new TestExchange(requests[i], "foo");
            assertThat(decoder.decode(exchange, i, in)).isTrue();
            assertThat(exchange.told()).isEqualTo(told[i]);
        }
        assertThat(in.available()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"meta, 'VA 3 f5 c7 OAAAA\r\nb'", "classic, 'VALUE foo 5 3 7\r\nb'"})
    void bytesOfAValueAreTakenFromWhereTheyCame(String name, String beginning) throws ProtocolViolation {
        Dialect.Decoder decoder = (name.equals("meta") ? meta : classic).decoder();
        TestExchange exchange = new TestExchange(ReadRequest.GETS, "foo");
        Input in = Wire.input(beginning);

        assertThat(decoder.fill(ByteBuffer.wrap(new byte[1]))).isZero();
        assertThat(decoder.decode(exchange, 0, in)).isFalse();
        ByteBuffer more = ByteBuffer.wrap("ar\r\n".getBytes(ISO_8859_1));
        assertThat(decoder.fill(more)).isEqualTo(2);
        assertThat(more.remaining()).isEqualTo(2);
    }

    @Test
    void aValueMayBeAsLargeAsTheDialectTakes() {
        String largest = "x".repeat(1000);

        assertThat(heard(meta, "VA 1000 f0 c7 OAAAA\r\n" + largest + "\r\n")).isEqualTo("HIT '" + largest + "' #7");
        assertThat(heard(meta, "VA 1001 f0 c7 OAAAA\r\n" + largest + "x\r\n")).startsWith("violation: a value of 1001");
        assertThat(heard(classic, "VALUE foo 0 1000\r\n" + largest + "\r\nEND\r\n"))
                .isEqualTo("HIT '" + largest + "'");
        assertThat(heard(classic, "VALUE foo 0 1001\r\n" + largest + "x\r\nEND\r\n"))
                .startsWith("violation: a value of 1001");
    }

    private static String heard(Dialect dialect, String reply) {
        byte[] bytes = reply.getBytes(ISO_8859_1);
        return Wire.arrive(dialect, new TestExchange(ReadRequest.GET, "foo"), bytes, bytes.length, false);
    }

    @Test
    void anEmptyLineIsNoAnswer() {
        for (Request request : List.of(SET, ReadRequest.GET)) {
            assertThat(Wire.heard(classic, () -> new TestExchange(request, "foo"), "\r\n"))
                    .startsWith("violation: a line of 0 bytes");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, gets", "false, get"})
    void aBulkNamesItsCommand(boolean withCas, String command) {
        BulkResult result = BulkResult.forReads(1, false);
        GetRun bulk = new GetRun(new String[] {"a"}, new int[] {0}, withCas, result);

        assertThat(Wire.heard(classic, () -> new TestExchange(bulk, null, result), "ERROR\r\n"))
                .startsWith("UNSUPPORTED [the server does not know the command " + command);
    }

    @Test
    void whoHasLeftIsNotWrittenFor() {
        for (Dialect dialect : List.of(meta, classic, new BinaryDialect(1000))) {
            TestExchange left = new TestExchange(SET, "foo");
            left.leave();

            assertThatThrownBy(() -> Wire.said(dialect, left)).isInstanceOf(CancellationException.class);
        }
    }
}
