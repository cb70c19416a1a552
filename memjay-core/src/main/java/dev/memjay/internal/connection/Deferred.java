package dev.memjay.internal.connection;

import dev.memjay.internal.wire.Request;
import org.jspecify.annotations.Nullable;

/**
 * An operation with a callback: the event loop reads its reply, keeps its deadline and runs its callback, or, if it is
 * part of a {@link Gathering}, that one's thread does.
 */
public class Deferred extends Operation {
    /** What runs, once, when a deferred operation is over; must not block. */
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
    /** The next whose callback is due; see {@link DueCallbacks}. */
    @Nullable
    Deferred next;

    /**
     * @param deadline when to give up, in {@link dev.memjay.internal.clock.Clock#nanoTime()}
     * @param callback what runs when it is over
     */
    public Deferred(Request request, @Nullable String key, boolean base64Key, long deadline, Callback callback) {
        this(request, key, base64Key, deadline, callback, null);
    }

    /**
     * As above.
     *
     * @param later a platform thread that will wait for it among others; null for none
     */
    Deferred(
            Request request,
            @Nullable String key,
            boolean base64Key,
            long deadline,
            Callback callback,
            @Nullable Thread later) {
        super(request, key, base64Key, later);
        this.deadline = deadline;
        this.callback = callback;
    }

    /**
     * One whose caller does not wait to hear how it ended: its callback is for what is counted and reported, and does not
     * run where nobody can say.
     *
     * @param deadline when to give up, in {@link dev.memjay.internal.clock.Clock#nanoTime()}
     * @param callback what runs when it is over
     */
    public static Deferred posted(
            Request request, @Nullable String key, boolean base64Key, long deadline, Callback callback) {
        return new Posted(request, key, base64Key, deadline, callback);
    }

    /** Its place among what one thread waits for; null when it is the event loop's. */
    Gathering.@Nullable Place place() {
        return null;
    }

    /** Whether its caller does not wait to hear how it ended. */
    boolean isPosted() {
        return false;
    }

    /** When to give up, in {@link dev.memjay.internal.clock.Clock#nanoTime()}. */
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

    private static final class Posted extends Deferred {
        Posted(Request request, @Nullable String key, boolean base64Key, long deadline, Callback callback) {
            super(request, key, base64Key, deadline, callback);
        }

        @Override
        boolean isPosted() {
            return true;
        }
    }
}
