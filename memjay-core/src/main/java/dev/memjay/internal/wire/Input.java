package dev.memjay.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes that came in and were not read yet: a fixed heap array, since scanning a direct buffer byte by byte costs a
 * multiple.
 *
 * <p>Owned by whoever holds the reader's role. A decoder takes bytes from the front; a value larger than what lies
 * here is taken in pieces, so the array only has to hold one line beyond what one read brings.
 */
public final class Input {
    /** Longest reply line accepted; memcached's own lines stay under 2,048 bytes. */
    public static final int MAX_LINE = 8 * 1024;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = LOWEST_BITS << 7;
    private static final long LINE_FEEDS = LOWEST_BITS * '\n';

    private final byte[] bytes;
    private int start;
    private int end;

    /**
     * @param oneRead the most bytes that one {@link #append} brings
     */
    public Input(int oneRead) {
        bytes = new byte[oneRead + MAX_LINE];
    }

    /** Takes over all that {@code source} holds; there must be room for it, see {@link #room()}. */
    public void append(ByteBuffer source) {
        int count = source.remaining();
        if (bytes.length - end < count) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        source.get(bytes, end, count);
        end += count;
    }

    /** How many bytes {@link #append} can take now. */
    public int room() {
        return bytes.length - (end - start);
    }

    /** Number of unread bytes. */
    public int available() {
        return end - start;
    }

    /** The {@code index}-th unread byte. */
    public byte at(int index) {
        return bytes[start + index];
    }

    /** The array that holds the unread bytes, from {@link #start()}. Callers only read it. */
    public byte[] array() {
        return bytes;
    }

    /** Where the unread bytes begin in {@link #array()}. */
    public int start() {
        return start;
    }

    /** Drops the first {@code count} unread bytes. */
    public void skip(int count) {
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    /** Copies the first {@code count} unread bytes to {@code target} and drops them. */
    public void take(byte[] target, int offset, int count) {
        System.arraycopy(bytes, start, target, offset, count);
        skip(count);
    }

    /**
     * Length of the first line without its end, or -1 while its LF has not come.
     *
     * @throws ProtocolViolation when the first {@link #MAX_LINE} bytes and the one behind them hold no LF
     */
    public int lineLength() throws ProtocolViolation {
        int lineFeed = indexOfLineFeed();
        if ((lineFeed < 0 ? end : lineFeed) - start > MAX_LINE) {
            throw new ProtocolViolation("a reply line is longer than " + MAX_LINE + " bytes");
        }
        if (lineFeed < 0) {
            return -1;
        }
        int length = lineFeed - start;
        return length > 0 && bytes[lineFeed - 1] == '\r' ? length - 1 : length;
    }

    /** Bytes of the first line, whose {@link #lineLength()} is {@code length}, with its end. */
    public int lineSize(int length) {
        return bytes[start + length] == '\r' ? length + 2 : length + 1;
    }

    /** Drops the first line, whose {@link #lineLength()} is {@code length}, with its end. */
    public void skipLine(int length) {
        skip(lineSize(length));
    }

    private int indexOfLineFeed() {
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            // A byte becomes zero where there is a line feed, and only a zero byte borrows into its highest bit.
            long differences = (long) EIGHT_BYTES.get(bytes, i) ^ LINE_FEEDS;
            long found = (differences - LOWEST_BITS) & ~differences & HIGHEST_BITS;
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
