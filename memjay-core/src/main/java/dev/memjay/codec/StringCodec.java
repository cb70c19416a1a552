package dev.memjay.codec;

/** Text in UTF-8. */
enum StringCodec implements Codec<String> {
    INSTANCE;

    @Override
    public Encoded encode(String value) {
        return Encoded.of(Utf8.encode(value));
    }

    @Override
    public String decode(Encoded encoded) {
        if (encoded.flags() != Flags.BYTES && encoded.flags() != Flags.TEXT) {
            throw Flags.foreign("Codec.strings()", encoded.flags());
        }
        return Utf8.decode(encoded.data());
    }

    @Override
    public boolean isAppendable() {
        return true;
    }

    @Override
    public String toString() {
        return "Codec.strings()";
    }
}
