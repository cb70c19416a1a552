package dev.memjay.internal.wire.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.Allocation;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.TestExchange;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A get costs no more memory than its value. */
class HotPathAllocationTest {
    private static final int ROUNDS = 10_000;
    private static final int VALUE = 100;
    /** The value's array header, and what the virtual machine itself may spend now and then. */
    private static final int AROUND = 24;

    private final Output out = new Output();
    private final Input in = new Input(4096);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void get(boolean meta) {
        Dialect dialect = meta ? new MetaDialect() : new ClassicDialect();
        String value = "v".repeat(VALUE);
        String reply = meta ? "VA 100 f5 c7 OAAAA\r\n" + value + "\r\n" : "VALUE foo 5 100\r\n" + value + "\r\nEND\r\n";
        TestExchange exchange = new TestExchange(ReadRequest.GET, "foo");
        assertThat(perRound(dialect, exchange, reply)).isLessThan(VALUE + AROUND);
        assertThat(exchange.value).isEqualTo(value.getBytes(ISO_8859_1));
    }

    @Test
    void aMissCostsNothing() {
        TestExchange exchange = new TestExchange(ReadRequest.GET, "foo");
        assertThat(perRound(new MetaDialect(), exchange, "EN OAAAA\r\n")).isLessThan(AROUND);
        assertThat(exchange.status).isEqualTo(Status.MISS);
    }

    private long perRound(Dialect dialect, TestExchange exchange, String reply) {
        Dialect.Decoder decoder = dialect.decoder();
        ByteBuffer bytes = ByteBuffer.wrap(reply.getBytes(ISO_8859_1));
        Runnable rounds = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                out.clear();
                dialect.encode(exchange, 0, out);
                in.append(bytes.rewind());
                try {
                    if (!decoder.decode(exchange, 0, in)) {
                        throw new AssertionError("more bytes wanted");
                    }
                } catch (ProtocolViolation e) {
                    throw new AssertionError(e);
                }
            }
        };
        rounds.run();
        return Allocation.during(rounds) / ROUNDS;
    }
}
