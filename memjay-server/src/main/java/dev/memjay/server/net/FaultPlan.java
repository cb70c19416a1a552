package dev.memjay.server.net;

import org.jspecify.annotations.Nullable;

/** Which faults the server shows at present; any thread may change it. */
public final class FaultPlan {
    private volatile boolean any;
    private volatile boolean silent;
    private volatile boolean split;
    private volatile boolean outOfDate;
    private volatile boolean dropDatagrams;
    private volatile long delayNanos;
    private volatile long closeAfterBytes = -1;
    private volatile byte @Nullable [] garbage;

    boolean any() {
        return any;
    }

    boolean silent() {
        return silent;
    }

    boolean split() {
        return split;
    }

    boolean outOfDate() {
        return outOfDate;
    }

    boolean dropDatagrams() {
        return dropDatagrams;
    }

    long delayNanos() {
        return delayNanos;
    }

    long closeAfterBytes() {
        return closeAfterBytes;
    }

    byte @Nullable [] garbage() {
        return garbage;
    }

    /** No reply is sent. */
    public void beSilent() {
        silent = true;
        any = true;
    }

    /** Replies go out one byte at a time. */
    public void splitReplies() {
        split = true;
        any = true;
    }

    /** Each reply waits until the next one is due. */
    public void answerOutOfDate() {
        outOfDate = true;
        any = true;
    }

    /** UDP requests are lost. */
    public void loseDatagrams() {
        dropDatagrams = true;
        any = true;
    }

    /** Replies come so much later. */
    public void delayNanos(long nanos) {
        delayNanos = nanos;
        any = true;
    }

    /** A connection ends when it has sent so many bytes from now on. */
    public void closeAfterBytes(long bytes) {
        closeAfterBytes = bytes;
        any = true;
    }

    /** Replies are replaced by these bytes. */
    public void garbage(byte[] bytes) {
        garbage = bytes;
        any = true;
    }

    /** Behaves well again. */
    public void clear() {
        silent = false;
        split = false;
        outOfDate = false;
        dropDatagrams = false;
        delayNanos = 0;
        closeAfterBytes = -1;
        garbage = null;
        any = false;
    }
}
