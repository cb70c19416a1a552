package dev.memjay.codec;

import java.util.function.Function;

/** A codec behind a pair of functions. */
final class MappedCodec<V, T> implements Codec<T> {
    private final Codec<V> inner;
    private final Function<? super V, ? extends T> to;
    private final Function<? super T, ? extends V> from;

    MappedCodec(Codec<V> inner, Function<? super V, ? extends T> to, Function<? super T, ? extends V> from) {
        this.inner = inner;
        this.to = to;
        this.from = from;
    }

    @Override
    public Encoded encode(T value) {
        return inner.encode(from.apply(value));
    }

    @Override
    public T decode(Encoded encoded) {
        return to.apply(inner.decode(encoded));
    }

    @Override
    public Encoded encode(String key, T value) {
        return inner.encode(key, from.apply(value));
    }

    @Override
    public T decode(String key, Encoded encoded) {
        return to.apply(inner.decode(key, encoded));
    }

    @Override
    public boolean isCompressible() {
        return inner.isCompressible();
    }

    @Override
    public String toString() {
        return inner + " mapped";
    }
}
