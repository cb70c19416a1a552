package dev.memjay.layouts;

import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.ZlibCompression;
import dev.memjay.error.CodecException;

/** Deflated streams whose kind no flag tells, within the bounds that compressions of core have. */
final class Stream {
    private static final int GZIP_MAGIC = 0x1f8b;

    private Stream() {}

    /** Expands what is gzip or zlib by its first bytes. */
    static byte[] expand(byte[] data) {
        if (data.length < 2) {
            throw new CodecException("the flags say compressed, but there are " + data.length + " bytes");
        }
        return ((data[0] & 0xff) << 8 | data[1] & 0xff) == GZIP_MAGIC ? gunzip(data) : inflate(data);
    }

    private static byte[] gunzip(byte[] data) {
        return Compression.gzip()
                .expand(Encoded.of(data, Compression.GZIP_FLAG))
                .data();
    }

    static byte[] inflate(byte[] data) {
        return Compression.zlib().expand(Encoded.of(data, ZlibCompression.FLAG)).data();
    }

    /** Expands a zlib stream that has to be as long as was said of it, and takes no more memory than that. */
    static byte[] inflate(byte[] data, int length) {
        byte[] expanded = Compression.zlib()
                .maxExpanded(Math.max(1, length))
                .expand(Encoded.of(data, ZlibCompression.FLAG))
                .data();
        if (expanded.length != length) {
            throw new CodecException(
                    "the value says that it expands to " + length + " bytes, but it expands to " + expanded.length);
        }
        return expanded;
    }

    /** The data compressed, or itself where that would not make it smaller. */
    static byte[] gzip(byte[] data) {
        return Compression.gzip().minLength(1).compress(Encoded.of(data)).data();
    }

    /** The data compressed, or itself where that would not make it smaller. */
    static byte[] deflate(byte[] data) {
        return Compression.zlib().minLength(1).compress(Encoded.of(data)).data();
    }
}
