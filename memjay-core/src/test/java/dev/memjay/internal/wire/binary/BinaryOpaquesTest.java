package dev.memjay.internal.wire.binary;

import static dev.memjay.internal.wire.binary.Packets.hit;
import static dev.memjay.internal.wire.binary.Packets.reply;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.CountRequest;
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
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Binary replies to requests behind one another: each has its number, and nothing of the one before. */
class BinaryOpaquesTest {
    private static final int GETQ = 0x09;
    private static final int ONE = 1 << BinaryDialect.INDEX_BITS;
    private static final StoreRequest SET = new StoreRequest(Verb.SET, Mode.SET, new byte[] {'x'}, 0, 0, 0);

    private final Dialect.Decoder decoder = new BinaryDialect(1000).decoder();

    private String heard(TestExchange exchange, int opaque, String reply) throws ProtocolViolation {
        Input in = Wire.input(reply);
        assertThat(decoder.decode(exchange, opaque, in)).isTrue();
        assertThat(in.available()).isZero();
        return exchange.told();
    }

    private String heard(Request request, int opaque, String reply) throws ProtocolViolation {
        return heard(new TestExchange(request, "foo"), opaque, reply);
    }

    @Test
    void repliesAfterOneAnotherDoNotMix() throws ProtocolViolation {
        assertThat(heard(ReadRequest.GET, 1, hit(0, ONE, 5, 7, "bar"))).isEqualTo("HIT 'bar' f5 #7");
        CountRequest incr = CountRequest.existing(Verb.INCR, 1);
        assertThat(heard(incr, 2, reply(5, 0, 2 * ONE, "\0\0\0\0\0\0\0\3"))).isEqualTo("COUNTED #3");
        assertThat(heard(incr, 3, reply(5, 0, 3 * ONE, "\0\0\0\0\0\0\0\4"))).isEqualTo("COUNTED #4");
        assertThat(heard(SET, 4, reply(1, 0, 4 * ONE, ""))).isEqualTo("STORED");
        assertThat(heard(SET, 5, reply(1, 0x82, 5 * ONE, "no"))).isEqualTo("SERVER_ERROR [no]");
        assertThat(heard(ReadRequest.GET, 6, reply(0, 1, 6 * ONE, "Not found"))).isEqualTo("MISS");
    }

    @Test
    void itemsOfRunsAndBulksCountFromTheirNumber() throws ProtocolViolation {
        BulkResult rows = BulkResult.forReads(3, false);
        String[] keys = {"a", "b", "c"};
        Request[] requests = new Request[3];
        Arrays.fill(requests, ReadRequest.GET_ALL);
        QuietRun run = new QuietRun(Verb.GET_ALL, requests, keys, null, new int[] {0, 1, 2}, rows);
        String replies = hit(GETQ, ONE | 1, 5, 7, "x")
                + hit(GETQ, ONE | 2, 0, 8, "y")
                + reply(BinaryOpcode.NOOP, 0, ONE | BinaryDialect.FENCE, "");

        assertThat(heard(new TestExchange(run, null, rows), 1, replies))
                .isEqualTo("HIT | MISS | HIT 'x' f5 #7 | HIT 'y' #8");
        BulkResult others = BulkResult.forReads(3, false);
        GetRun bulk = new GetRun(keys, new int[] {0, 1, 2}, true, others);
        assertThat(heard(new TestExchange(bulk, null, others), 1, replies))
                .isEqualTo("HIT | MISS | HIT 'x' f5 #7 | HIT 'y' #8");
    }

    @Test
    void aLoginThatIsWantedEndsRunsToo() {
        BulkResult rows = BulkResult.forReads(1, false);
        GetRun bulk = new GetRun(new String[] {"a"}, new int[] {0}, true, rows);
        String refused = reply(GETQ, 0x20, 0, "Auth failure.");

        assertThat(Wire.heard(new BinaryDialect(1000), () -> new TestExchange(bulk, null, rows), refused))
                .startsWith("violation: the server wants a login first");
    }

    @Test
    void bytesOfAValueAreTakenFromWhereTheyCame() throws ProtocolViolation {
        String packet = hit(0, 0, 5, 7, "bar");
        Input in = Wire.input(packet.substring(0, packet.length() - 2));
        TestExchange exchange = new TestExchange(ReadRequest.GET, "foo");

        assertThat(decoder.fill(ByteBuffer.wrap(new byte[1]))).isZero();
        assertThat(decoder.decode(exchange, 0, in)).isFalse();
        ByteBuffer more = ByteBuffer.wrap("arrest".getBytes(ISO_8859_1));
        assertThat(decoder.fill(more)).isEqualTo(2);
        assertThat(more.remaining()).isEqualTo(4);
        assertThat(decoder.decode(exchange, 0, in)).isTrue();
        assertThat(exchange.told()).isEqualTo("HIT 'bar' f5 #7");
    }
}
