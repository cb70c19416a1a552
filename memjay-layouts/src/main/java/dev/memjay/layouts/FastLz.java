package dev.memjay.layouts;

import dev.memjay.error.CodecException;
import java.util.Arrays;

/**
 * Expands FastLZ, levels 1 and 2: php-memcached's default compression.
 *
 * <p>A block is a row of runs. The first byte of a run says by its upper three bits either 0, literals, one more than the
 * lower five say; or the length of a copy, whose distance the lower five and the next byte make. Confined to one call.
 */
final class FastLz {
    private static final int MIN_COPY = 3;
    /** A copy as long as three bits can say is continued by bytes. */
    private static final int CONTINUED = 6;
    /** Where two bytes of distance go on from in level 2. */
    private static final int FAR = 8_191;

    private final byte[] in;
    private final int end;
    private final byte[] out;
    private int next;
    private int length;

    private FastLz(byte[] in, int start, int expanded) {
        this.in = in;
        next = start;
        end = in.length;
        out = new byte[expanded];
    }

    /**
     * Expands a block.
     *
     * @param data holds it, from {@code start} on
     * @param expanded how long it is expanded; the caller bounds it
     */
    static byte[] expand(byte[] data, int start, int expanded) {
        return new FastLz(data, start, expanded).expanded();
    }

    private byte[] expanded() {
        int first = unsigned();
        int level = (first >> 5) + 1;
        if (level > 2) {
            throw damaged();
        }
        int control = first & 31;
        while (true) {
            if (control < 32) {
                literals(control + 1);
            } else {
                copy(control, level);
            }
            if (next >= end) {
                break;
            }
            control = unsigned();
        }
        if (length != out.length) {
            throw damaged();
        }
        return out;
    }

    private void literals(int count) {
        if (count > end - next || count > out.length - length) {
            throw damaged();
        }
        System.arraycopy(in, next, out, length, count);
        next += count;
        length += count;
    }

    private void copy(int control, int level) {
        int count = (control >> 5) - 1;
        int distance = (control & 31) << 8;
        boolean isFarthest = distance == 31 << 8;
        if (count == CONTINUED) {
            int more;
            do {
                more = unsigned();
                count += more;
            } while (level == 2 && more == 255 && count <= out.length);
        }
        int low = unsigned();
        distance += low;
        if (level == 2 && isFarthest && low == 255) {
            distance = (unsigned() << 8) + unsigned() + FAR;
        }
        count += MIN_COPY;
        int from = length - distance - 1;
        if (from < 0 || count > out.length - length) {
            throw damaged();
        }
        if (distance + 1 >= count) {
            System.arraycopy(out, from, out, length, count);
        } else if (distance == 0) {
            Arrays.fill(out, length, length + count, out[from]);
        } else {
            for (int i = 0; i < count; i++) {
                out[length + i] = out[from + i];
            }
        }
        length += count;
    }

    private int unsigned() {
        if (next >= end) {
            throw damaged();
        }
        return in[next++] & 0xff;
    }

    private static CodecException damaged() {
        return new CodecException("the flags say fastlz, but the data is no block of it");
    }
}
