package dev.memjay.internal.connection;

import dev.memjay.internal.wire.Request;
import org.jspecify.annotations.Nullable;

/**
 * An operation with a callback: the event loop reads its reply, keeps its deadline and runs its callback, or, if it is
 * part of a {@link Gathering}, that one's thread does.
 */
public final class Deferred extends Operation {
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
    private final boolean posted;
    private final Gathering.@Nullable Place place;
    private volatile @Nullable Callback callback;
    /** The next whose callback is due; see {@link DueCallbacks}. */
    @Nullable
    Deferred next;

    /**
     * @param deadline when to give up, in {@link dev.memjay.internal.clock.Clock#nanoTime()}
     * @param callback what runs when it is over
     */
    public Deferred(Request request, @Nullable String key, boolean base64Key, long deadline, Callback callback) {
        this(request, key, base64Key, deadline, callback, false, null);
    }

    /** As above, as part of what one thread waits for. */
    Deferred(
            Request request,
            @Nullable String key,
            boolean base64Key,
            long deadline,
            Callback callback,
            Gathering gathering) {
        this(request, key, base64Key, deadline, callback, false, gathering);
    }

    private Deferred(
            Request request,
            @Nullable String key,
            boolean base64Key,
            long deadline,
            Callback callback,
            boolean posted,
            @Nullable Gathering gathering) {
        super(request, key, base64Key, gathering == null ? null : gathering.thread());
        this.deadline = deadline;
        this.callback = callback;
        this.posted = posted;
        this.place = gathering == null ? null : new Gathering.Place(gathering);
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
        return new Deferred(request, key, base64Key, deadline, callback, true, null);
    }

    /** Its place among what one thread waits for; null when it is the event loop's. */
    Gathering.@Nullable Place place() {
        return place;
    }

    /** Whether its caller does not wait to hear how it ended. */
    boolean isPosted() {
        return posted;
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
}
