package dev.memjay.cli.value;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;

/**
 * The codec {@code text}, the default: bytes as they come, shown as text; reads what is bytes or text by its flags. The
 * codec {@code bytes} is the same but for how values are shown.
 *
 * @param kind how values are shown
 */
record TextCodec(Value.Kind kind) implements Codec<Value> {
    @Override
    public Encoded encode(Value value) {
        return Codec.bytes().encode(value.bytes());
    }

    @Override
    public Value decode(Encoded encoded) {
        return new Value(Codec.bytes().decode(encoded), encoded.flags(), kind);
    }

    @Override
    public boolean isAppendable() {
        return true;
    }
}
