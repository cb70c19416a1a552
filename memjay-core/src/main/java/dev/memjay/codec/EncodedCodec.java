package dev.memjay.codec;

/** Bytes and flags as they are. */
enum EncodedCodec implements Codec<Encoded> {
    INSTANCE;

    @Override
    public Encoded encode(Encoded value) {
        return value;
    }

    @Override
    public Encoded decode(Encoded encoded) {
        return encoded;
    }

    @Override
    public boolean isAppendable() {
        return true;
    }

    @Override
    public boolean isCompressible() {
        return false;
    }

    @Override
    public String toString() {
        return "Codec.encoded()";
    }
}
