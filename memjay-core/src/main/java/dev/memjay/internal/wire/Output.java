package dev.memjay.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes on their way out: a growing array that encoders write to, with large values held by reference beside it.
 *
 * <p>Not thread-safe: the connection's write lock guards it while it is filled, the flusher owns it while it is
 * written. A value of more than {@link #BIG} bytes is not copied here, since callers encode under that lock.
 */
public final class Output {
    /** Values above this many bytes are held by reference. */
    public static final int BIG = 16 * 1024;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int FIRST_SIZE = 4 * 1024;
    /** An array that grew beyond this is dropped once it was written, so that one burst does not cost memory for good. */
    private static final int KEPT_SIZE = 256 * 1024;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;
    private byte[][] values = new byte[4][];
    private int[] valueOffsets = new int[4];
    private int valueCount;
    private long valueBytes;

    /** Appends one byte. */
    public void put(int b) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) b;
    }

    /** Appends all of {@code text}, each character as one byte. */
    @SuppressWarnings("deprecation") // the one copy out of a string that neither allocates nor looks at each character
    public void text(String text) {
        int count = text.length();
        if (bytes.length - length < count) {
            grow(count);
        }
        text.getBytes(0, count, bytes, length);
        length += count;
    }

    /** Appends all of {@code data}. */
    public void bytes(byte[] data) {
        if (bytes.length - length < data.length) {
            grow(data.length);
        }
        System.arraycopy(data, 0, bytes, length, data.length);
        length += data.length;
    }

    /** Appends the low 16 bits of {@code number}, the high byte first. */
    public void int16(int number) {
        put(number >>> 8);
        put(number);
    }

    /** Appends {@code number}, the high byte first. */
    public void int32(int number) {
        if (bytes.length - length < Integer.BYTES) {
            grow(Integer.BYTES);
        }
        INT.set(bytes, length, number);
        length += Integer.BYTES;
    }

    /** Appends {@code number}, the high byte first. */
    public void int64(long number) {
        int32((int) (number >>> 32));
        int32((int) number);
    }

    /** Appends {@code number} as signed decimal text. */
    public void decimal(long number) {
        if (number < 0) {
            text(Long.toString(number));
            return;
        }
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        if (bytes.length - length < digits) {
            grow(digits);
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Appends {@code number} as unsigned decimal text. */
    public void unsigned(long number) {
        if (number >= 0) {
            decimal(number);
        } else {
            text(Long.toUnsignedString(number));
        }
    }

    /** Appends a value: copied when small, referred to when large. The caller must not change it afterwards. */
    public void value(byte[] data) {
        if (data.length <= BIG) {
            bytes(data);
            return;
        }
        if (valueCount == values.length) {
            values = Arrays.copyOf(values, valueCount * 2);
            valueOffsets = Arrays.copyOf(valueOffsets, valueCount * 2);
        }
        values[valueCount] = data;
        valueOffsets[valueCount++] = length;
        valueBytes += data.length;
    }

    /** Whether nothing was appended since the last {@link #clear()}. */
    public boolean isEmpty() {
        return length == 0 && valueCount == 0;
    }

    /** All bytes appended, large values included. */
    public long size() {
        return length + valueBytes;
    }

    /** The array behind the bytes that were copied; valid up to {@link #length()}. */
    public byte[] array() {
        return bytes;
    }

    /** Bytes in {@link #array()}. */
    public int length() {
        return length;
    }

    /** Number of values held by reference. */
    public int valueCount() {
        return valueCount;
    }

    /** The {@code index}-th value held by reference. */
    public byte[] value(int index) {
        return values[index];
    }

    /** How many bytes of {@link #array()} go before the {@code index}-th value. */
    public int valueOffset(int index) {
        return valueOffsets[index];
    }

    /** Takes back everything appended since the buffer stood at {@code keptLength} bytes and {@code keptValues} values. */
    public void rollBack(int keptLength, int keptValues) {
        length = keptLength;
        while (valueCount > keptValues) {
            valueBytes -= values[--valueCount].length;
            values[valueCount] = null;
        }
    }

    /** Forgets everything. */
    public void clear() {
        rollBack(0, 0);
        if (bytes.length > KEPT_SIZE) {
            bytes = new byte[FIRST_SIZE];
        }
    }

    private void grow(int more) {
        long wanted = Math.max((long) bytes.length * 2, (long) length + more);
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
}
