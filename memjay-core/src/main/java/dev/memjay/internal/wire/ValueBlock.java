package dev.memjay.internal.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads one data block and its line end in pieces, into its own array or past it. */
final class ValueBlock {
    private static final byte[] EMPTY = {};

    private boolean open;
    private byte @Nullable [] target;
    private int length;
    private int filled;

    /** Whether a block was begun and is not complete. */
    boolean isOpen() {
        return open;
    }

    /** Begins a block that is kept. */
    void open(int blockLength) {
        open(blockLength, blockLength == 0 ? EMPTY : new byte[blockLength]);
    }

    /** Begins a block whose bytes go to {@code array}, or nowhere. */
    void open(int blockLength, byte @Nullable [] array) {
        open = true;
        target = array;
        length = blockLength;
        filled = 0;
    }

    /** Gives up keeping what comes. */
    void drop() {
        target = null;
    }

    /** Takes what came of the block; returns whether it is complete. */
    boolean read(Input in) throws ProtocolViolation {
        int count = Math.min(length - filled, in.available());
        if (count > 0) {
            if (target == null) {
                in.skip(count);
            } else {
                in.take(target, filled, count);
            }
            filled += count;
        }
        if (filled < length || in.available() < 2) {
            return false;
        }
        if (in.at(0) != '\r' || in.at(1) != '\n') {
            throw new ProtocolViolation("a value of " + length + " bytes is not followed by a line end");
        }
        in.skip(2);
        open = false;
        return true;
    }

    /** Takes bytes of the block, though not its line end, from where they came in; returns how many. */
    int fill(ByteBuffer source) {
        int count = open ? Math.min(length - filled, source.remaining()) : 0;
        if (count > 0) {
            if (target == null) {
                source.position(source.position() + count);
            } else {
                source.get(target, filled, count);
            }
            filled += count;
        }
        return count;
    }

    /** The complete block, or null if it was not kept; it is held here no longer. */
    byte @Nullable [] release() {
        byte[] value = target;
        target = null;
        return value;
    }
}
