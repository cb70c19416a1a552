package dev.memjay.it.adapter;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import java.util.Optional;

/** Values that may be null, as caches of methods' results have them: an absent value is no bytes and a flag of its own. */
record NullableCodec<V>(Codec<V> values) implements Codec<Optional<V>> {
    private static final int ABSENT = 1 << 15;

    @Override
    public Encoded encode(Optional<V> value) {
        return value.map(values::encode).orElseGet(() -> Encoded.of(new byte[0], ABSENT));
    }

    @Override
    public Optional<V> decode(Encoded encoded) {
        return encoded.flags() == ABSENT ? Optional.empty() : Optional.of(values.decode(encoded));
    }
}
