package dev.memjay.internal.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.Allocation;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The replies of callers who left are read to their end, and nothing of them is kept. */
class AbandonedReplyTest {
    private static Stream<Dialect> dialects() {
        return Stream.of(new MetaDialect(), new ClassicDialect());
    }

    private static void left(Dialect dialect, Request request, String reply) {
        for (int cut = 0; cut < reply.length(); cut++) {
            TestExchange exchange = new TestExchange(request, "foo");
            assertThat(Wire.left(dialect, exchange, reply, cut))
                    .as("left after %d", cut)
                    .isEmpty();
            assertThat(exchange.value).as("left after %d", cut).isNull();
        }
    }

    @Test
    void meta() {
        Dialect meta = new MetaDialect();
        left(meta, ReadRequest.GET, "VA 3 f5 c7 OAAAA\r\nbar\r\n");
        left(meta, ReadRequest.LOOKUP, "VA 3 t-1 l0 h0 f0 c7 OAAAA\r\nbar\r\n");
        left(meta, new StoreRequest(Verb.SET, Mode.SET, new byte[] {1}, 0, 0, 0), "HD OAAAA\r\n");
        left(meta, CountRequest.existing(Verb.INCR, 1), "VA 2 OAAAA\r\n10\r\n");
    }

    @Test
    void classic() {
        Dialect classic = new ClassicDialect();
        left(classic, ReadRequest.GET, "VALUE foo 5 3\r\nbar\r\nEND\r\n");
        left(classic, ReadRequest.GETS, "VALUE foo 5 3 7\r\nbar\r\nEND\r\n");
        left(classic, new StoreRequest(Verb.SET, Mode.SET, new byte[] {1}, 0, 0, 0), "STORED\r\n");
    }

    @Test
    void aValueThatNobodyWantsIsNotAllocated() throws ProtocolViolation {
        dialects().forEach(dialect -> {
            boolean meta = dialect instanceof MetaDialect;
            TestExchange exchange = new TestExchange(ReadRequest.GET, "foo");
            exchange.leave();
            String header = meta ? "VA 100000000 f5 c7 OAAAA\r\n" : "VALUE foo 5 100000000\r\n";
            Dialect.Decoder decoder = dialect.decoder();
            long allocated = Allocation.during(() -> {
                try {
                    assertThat(decoder.decode(exchange, 0, Wire.input(header))).isFalse();
                } catch (ProtocolViolation e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(allocated).isLessThan(10_000_000);
        });
    }
}
