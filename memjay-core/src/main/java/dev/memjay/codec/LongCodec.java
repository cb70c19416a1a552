package dev.memjay.codec;

import java.nio.charset.StandardCharsets;

/** Counters: unsigned decimal text, so that what was read is written as it was and can be counted on. */
enum LongCodec implements Codec<Long> {
    INSTANCE;

    @Override
    public Encoded encode(Long value) {
        return Encoded.of(Long.toUnsignedString(value).getBytes(StandardCharsets.ISO_8859_1));
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
