package dev.memjay.internal.verb;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;

/**
 * The items of large values as they are. Not the codec that is built in, which does the same: what is made of these items is
 * long, so asynchronous calls for them have to complete where values are decoded, and not on the event loop.
 */
public final class ItemCodec implements Codec<Encoded> {
    public static final ItemCodec INSTANCE = new ItemCodec();

    private ItemCodec() {}

    @Override
    public Encoded encode(Encoded value) {
        return value;
    }

    @Override
    public Encoded decode(Encoded encoded) {
        return encoded;
    }

    @Override
    public boolean isCompressible() {
        return false;
    }

    @Override
    public String toString() {
        return "LargeValues";
    }
}
