package dev.memjay.codec;

/** A codec whose values are compressed, wherever it is used. */
record CompressedCodec<V>(Codec<V> inner, Compression compression) implements Codec<V> {
    @Override
    public Encoded encode(V value) {
        return compression.compress(inner.encode(value));
    }

    @Override
    public Encoded encode(String key, V value) {
        return compression.compress(inner.encode(key, value));
    }

    @Override
    public V decode(Encoded encoded) {
        return inner.decode(expanded(encoded));
    }

    @Override
    public V decode(String key, Encoded encoded) {
        return inner.decode(key, expanded(encoded));
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
