package dev.memjay.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one data block, and the line end behind it where there is one, in pieces: into its own array or past it. */
public final class ValueBlock {
    private static final byte[] EMPTY = {};
    /** What is taken at once for a block, whose length is the server's word until it has come; more as it comes. */
    private static final int FIRST_PART = 1 << 20;
    /** What is kept grows by copying, so that one block takes up to half as much again for a moment. */
    private static final int SHARE_OF_HEAP = 4;

    private final long maxKept;

    private boolean open;
    private byte @Nullable [] target;
    /** Whether the block is kept in an array that is made when the first of it comes, so that text needs none. */
    private boolean isUnmade;

    private int length;
    private int filled;
    private boolean hasLineEnd;

    /** One that keeps blocks of up to a quarter of the heap. */
    public ValueBlock() {
        this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    ValueBlock(long maxKept) {
        this.maxKept = maxKept;
    }

    /** Whether a block was begun and is not complete. */
    public boolean isOpen() {
        return open;
    }

    /** Begins a block that is kept. */
    public void open(int blockLength) throws ProtocolViolation {
        checkKept(blockLength);
        open(blockLength, blockLength == 0 ? EMPTY : null);
        isUnmade = blockLength > 0;
    }

    /** Begins a block whose bytes go to {@code array}, or nowhere. */
    public void open(int blockLength, byte @Nullable [] array) {
        begin(blockLength, array);
        hasLineEnd = true;
    }

    /** Begins a block that ends with its last byte; it is kept, or goes nowhere. */
    public void openBare(int blockLength, boolean keep) throws ProtocolViolation {
        if (keep) {
            checkKept(blockLength);
        }
        begin(blockLength, keep && blockLength == 0 ? EMPTY : null);
        isUnmade = keep && blockLength > 0;
        hasLineEnd = false;
    }

    private void checkKept(int blockLength) throws ProtocolViolation {
        if (blockLength > maxKept) {
            throw new ProtocolViolation("a value of " + blockLength + " bytes is announced; more than " + maxKept
                    + ", a quarter of this program's heap, are not read");
        }
    }

    private void begin(int blockLength, byte @Nullable [] array) {
        open = true;
        target = array;
        isUnmade = false;
        length = blockLength;
        filled = 0;
    }

    /** Gives up keeping what comes. */
    public void drop() {
        target = null;
        isUnmade = false;
    }

    /**
     * Takes the whole block as text in UTF-8, if it is kept and all of it is there; otherwise it stays as it is.
     *
     * @return the text; null if it is not there yet, empty, or may be no UTF-8
     */
    @Nullable
    public String readText(Input in) {
        int lineEnd = hasLineEnd ? 2 : 0;
        boolean isThere = isUnmade
                && in.available() - lineEnd >= length
                && (!hasLineEnd || in.at(length) == '\r' && in.at(length + 1) == '\n');
        if (!isThere) {
            return null;
        }
        String text = new String(in.array(), in.start(), length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            return null;
        }
        in.skip(length + lineEnd);
        isUnmade = false;
        open = false;
        return text;
    }

    /** Whether the flags are of what is text for a codec of strings: none, or those of pymemcache and pylibmc for it. */
    static boolean isText(int flags) {
        return flags == 0 || flags == 16;
    }

    /** Has room for so many bytes more, if the block is kept. */
    private void makeRoom(int count) {
        if (isUnmade) {
            target = new byte[Math.min(length, Math.max(FIRST_PART, count))];
            isUnmade = false;
        } else if (target != null && target.length - filled < count) {
            long doubled = Math.max(filled + (long) count, 2L * target.length);
            target = Arrays.copyOf(target, (int) Math.min(length, doubled));
        }
    }

    /** Takes what came of the block; returns whether it is complete. */
    public boolean read(Input in) throws ProtocolViolation {
        int count = Math.min(length - filled, in.available());
        if (count > 0) {
            makeRoom(count);
            if (target == null) {
                in.skip(count);
            } else {
                in.take(target, filled, count);
            }
            filled += count;
        }
        if (filled < length) {
            return false;
        }
        if (!hasLineEnd) {
            open = false;
            return true;
        }
        if (in.available() < 2) {
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
    public int fill(ByteBuffer source) {
        int count = open ? Math.min(length - filled, source.remaining()) : 0;
        if (count > 0) {
            makeRoom(count);
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
    public byte @Nullable [] release() {
        byte[] value = target;
        target = null;
        return value;
    }
}
