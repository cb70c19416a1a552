package dev.memjay.server.net;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The bytes of a client that its session has not read yet. They are copied for room only, not for each read. */
final class Unread {
    static final byte[] NOTHING = new byte[0];

    private byte[] bytes = NOTHING;
    private int from;
    private int to;
    /** Whether the array belongs to the event loop, which needs it for the next connection. */
    private boolean borrowed;

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    int length() {
        return to - from;
    }

    /** The memory that they take. */
    int held() {
        return borrowed ? 0 : bytes.length;
    }

    /** Takes what has come. */
    void add(ByteBuf source, Scratch scratch) {
        int count = source.readableBytes();
        if (from == to) {
            bytes = scratch.input(count);
            borrowed = true;
            from = 0;
            to = 0;
        } else if (bytes.length - to < count) {
            int kept = to - from;
            int wanted = Math.addExact(kept, count);
            byte[] target = wanted <= bytes.length / 2 ? bytes : new byte[Math.max(wanted, roomier(kept))];
            System.arraycopy(bytes, from, target, 0, kept);
            bytes = target;
            from = 0;
            to = kept;
        }
        source.readBytes(bytes, to, count);
        to += count;
    }

    private static int roomier(int size) {
        return (int) Math.min(2L * size, Integer.MAX_VALUE - 8);
    }

    /** Forgets what stands before this index. */
    void readUntil(int index) {
        from = index;
    }

    /** Gives the event loop its array back, and keeps no array that is empty. */
    void settle() {
        if (from == to) {
            clear();
        } else if (borrowed) {
            bytes = Arrays.copyOfRange(bytes, from, to);
            to -= from;
            from = 0;
            borrowed = false;
        }
    }

    void clear() {
        bytes = NOTHING;
        from = 0;
        to = 0;
        borrowed = false;
    }
}
