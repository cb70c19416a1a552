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
    private static final int COMPRESSIONS =
            Compression.GZIP_FLAG | Compression.ZSTD_FLAG | Compression.LZ4_FLAG | Compression.SNAPPY_FLAG;
    /** What LargeValues gives to its manifests. */
    private static final int MANIFEST = 1 << 28;
    /** The kinds of spymemcached and xmemcached stand in the second byte. */
    private static final int SPECIAL = 0x100;

    private static final int MAX_SPECIAL = 0x8ff;

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
            case MANIFEST -> "the manifest of a large value, where Memjay wrote it";
            default -> other(flags);
        };
    }

    private static String other(int flags) {
        if ((flags & COMPRESSED) != 0) {
            return "compressed, where pymemcache or pylibmc wrote it";
        }
        if ((flags & COMPRESSIONS) != 0) {
            return "compressed by " + compressionOf(flags) + ", where Memjay wrote it";
        }
        return flags >= SPECIAL && flags <= MAX_SPECIAL
                ? "a number, a date or a truth value, where spymemcached or xmemcached wrote it"
                : "unknown";
    }

    private static String compressionOf(int flags) {
        if ((flags & Compression.GZIP_FLAG) != 0) {
            return "gzip";
        }
        if ((flags & Compression.ZSTD_FLAG) != 0) {
            return "zstd";
        }
        return (flags & Compression.LZ4_FLAG) != 0 ? "lz4" : "snappy";
    }

    private static String remedy(int flags) {
        return switch (flags) {
            case BYTES, TEXT -> "Codec.strings(), Codec.bytes() and Codec.objects() read them";
            case INTEGER, LONG -> "Codec.objects(), Codec.longs(), Codec.ints() and Codec.bigIntegers() read them";
            case PICKLE -> "PymemcacheCodec and PylibmcCodec of memjay-python read them, and Codec.encoded() reads all";
            case MANIFEST -> "LargeValues reads them, and Codec.encoded() reads all";
            default ->
                (flags & COMPRESSIONS) != 0
                        ? "a view made by withCompression(...) reads them, and Codec.encoded() reads all"
                        : remedyOfOthers(flags);
        };
    }

    private static String remedyOfOthers(int flags) {
        return flags >= SPECIAL && flags <= MAX_SPECIAL
                ? "Layouts.spymemcached() and Layouts.xmemcached() of memjay-layouts read them, and Codec.encoded() reads all"
                : "Codec.objects(fallback) reads them if its fallback does, and Codec.encoded() reads all";
    }
}
