package dev.memjay.internal.connection;

import dev.memjay.internal.connection.transport.DirectBuffers;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.wire.Output;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes one filled buffer after another to the link, through one direct chunk.
 *
 * <p>The chunk is there because a channel that is given a heap buffer keeps a direct copy of its size for each thread.
 * Owned by the flusher.
 */
final class OutputWriter {
    private static final int CHUNK = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Link link;
    private final DirectBuffers buffers;
    /** Given back at the end; then the link is closed, and an empty one is as good. */
    private ByteBuffer chunk;

    private Output output;
    private int arrayPosition;
    private int valueIndex;
    private int valuePosition;
    /** Whether the link did not take all it was given last. */
    private boolean stalled;

    OutputWriter(Link link, DirectBuffers buffers, Output nothing) {
        this.link = link;
        this.buffers = buffers;
        this.chunk = buffers.take(CHUNK);
        this.output = nothing;
    }

    /** Starts on a buffer; the one before must be finished. */
    void begin(Output filled) {
        output = filled;
        arrayPosition = 0;
        valueIndex = 0;
        valuePosition = 0;
        link.begin(filled.size());
    }

    /**
     * Writes on.
     *
     * @param most bytes after which to stop, give or take a chunk: a link may take them as fast as they come
     * @return bytes written; -1 when not all was, be it that the link takes no more now or that it was much
     */
    long resume(long most) throws IOException {
        long written = 0;
        while (true) {
            if (!stalled && !fill()) {
                return written;
            }
            written += chunk.remaining();
            stalled = !link.write(chunk);
            if (stalled || written >= most) {
                return -1;
            }
        }
    }

    /** Nothing is written any more. For whoever knows that there is no flusher, and will be none. */
    void giveBuffersBack() {
        if (chunk.capacity() > 0) {
            buffers.giveBack(chunk);
            chunk = NOTHING;
        }
    }

    private boolean fill() {
        chunk.clear();
        while (chunk.hasRemaining()) {
            boolean valueNext = valueIndex < output.valueCount();
            int boundary = valueNext ? output.valueOffset(valueIndex) : output.length();
            if (arrayPosition < boundary) {
                int count = Math.min(chunk.remaining(), boundary - arrayPosition);
                chunk.put(output.array(), arrayPosition, count);
                arrayPosition += count;
            } else if (valueNext) {
                byte[] value = output.value(valueIndex);
                int count = Math.min(chunk.remaining(), value.length - valuePosition);
                chunk.put(value, valuePosition, count);
                valuePosition += count;
                if (valuePosition == value.length) {
                    valueIndex++;
                    valuePosition = 0;
                }
            } else {
                break;
            }
        }
        chunk.flip();
        return chunk.hasRemaining();
    }
}
