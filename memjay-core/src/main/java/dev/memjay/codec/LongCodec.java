package dev.memjay.codec;

/** Counters: decimal text. */
enum LongCodec implements Codec<Long> {
    INSTANCE;

    @Override
    public Encoded encode(Long value) {
        return Encoded.of(Decimal.encode(value));
    }

    @Override
    public Long decode(Encoded encoded) {
        return switch (encoded.flags()) {
            case Flags.BYTES, Flags.TEXT, Flags.INTEGER, Flags.LONG -> Decimal.unsignedLong(encoded.data());
            default -> throw Flags.foreign("Codec.longs()", encoded.flags());
        };
    }

    /** A compressed counter could not be counted. */
    @Override
    public boolean isCompressible() {
        return false;
    }

    @Override
    public String toString() {
        return "Codec.longs()";
    }
}
