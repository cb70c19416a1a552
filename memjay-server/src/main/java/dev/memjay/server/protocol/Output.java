package dev.memjay.server.protocol;

import dev.memjay.server.store.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one connection's replies that have not been handed to the socket yet.
 *
 * <p>An output belongs to one connection for good. Only its array may be lent to it, so that a connection that is idle holds
 * none: whatever an array of somebody else's still contains, this output shows nothing that was not put into it. Large values
 * are not copied but referred to, so that a reply costs no more memory than the piece of it that the socket takes.
 */
public final class Output {
    /** Takes the bytes of an output, in order. */
    @FunctionalInterface
    public interface Sink {
        /** Takes a part of an array, which is good for the call only. */
        void take(byte[] source, int offset, int count);
    }

    private static final int FULL = 64 * 1024;
    /** From this length on a value is not copied. */
    private static final int LARGE = 16 * 1024;

    private static final int FIRST = 256;

    private static final byte[] NOTHING = new byte[0];

    private final int full;
    /** The bytes but for the large values. */
    private byte[] bytes = NOTHING;

    private int length;
    private int read;
    /** The large values; each with the number of all bytes before it. */
    private byte[][] values = new byte[2][];

    private int[] starts = new int[2];
    private int valueCount;
    private int valueRead;
    /** What was put in, and what was taken out of that. */
    private int total;

    private int drained;

    /** The output of a connection. */
    public Output() {
        this(FULL);
    }

    /** An output with room for so many bytes, or one reply more. */
    public Output(int full) {
        this.full = full;
    }

    /** Lends an array to an output that has none; whether it took it. */
    public boolean lend(byte[] array) {
        if (bytes.length > 0) {
            return false;
        }
        bytes = array;
        return true;
    }

    /** Takes the array away from an output that is empty. */
    public byte[] takeArray() {
        if (length() > 0) {
            throw new IllegalStateException("the output still holds " + length() + " bytes");
        }
        byte[] array = bytes;
        discard();
        return array;
    }

    /** Forgets everything, the array too. */
    public void discard() {
        clear();
        bytes = NOTHING;
    }

    /** How many bytes are to be handed over. */
    public int length() {
        return total - drained;
    }

    /** Whether a session stops writing until the bytes have been handed over. */
    public boolean full() {
        return length() >= full;
    }

    /** Takes out at most so many of the first bytes. */
    public void drain(int most, Sink sink) {
        int left = Math.min(most, length());
        while (left > 0) {
            boolean values = valueRead < valueCount;
            int start = values ? starts[valueRead] : total;
            int count;
            if (drained < start) {
                count = Math.min(left, start - drained);
                sink.take(bytes, read, count);
                read += count;
            } else {
                byte[] value = this.values[valueRead];
                int offset = drained - start;
                count = Math.min(left, value.length - offset);
                sink.take(value, offset, count);
                if (offset + count == value.length) {
                    valueRead++;
                }
            }
            drained += count;
            left -= count;
        }
        if (drained == total) {
            clear();
        }
    }

    /** All bytes; they stay. */
    public byte[] toByteArray() {
        byte[] all = new byte[length()];
        int flat = read;
        int at = 0;
        for (int i = valueRead; i <= valueCount; i++) {
            int until = (i < valueCount ? starts[i] : total) - drained;
            if (until > at) {
                System.arraycopy(bytes, flat, all, at, until - at);
                flat += until - at;
                at = until;
            }
            if (i < valueCount) {
                int offset = at - until;
                System.arraycopy(values[i], offset, all, at, values[i].length - offset);
                at += values[i].length - offset;
            }
        }
        return all;
    }

    /** Forgets everything, but keeps the array. */
    public void clear() {
        Arrays.fill(values, 0, valueCount, null);
        length = 0;
        read = 0;
        valueCount = 0;
        valueRead = 0;
        total = 0;
        drained = 0;
    }

    /** Takes back everything behind an earlier length; nothing may have been drained since. */
    public void truncate(int toLength) {
        while (valueCount > 0 && starts[valueCount - 1] >= toLength) {
            byte[] value = values[--valueCount];
            total -= value.length;
            values[valueCount] = null;
        }
        length -= total - toLength;
        total = toLength;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), Math.max(FIRST, bytes.length * 2)));
        }
    }

    /** Adds one byte. */
    public Output put(int b) {
        room(1);
        bytes[length++] = (byte) b;
        total++;
        return this;
    }

    /** Writes two bytes over those that stand behind an earlier length; no value may have been put in since. */
    public void replace(int at, int first, int second) {
        int index = length - (total - at);
        bytes[index] = (byte) first;
        bytes[index + 1] = (byte) second;
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
        total += count;
        return this;
    }

    /** Adds a value that nobody changes any more; it is copied only if it is small. */
    public Output value(byte[] value) {
        if (value.length < LARGE) {
            return put(value);
        }
        if (valueCount == values.length) {
            values = Arrays.copyOf(values, valueCount * 2);
            starts = Arrays.copyOf(starts, valueCount * 2);
        }
        values[valueCount] = value;
        starts[valueCount] = total;
        total = Math.addExact(total, value.length);
        valueCount++;
        return this;
    }

    /** Adds the bytes of an ISO-8859-1 text. */
    public Output put(String text) {
        return put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Adds an unsigned number in decimal. */
    public Output number(long unsigned) {
        room(Decimal.MAX_DIGITS);
        int end = Decimal.write(unsigned, bytes, length);
        total += end - length;
        length = end;
        return this;
    }

    /** Ends a line. */
    public Output crlf() {
        return put('\r').put('\n');
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
