package dev.memjay.internal.connection;

import dev.memjay.internal.wire.Request;
import org.jspecify.annotations.Nullable;

/** An operation that no thread waits for: the event loop reads its reply, keeps its deadline and runs its callback. */
public final class Deferred extends Operation {
    /** What runs, once and on the event loop, when a deferred operation is over; must not block. */
    @FunctionalInterface
    public interface Callback {
        /**
         * @param operation the operation; its reply may be read if {@code failure} is null
         * @param failure why there is no reply, or null
         */
        void over(Deferred operation, @Nullable Failure failure);
    }

    private final long deadline;
    private volatile @Nullable Callback callback;

    /**
     * @param deadline when to give up, in {@link Clock#nanoTime()}
     * @param callback what runs when it is over
     */
    public Deferred(Request request, @Nullable String key, boolean base64Key, long deadline, Callback callback) {
        super(request, key, base64Key, null);
        this.deadline = deadline;
        this.callback = callback;
    }

    /** When to give up, in {@link Clock#nanoTime()}. */
    public long deadline() {
        return deadline;
    }

    /** What runs when it is over; null for a tombstone. */
    @Nullable
    Callback callback() {
        return callback;
    }

    /** Leaves without an answer and without a callback; false when it is over already. */
    public boolean cancel() {
        return abandon();
    }

    @Override
    void dropCallback() {
        callback = null;
    }
}
