package dev.memjay.zstd;

import com.github.luben.zstd.NoPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.memjay.codec.BlockCompressor;
import dev.memjay.error.CodecException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Zstandard's frames by a level and with dictionaries. Written are frames with their length in the header; read are also
 * those without, which programs make that compress a stream.
 */
final class ZstdFrames implements BlockCompressor {
    /** What {@link Zstd#getFrameContentSize} says of a frame without its length; of no frame it says less. */
    private static final long UNTOLD = -1;

    /**
     * 8 MiB, what the format asks every decoder to take; levels up to 19 need no more. A frame without its length names the
     * window that it needs to be read, and so much memory is taken, whatever comes of it.
     */
    private static final int MAX_WINDOW_BITS = 23;

    private final int level;
    private final @Nullable ZstdDictCompress writing;
    private final Map<Long, ZstdDictDecompress> reading = new HashMap<>();

    /** The first dictionary is written with, all are read. */
    ZstdFrames(int level, List<ZstdDictionary> dictionaries) {
        this.level = level;
        writing = dictionaries.isEmpty()
                ? null
                : new ZstdDictCompress(dictionaries.get(0).shared(), level);
        for (ZstdDictionary dictionary : dictionaries) {
            reading.put(dictionary.id(), new ZstdDictDecompress(dictionary.shared()));
        }
    }

    @Override
    public byte[] compress(byte[] data) {
        return writing == null ? Zstd.compress(data, level) : Zstd.compress(data, writing);
    }

    @Override
    public byte[] expand(byte[] data, int limit) throws TooLarge, IOException {
        long length = Zstd.getFrameContentSize(data);
        if (length < UNTOLD) {
            throw new IllegalArgumentException("no frame");
        }
        if (length > limit) {
            throw new TooLarge();
        }
        ZstdDictDecompress dictionary = dictionaryOf(data);
        return length == UNTOLD ? expandStream(data, dictionary, limit) : expand(data, dictionary, (int) length);
    }

    private @Nullable ZstdDictDecompress dictionaryOf(byte[] data) {
        long id = Zstd.getDictIdFromFrame(data);
        if (id == 0) {
            return null;
        }
        ZstdDictDecompress dictionary = reading.get(id);
        if (dictionary == null) {
            throw new CodecException("the value was compressed with the zstd dictionary " + id + "; known are "
                    + (reading.isEmpty() ? "none" : reading.keySet()));
        }
        return dictionary;
    }

    private static byte[] expand(byte[] data, @Nullable ZstdDictDecompress dictionary, int length) {
        byte[] expanded = new byte[length];
        long written = dictionary == null
                ? Zstd.decompress(expanded, data)
                : Zstd.decompressFastDict(expanded, 0, data, 0, data.length, dictionary);
        if (Zstd.isError(written) || written != length) {
            throw new ZstdException(written);
        }
        return expanded;
    }

    /** One byte more than the limit is asked for, which tells that there is more, and never a second one. */
    private static byte[] expandStream(byte[] data, @Nullable ZstdDictDecompress dictionary, int limit)
            throws TooLarge, IOException {
        try (ZstdInputStreamNoFinalizer in =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(data), NoPool.INSTANCE)) {
            in.setLongMax(MAX_WINDOW_BITS);
            if (dictionary != null) {
                in.setDict(dictionary);
            }
            byte[] expanded = in.readNBytes(limit);
            if (in.read() >= 0) {
                throw new TooLarge();
            }
            return expanded;
        }
    }
}
