package dev.memjay.server.text;

import dev.memjay.server.protocol.ValueBuffer;

/** The data block of a storage command, with the CR LF that has to follow, while its bytes arrive. */
final class Block {
    private final ValueBuffer value = new ValueBuffer();
    private int terminator;
    private boolean terminated;

    void begin(int length, int available) {
        value.begin(length, available);
        terminator = 0;
        terminated = true;
    }

    /** Takes what belongs to the block and returns the index behind it. */
    int take(byte[] input, int from, int to) {
        int at = value.take(input, from, to);
        while (value.complete() && terminator < 2 && at < to) {
            terminated &= input[at++] == (terminator++ == 0 ? '\r' : '\n');
        }
        return at;
    }

    boolean complete() {
        return terminator == 2;
    }

    /** The memory that the block takes at present. */
    int held() {
        return value.held();
    }

    /** Whether CR LF followed. */
    boolean wellFormed() {
        return terminated;
    }

    /** The value; the block forgets it. */
    byte[] release() {
        return value.release();
    }
}
