package dev.memjay.internal.wire;

import dev.memjay.model.ItemInfo;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Another dialect, in datagrams: each request is one, with memcached's frame before it, and has one message for a reply.
 *
 * <p>A command for several keys has a message for each of its replies, which may come in any order or not at all, and
 * nothing tells that one is missing. So there are none: what is said quietly elsewhere is said aloud here, one by one.
 * Before each datagram stands its length, for the link to know where it ends.
 */
public final class DatagramDialect implements Dialect {
    /** Bytes of a datagram that pass every Ethernet; what memcached's own replies have too. */
    public static final int MAX = 1400;
    /** Bytes of the frame: request number, index, count and a reserved field, of two each. */
    public static final int FRAME = 8;
    /** Requests are told apart by so many bits. */
    public static final int NUMBER_BITS = 16;

    private static final int LENGTH_BYTES = 2;

    private final Dialect dialect;

    /**
     * @param dialect what is spoken in the datagrams
     */
    public DatagramDialect(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public boolean carriesBinaryKeys() {
        return dialect.carriesBinaryKeys();
    }

    @Override
    public NodeTraits traits() {
        return dialect.traits();
    }

    @Override
    public @Nullable String refusal(Request request) {
        boolean isMany = request instanceof QuietRun run && run.size() != 1
                || request instanceof GetRun gets && gets.keys().length > 1;
        if (isMany) {
            return "UDP carries one key in a datagram";
        }
        return dialect.refusal(request instanceof QuietRun run && run.size() == 1 ? run.request(0) : request);
    }

    /** Whether a request fits into a datagram too. */
    @Override
    public @Nullable String refusal(Exchange exchange) {
        String refusal = refusal(exchange.request, exchange.base64Key);
        if (refusal != null) {
            return refusal;
        }
        Output measured = new Output();
        try {
            encode(exchange, 0, measured);
        } catch (CancellationException nobodyWaits) {
            return null;
        }
        long size = measured.size() - LENGTH_BYTES;
        return size <= MAX
                ? null
                : "the request has " + size + " bytes and a datagram " + MAX
                        + "; larger ones need the server's TCP port, host:port without udp:";
    }

    @Override
    public void encode(Exchange exchange, int opaque, Output out) {
        int start = out.length();
        out.int16(0);
        out.int16(opaque);
        out.int16(0);
        out.int16(1);
        out.int16(0);
        dialect.encode(unfolded(exchange), opaque, out);
        int size = out.length() - start - LENGTH_BYTES;
        out.array()[start] = (byte) (size >> Byte.SIZE);
        out.array()[start + 1] = (byte) size;
    }

    private static Exchange unfolded(Exchange exchange) {
        if (exchange.request instanceof QuietRun run && run.size() == 1) {
            BulkResult result = run.result(); // the shape of one who left has none, and no rows
            return new Single(
                    exchange, run.request(0), run.key(0), run.isBase64(0), result, result == null ? 0 : run.row(0));
        }
        if (exchange.request instanceof GetRun gets && gets.keys().length == 1) {
            ReadRequest read = gets.withCas() ? ReadRequest.GETS : ReadRequest.GET_ALL;
            return new Single(exchange, read, gets.keys()[0], false, gets.result(), gets.row(0));
        }
        return exchange;
    }

    @Override
    public Decoder decoder() {
        return new MessageDecoder(dialect.decoder());
    }

    /** The one command of a run, as one for a single key. */
    private static final class Single extends Exchange {
        private final Exchange outer;
        private final @Nullable BulkResult result;
        private final int row;

        Single(
                Exchange outer,
                Request request,
                @Nullable String key,
                boolean base64Key,
                @Nullable BulkResult result,
                int row) {
            super(request, key, base64Key);
            this.outer = outer;
            this.result = result;
            this.row = row;
        }

        @Override
        public boolean isWanted() {
            return outer.isWanted();
        }

        /** Hands the answer over to where the run's would have gone. */
        void finish() {
            if (result != null && outer.isWanted()) {
                if (status == Status.HIT || marks != 0) {
                    result.found(row, value, flags, number, marks, detail instanceof ItemInfo info ? info : null);
                }
                result.status(row, status);
            }
            Win win = Win.of(key, base64Key, number, status, marks);
            outer.status = Status.HIT;
            outer.detail = win == null ? detail : List.of(win);
            outer.marks = win == null ? 0 : WON;
        }
    }

    /** Given the whole of one message, in pieces. */
    private static final class MessageDecoder implements Decoder {
        private final Decoder decoder;
        private @Nullable Single single;

        MessageDecoder(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public boolean decode(Exchange exchange, int opaque, Input in) throws ProtocolViolation {
            Single inner = single;
            if (inner == null && unfolded(exchange) instanceof Single fresh) {
                inner = fresh;
                single = fresh;
            }
            boolean isComplete = decoder.decode(inner == null ? exchange : inner, opaque, in);
            if (isComplete && inner != null) {
                inner.finish();
                single = null;
            }
            return isComplete;
        }
    }
}
