package dev.memjay.internal.verb;

import dev.memjay.codec.Encoded;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A value cut into chunks, some at once, so that no call is asked for more than some megabytes. To be walked once; the
 * manifest is stored last.
 */
public final class CutValue implements Iterator<Map<String, Encoded>> {
    static final int CHUNKS_AT_ONCE = 16;

    private final byte[] data;
    private final ChunkManifest manifest;
    private int next;

    CutValue(Encoded value, ChunkManifest manifest) {
        data = value.data();
        this.manifest = manifest;
    }

    /** What is stored under the value's own key. */
    public Encoded manifest() {
        return manifest.encoded();
    }

    @Override
    public boolean hasNext() {
        return next < manifest.count();
    }

    /** The next chunks under their keys. */
    @Override
    public Map<String, Encoded> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map<String, Encoded> chunks = new LinkedHashMap<>();
        for (int end = Math.min(manifest.count(), next + CHUNKS_AT_ONCE); next < end; next++) {
            int from = next * manifest.chunkLength();
            int to = from + Math.min(manifest.chunkLength(), data.length - from);
            chunks.put(manifest.key(next), Encoded.of(Arrays.copyOfRange(data, from, to)));
        }
        return chunks;
    }
}
