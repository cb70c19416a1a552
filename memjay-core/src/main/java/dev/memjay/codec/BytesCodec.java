package dev.memjay.codec;

/** Bytes as they are. */
enum BytesCodec implements Codec<byte[]> {
    INSTANCE;

    @Override
    public Encoded encode(byte[] value) {
        return Encoded.of(value);
    }

    @Override
    public byte[] decode(Encoded encoded) {
        if (encoded.flags() != Flags.BYTES && encoded.flags() != Flags.TEXT) {
            throw Flags.foreign("Codec.bytes()", encoded.flags());
        }
        return encoded.data();
    }

    @Override
    public boolean isAppendable() {
        return true;
    }

    @Override
    public String toString() {
        return "Codec.bytes()";
    }
}
