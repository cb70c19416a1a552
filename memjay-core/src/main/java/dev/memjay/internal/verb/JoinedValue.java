package dev.memjay.internal.verb;

import dev.memjay.codec.Encoded;
import java.util.ArrayList;
import java.util.Arrays;
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
    /** Grows with what comes: a manifest is short, whatever length it tells. */
    private byte[] data = {};

    private List<String> asked = List.of();
    private int next;
    private int position;

    JoinedValue(ChunkManifest manifest) {
        this.manifest = manifest;
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
            if (chunk == null || chunk.length() != Math.min(manifest.chunkLength(), manifest.length() - position)) {
                return false;
            }
            makeRoom(chunk.length());
            System.arraycopy(chunk.data(), 0, data, position, chunk.length());
            position += chunk.length();
        }
        return true;
    }

    private void makeRoom(int count) {
        if (data.length - position < count) {
            long doubled = Math.max(position + (long) count, 2L * data.length);
            data = Arrays.copyOf(data, (int) Math.min(manifest.length(), doubled));
        }
    }

    /** The value, once all chunks are taken, if the checksum is right. */
    public Encoded whole() {
        return manifest.checked(data);
    }
}
