package dev.memjay.zstd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import dev.memjay.codec.BlockCompressor;
import dev.memjay.error.CodecException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Zstandard's frames, each with its length in its header, by a level and with dictionaries. */
final class ZstdFrames implements BlockCompressor {
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
    public byte[] expand(byte[] data, int limit) throws TooLarge {
        long length = Zstd.getFrameContentSize(data);
        if (length < 0) {
            throw new IllegalArgumentException("no frame with its length");
        }
        if (length > limit) {
            throw new TooLarge();
        }
        long id = Zstd.getDictIdFromFrame(data);
        byte[] expanded = new byte[(int) length];
        long written;
        if (id == 0) {
            written = Zstd.decompress(expanded, data);
        } else {
            ZstdDictDecompress dictionary = reading.get(id);
            if (dictionary == null) {
                throw new CodecException("the value was compressed with the zstd dictionary " + id + "; known are "
                        + (reading.isEmpty() ? "none" : reading.keySet()));
            }
            written = Zstd.decompressFastDict(expanded, 0, data, 0, data.length, dictionary);
        }
        if (Zstd.isError(written) || written != length) {
            throw new ZstdException(written);
        }
        return expanded;
    }
}
