package dev.memjay.lz4;

import dev.memjay.codec.BlockCompressor;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** LZ4's blocks behind their length, by the library's safe implementation: pure Java with checked bounds. */
final class Lz4Blocks implements BlockCompressor {
    private static final int HEADER = 4;
    /** A byte makes a copy longer by 255 at most. */
    private static final int MAX_RATIO = 256;

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    /** The fast mode for level 0. */
    Lz4Blocks(int level) {
        LZ4Factory factory = LZ4Factory.safeInstance();
        compressor = level == 0 ? factory.fastCompressor() : factory.highCompressor(level);
        decompressor = factory.safeDecompressor();
    }

    @Override
    public byte[] compress(byte[] data) {
        byte[] block = new byte[HEADER + compressor.maxCompressedLength(data.length)];
        for (int i = 0; i < HEADER; i++) {
            block[i] = (byte) (data.length >>> 8 * i);
        }
        int length = compressor.compress(data, 0, data.length, block, HEADER);
        return Arrays.copyOf(block, HEADER + length);
    }

    @Override
    public byte[] expand(byte[] data, int limit) throws TooLarge {
        if (data.length < HEADER) {
            throw new IllegalArgumentException("no length");
        }
        long length = 0;
        for (int i = HEADER - 1; i >= 0; i--) {
            length = length << 8 | data[i] & 0xff;
        }
        if (length > limit) {
            throw new TooLarge();
        }
        if (length > (long) data.length * MAX_RATIO) {
            throw new IllegalArgumentException("a length that no block of these bytes has");
        }
        byte[] expanded = new byte[(int) length];
        if (decompressor.decompress(data, HEADER, data.length - HEADER, expanded, 0) != length) {
            throw new IllegalArgumentException("another length than said");
        }
        return expanded;
    }
}
