package dev.memjay.codec;

import dev.memjay.error.CodecException;

/** The client flags of pymemcache and pylibmc, and what to say of others. */
final class Flags {
    static final int BYTES = 0;
    static final int PICKLE = 1;
    static final int INTEGER = 2;
    static final int LONG = 4;
    static final int COMPRESSED = ZlibCompression.FLAG;
    static final int TEXT = 16;

    private Flags() {}

    /** The error for flags that a codec cannot read, which names the codecs that can. */
    static CodecException foreign(String codec, int flags) {
        return new CodecException("flags " + Integer.toUnsignedString(flags) + " (" + meaning(flags) + ") are not for "
                + codec + "; " + remedy(flags));
    }

    private static String meaning(int flags) {
        return switch (flags) {
            case BYTES -> "bytes";
            case PICKLE -> "a pickle, where pymemcache or pylibmc wrote it";
            case INTEGER, LONG -> "an integer, where pymemcache or pylibmc wrote it";
            case TEXT -> "text";
            default -> (flags & COMPRESSED) != 0 ? "compressed, where pymemcache or pylibmc wrote it" : "unknown";
        };
    }

    private static String remedy(int flags) {
        return switch (flags) {
            case BYTES, TEXT -> "Codec.strings(), Codec.bytes() and Codec.objects() read them";
            case INTEGER, LONG -> "Codec.objects() and Codec.longs() read them";
            case PICKLE ->
                "Codec.objects(fallback) reads them if its fallback knows pickles, and Codec.encoded() reads all";
            default -> "Codec.objects(fallback) reads them if its fallback does, and Codec.encoded() reads all";
        };
    }
}
