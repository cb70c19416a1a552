package dev.memjay.codec;

import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;

/** Bytes with flags 0 by a pair of functions that may throw what they like. */
record PairCodec<V>(BytesWriter<? super V> writer, BytesReader<? extends V> reader) implements Codec<V> {
    @Override
    public Encoded encode(V value) {
        try {
            return Encoded.of(writer.write(value));
        } catch (MemjayException e) {
            throw e;
        } catch (Exception e) {
            throw new CodecException("cannot write a " + value.getClass().getName(), interrupted(e));
        }
    }

    @Override
    public V decode(Encoded encoded) {
        if (encoded.flags() != Flags.BYTES) {
            throw Flags.foreign(toString(), encoded.flags());
        }
        try {
            return reader.read(encoded.data());
        } catch (MemjayException e) {
            throw e;
        } catch (Exception e) {
            throw new CodecException("cannot read a value of " + encoded.length() + " bytes", interrupted(e));
        }
    }

    private static Exception interrupted(Exception error) {
        if (error instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return error;
    }

    @Override
    public String toString() {
        return "Codec.ofBytes(...)";
    }
}
