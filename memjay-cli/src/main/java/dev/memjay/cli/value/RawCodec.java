package dev.memjay.cli.value;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;

/** The codec {@code raw}: what is stored, whoever wrote it, neither expanded nor looked at. */
final class RawCodec implements Codec<Value> {
    @Override
    public Encoded encode(Value value) {
        return Encoded.of(value.bytes(), value.flags());
    }

    @Override
    public Value decode(Encoded encoded) {
        return new Value(encoded.data(), encoded.flags(), Value.Kind.BYTES);
    }

    @Override
    public boolean isAppendable() {
        return true;
    }

    @Override
    public boolean isCompressible() {
        return false;
    }
}
