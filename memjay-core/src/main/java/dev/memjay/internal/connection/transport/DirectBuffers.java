package dev.memjay.internal.connection.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct buffers of connections that have ended, for those to come. The memory behind a buffer that is dropped stays taken
 * until an old collection finds it: where servers come and go, and the heap is large, that would be most of a client's memory.
 *
 * <p>Whoever gives a buffer back must be the only one who knows it. Thread-safe.
 */
public final class DirectBuffers {
    /** What is given back beyond this many is dropped: more connections than that seldom end at once. */
    private static final int MAX_KEPT = 32;

    private final List<ByteBuffer> kept = new ArrayList<>(MAX_KEPT);

    /** A cleared buffer of exactly this size. */
    public ByteBuffer take(int size) {
        synchronized (kept) {
            for (int i = kept.size() - 1; i >= 0; i--) {
                if (kept.get(i).capacity() == size) {
                    return kept.remove(i).clear();
                }
            }
        }
        return ByteBuffer.allocateDirect(size);
    }

    /** Another connection may have it. */
    public void giveBack(ByteBuffer buffer) {
        synchronized (kept) {
            if (kept.size() < MAX_KEPT) {
                kept.add(buffer);
            }
        }
    }
}
