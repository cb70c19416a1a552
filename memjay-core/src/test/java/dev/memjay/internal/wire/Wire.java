package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Protocol as text: what a dialect says for a request, and what it makes of a reply however the reply arrives. */
public final class Wire {
    private static final int SMALL_READ = 64;
    private static final int LARGE_READ = 64 * 1024;

    private Wire() {}

    /** The bytes of a request, which is encoded with opaque 0. */
    public static String said(Dialect dialect, Exchange exchange) {
        Output out = new Output();
        dialect.encode(exchange, 0, out);
        return text(out);
    }

    /** All that an output holds, large values in their places. */
    public static String text(Output out) {
        StringBuilder text = new StringBuilder();
        int done = 0;
        for (int i = 0; i < out.valueCount(); i++) {
            text.append(new String(out.array(), done, out.valueOffset(i) - done, ISO_8859_1));
            text.append(new String(out.value(i), ISO_8859_1));
            done = out.valueOffset(i);
        }
        text.append(new String(out.array(), done, out.length() - done, ISO_8859_1));
        assertThat((long) text.length()).isEqualTo(out.size());
        return text.toString();
    }

    /**
     * What comes of a reply to {@code exchange}, which was encoded with opaque 0: at once, byte by byte and cut in two
     * at each place, with and without filling values past the input; all have to agree.
     */
    public static String heard(Dialect dialect, Supplier<TestExchange> exchange, String reply) {
        byte[] bytes = reply.getBytes(ISO_8859_1);
        String told = arrive(dialect, exchange.get(), bytes, bytes.length, false);
        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(arrive(dialect, exchange.get(), bytes, cut, false))
                    .as("cut at %d", cut)
                    .isEqualTo(told);
            assertThat(arrive(dialect, exchange.get(), bytes, cut, true))
                    .as("cut at %d and filled", cut)
                    .isEqualTo(told);
        }
        assertThat(bytewise(dialect, exchange.get(), bytes)).as("byte by byte").isEqualTo(told);
        return told;
    }

    /** One reply that arrives in two parts, or in one. */
    public static String arrive(Dialect dialect, TestExchange exchange, byte[] bytes, int cut, boolean filled) {
        Arrival arrival = new Arrival(dialect, exchange, filled ? SMALL_READ : LARGE_READ, filled);
        if (!arrival.bring(bytes, 0, cut)) {
            arrival.bring(bytes, cut, bytes.length);
        }
        return arrival.told();
    }

    /** One reply that arrives a byte at a time. */
    public static String bytewise(Dialect dialect, TestExchange exchange, byte[] bytes) {
        Arrival arrival = new Arrival(dialect, exchange, SMALL_READ, true);
        for (int i = 0; i < bytes.length && !arrival.bring(bytes, i, i + 1); i++) {
            assertThat(arrival.input.available()).isLessThanOrEqualTo(Input.MAX_LINE + 1);
        }
        return arrival.told();
    }

    /**
     * Feeds a reply whose caller leaves once {@code cut} bytes have come.
     *
     * @return what is wrong with that: nothing, if the reply is read to its end and not beyond
     */
    public static String left(Dialect dialect, TestExchange exchange, String reply, int cut) {
        byte[] bytes = reply.getBytes(ISO_8859_1);
        Arrival arrival = new Arrival(dialect, exchange, SMALL_READ, true);
        arrival.bring(bytes, 0, cut);
        exchange.leave();
        if (!arrival.bring(bytes, cut, bytes.length - 1)) {
            arrival.bring(bytes, bytes.length - 1, bytes.length);
            return arrival.complete && arrival.input.available() == 0 ? "" : arrival.told();
        }
        return "complete too early: " + arrival.told();
    }

    /** An input that holds {@code text}. */
    public static Input input(String text) {
        Input input = new Input(text.length());
        input.append(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
        return input;
    }

    /** A reply on its way in, taken in as a connection does it. */
    static final class Arrival {
        final Input input;
        private final Dialect.Decoder decoder;
        private final TestExchange exchange;
        private final int oneRead;
        private final boolean filled;
        private boolean complete;
        private int brought;
        private int total;
        private @Nullable ProtocolViolation violation;

        Arrival(Dialect dialect, TestExchange exchange, int oneRead, boolean filled) {
            this.input = new Input(oneRead);
            this.oneRead = oneRead;
            this.decoder = dialect.decoder();
            this.exchange = exchange;
            this.filled = filled;
        }

        /** Brings bytes; returns whether no more are looked at. */
        boolean bring(byte[] bytes, int from, int to) {
            total = bytes.length;
            for (int start = from; start < to && !complete && violation == null; start += oneRead) {
                ByteBuffer arrived = ByteBuffer.wrap(bytes, start, Math.min(oneRead, to - start));
                brought = arrived.limit();
                if (filled && input.available() == 0) {
                    decoder.fill(arrived);
                }
                if (arrived.hasRemaining()) {
                    input.append(arrived);
                }
                try {
                    complete = decoder.decode(exchange, 0, input);
                } catch (ProtocolViolation e) {
                    violation = e;
                }
            }
            return complete || violation != null;
        }

        String told() {
            if (violation != null) {
                return "violation: " + violation.getMessage();
            }
            if (!complete) {
                return "more";
            }
            int left = input.available() + total - brought;
            return left == 0 ? exchange.told() : exchange.told() + " and " + left + " bytes left";
        }
    }
}
