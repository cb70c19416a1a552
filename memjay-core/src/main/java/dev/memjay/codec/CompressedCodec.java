package dev.memjay.codec;

import dev.memjay.error.CodecException;

/** A codec whose values are compressed, wherever it is used. */
record CompressedCodec<V>(Codec<V> inner, Compression compression) implements Codec<V> {
    @Override
    public Encoded encode(V value) {
        return compressed(inner.encode(value));
    }

    @Override
    public Encoded encode(String key, V value) {
        return compressed(inner.encode(key, value));
    }

    @Override
    public V decode(Encoded encoded) {
        return inner.decode(expanded(encoded));
    }

    @Override
    public V decode(String key, Encoded encoded) {
        return inner.decode(key, expanded(encoded));
    }

    private Encoded compressed(Encoded plain) {
        if (compression.isMarked(plain.flags())) {
            throw new CodecException(inner + " encoded a value with flags " + Integer.toUnsignedString(plain.flags())
                    + ", of which " + compression
                    + " has a bit, so that it would be read as compressed; a codec with such"
                    + " flags of its own cannot be compressed");
        }
        return compression.compress(plain);
    }

    private Encoded expanded(Encoded encoded) {
        return compression.isMarked(encoded.flags()) ? compression.expand(encoded) : encoded;
    }

    /** It is compressed already, so a view's compression leaves it alone. */
    @Override
    public boolean isCompressible() {
        return false;
    }

    @Override
    public String toString() {
        return inner + ".compressed(" + compression + ")";
    }
}
