package dev.memjay.server.protocol;

import dev.memjay.server.store.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of replies that have not been handed to the socket yet; grows as needed and is used again. */
public final class Output {
    /** Over this size a session stops reading commands until the bytes have been handed over. */
    private static final int FULL = 256 * 1024;
    /** A buffer that grew beyond this is not kept. */
    private static final int KEEP = 1024 * 1024;

    private final int capacity;
    private byte[] bytes;
    private int length;

    /** An output that begins with room for so many bytes. */
    public Output(int capacity) {
        this.capacity = capacity;
        this.bytes = new byte[capacity];
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public boolean full() {
        return length >= FULL;
    }

    /** Forgets what was handed over. */
    public void clear() {
        length = 0;
        if (bytes.length > KEEP) {
            bytes = new byte[capacity];
        }
    }

    /** Takes back everything behind an earlier length. */
    public void truncate(int toLength) {
        length = toLength;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
        }
    }

    /** Adds one byte. */
    public Output put(int b) {
        room(1);
        bytes[length++] = (byte) b;
        return this;
    }

    /** Adds all bytes of an array. */
    public Output put(byte[] source) {
        return put(source, 0, source.length);
    }

    /** Adds a part of an array. */
    public Output put(byte[] source, int offset, int count) {
        room(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** Adds the bytes of an ISO-8859-1 text. */
    public Output put(String text) {
        return put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Adds an unsigned number in decimal. */
    public Output number(long unsigned) {
        room(Decimal.MAX_DIGITS);
        length = Decimal.write(unsigned, bytes, length);
        return this;
    }

    /** Ends a line. */
    public Output crlf() {
        room(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        return this;
    }

    /** Adds a big-endian number of 16 bits. */
    public Output int16(int value) {
        return put(value >>> 8).put(value);
    }

    /** Adds a big-endian number of 32 bits. */
    public Output int32(int value) {
        return int16(value >>> 16).int16(value);
    }

    /** Adds a big-endian number of 64 bits. */
    public Output int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }
}
