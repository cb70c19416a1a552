package dev.memjay.internal.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One of memcached's protocols: how requests become bytes and bytes become replies. Stateless and thread-safe. */
public interface Dialect {
    /** Opaques are compared in this many bits, or in as many as the dialect has for them. */
    int OPAQUE_BITS = 24;

    /** Longest value accepted in a reply unless a dialect is told otherwise: 128 times the server's default. */
    int MAX_VALUE = 128 << 20;

    /** The dialect's name as settings spell it. */
    String name();

    /**
     * Whether the dialect can say a request.
     *
     * @return null if it can, else what it lacks and what would do
     */
    @Nullable
    String refusal(Request request);

    /** Whether keys may be base64, see {@link Exchange#base64Key}; a dialect without it sends the text key as it is. */
    default boolean carriesBinaryKeys() {
        return true;
    }

    /**
     * As {@link #refusal(Request)}, for a request with a key.
     *
     * @param base64Key whether the key is base64
     */
    default @Nullable String refusal(Request request, boolean base64Key) {
        boolean isBinary = base64Key || (request instanceof QuietRun run && run.mayHaveBase64());
        return isBinary && !carriesBinaryKeys()
                ? "the dialect " + name() + " at hand carries no binary keys; the dialects meta, of memcached 1.6.10 or"
                        + " newer, and binary do"
                : refusal(request);
    }

    /** As {@link #refusal(Request, boolean)}, with the key and all else that it is about. */
    default @Nullable String refusal(Exchange exchange) {
        return refusal(exchange.request, exchange.base64Key);
    }

    /** What the server can do that it is spoken with. */
    NodeTraits traits();

    /**
     * Appends a request.
     *
     * @param exchange the request and its key; legal, and not refused
     * @param opaque a number whose low {@link #OPAQUE_BITS} bits the reply has to bring back, where the dialect can
     * @param out where the bytes go; on an exception the caller takes back what was written
     * @throws java.util.concurrent.CancellationException if nobody waits for the exchange any more
     */
    void encode(Exchange exchange, int opaque, Output out);

    /** A decoder for the replies of one connection. */
    Decoder decoder();

    /** Reads the replies of one connection, in order, from any fragments. Owned by the holder of the reader's role. */
    interface Decoder {
        /**
         * Reads on in the reply to {@code exchange}, which stays the same until its reply is complete.
         *
         * @param exchange the oldest request without a reply
         * @param opaque the number it was encoded with
         * @param in the bytes that came; what is used is taken
         * @return true when the reply is complete and its fields are set; false when more bytes are needed
         * @throws ProtocolViolation if the bytes are no possible reply to this request
         */
        boolean decode(Exchange exchange, int opaque, Input in) throws ProtocolViolation;

        /**
         * Takes bytes of a value that is being read from where they came in, which saves a copy. May be called only
         * while the {@link Input} is empty, and does not complete a reply: {@link #decode} does.
         *
         * @param in the bytes that came; what is used is taken
         * @return how many bytes were taken; 0 when no value is being read
         */
        default int fill(ByteBuffer in) {
            return 0;
        }

        /**
         * Whether the server has shown on this connection that it speaks the dialect, or the dialect is one that any server
         * speaks. Any thread may ask.
         */
        default boolean isUnderstood() {
            return true;
        }
    }
}
