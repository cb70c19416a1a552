package dev.memjay.jcache;

import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What is stored for an entry: a value's bytes behind the millisecond at which the entry ends, since memcached counts whole
 * seconds. One byte 0 for an entry without an end, or 1 and eight bytes of epoch milliseconds; the flags are the value's.
 */
final class Envelope {
    /** The end of an entry that has none. */
    static final long NEVER = Long.MAX_VALUE;

    private static final byte ETERNAL = 0;
    private static final byte ENDS = 1;

    private Envelope() {}

    static Encoded wrap(Encoded value, long end) {
        int header = end == NEVER ? 1 : 1 + Long.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(header + value.length());
        if (end == NEVER) {
            bytes.put(ETERNAL);
        } else {
            bytes.put(ENDS).putLong(end);
        }
        return Encoded.of(bytes.put(value.data()).array(), value.flags());
    }

    /** The same value with another end. */
    static Encoded withEnd(Encoded envelope, long end) {
        return wrap(value(envelope), end);
    }

    /** When the entry ends, in epoch milliseconds, or {@link #NEVER}. */
    static long end(Encoded envelope) {
        return headerLength(envelope) == 1
                ? NEVER
                : ByteBuffer.wrap(envelope.data(), 1, Long.BYTES).getLong();
    }

    static Encoded value(Encoded envelope) {
        int header = headerLength(envelope);
        byte[] value = new byte[envelope.length() - header];
        System.arraycopy(envelope.data(), header, value, 0, value.length);
        return Encoded.of(value, envelope.flags());
    }

    private static int headerLength(Encoded envelope) {
        byte[] data = envelope.data();
        if (data.length >= 1 && data[0] == ETERNAL) {
            return 1;
        }
        if (data.length > Long.BYTES && data[0] == ENDS) {
            return 1 + Long.BYTES;
        }
        throw new CodecException("an item of " + data.length + " bytes is not an entry of a JCache cache;"
                + " another program writes under the cache's keys");
    }

    /**
     * memcached's time to live for an entry. A second longer than the entry lives: memcached's clock ticks once a second, and an
     * item may go up to a second early.
     */
    static Duration ttl(long end, long now) {
        return end == NEVER
                ? Memjay.NEVER
                : Duration.ofMillis(Math.max(1, end - now)).plusSeconds(1);
    }

    /** The codec of the keyspace behind: bytes and flags as they are, but for compression, where the value's codec allows it. */
    static Codec<Encoded> codec(boolean isCompressible) {
        return new Codec<>() {
            @Override
            public Encoded encode(Encoded envelope) {
                return envelope;
            }

            @Override
            public Encoded decode(Encoded envelope) {
                return envelope;
            }

            @Override
            public boolean isCompressible() {
                return isCompressible;
            }

            @Override
            public String toString() {
                return "entries of JCache";
            }
        };
    }
}
