package dev.memjay.server.protocol;

import java.util.Arrays;

/** A value while its bytes arrive. */
public final class ValueBuffer {
    /** A value is not given its whole array before this much of it has arrived. */
    private static final int FIRST_PIECE = 64 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private byte[] value = NOTHING;
    private int declared;
    private int filled;

    /** Prepares for a value of this length, of which some bytes may be there already. */
    public void begin(int length, int available) {
        declared = length;
        filled = 0;
        value = length == 0 ? NOTHING : new byte[Math.min(length, Math.max(FIRST_PIECE, available))];
    }

    /** Takes what belongs to the value and returns the index behind it. */
    public int take(byte[] input, int from, int to) {
        int count = Math.min(declared - filled, to - from);
        if (count > 0) {
            if (filled + count > value.length) {
                value = Arrays.copyOf(value, (int) Math.min(declared, Math.max(filled + count, value.length * 2L)));
            }
            System.arraycopy(input, from, value, filled, count);
            filled += count;
        }
        return from + Math.max(count, 0);
    }

    public boolean complete() {
        return filled == declared;
    }

    /** The memory that the value takes at present. */
    public int held() {
        return value.length;
    }

    /** The value; the buffer forgets it. */
    public byte[] release() {
        byte[] result = value;
        value = NOTHING;
        return result;
    }
}
