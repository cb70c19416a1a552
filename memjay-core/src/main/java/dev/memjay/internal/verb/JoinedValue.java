package dev.memjay.internal.verb;

import dev.memjay.codec.Encoded;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A value that comes in chunks, some at once: tells the keys of the next ones, and takes what was found under them.
 * Confined to one read, which asks and takes in turn.
 */
public final class JoinedValue implements Iterator<List<String>> {
    private final ChunkManifest manifest;
    private final byte[] data;
    private List<String> asked = List.of();
    private int next;
    private int position;

    JoinedValue(ChunkManifest manifest) {
        this.manifest = manifest;
        data = new byte[manifest.length()];
    }

    @Override
    public boolean hasNext() {
        return next < manifest.count();
    }

    /** The keys of the next chunks. */
    @Override
    public List<String> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<String> keys = new ArrayList<>();
        for (int end = Math.min(manifest.count(), next + CutValue.CHUNKS_AT_ONCE); next < end; next++) {
            keys.add(manifest.key(next));
        }
        asked = keys;
        return keys;
    }

    /** Takes what was found under the keys told last; false when a chunk is missing, or is none of this value. */
    public boolean take(Map<String, Encoded> chunks) {
        for (String key : asked) {
            Encoded chunk = chunks.get(key);
            if (chunk == null || chunk.length() != Math.min(manifest.chunkLength(), data.length - position)) {
                return false;
            }
            System.arraycopy(chunk.data(), 0, data, position, chunk.length());
            position += chunk.length();
        }
        return true;
    }

    /** The value, once all chunks are taken, if the checksum is right. */
    public Encoded whole() {
        return manifest.checked(data);
    }
}
