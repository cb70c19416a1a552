package dev.memjay.internal.connection;

import dev.memjay.internal.wire.Status;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks that the event loop owes: of operations that were answered, by it or by others, and of those whose time
 * is over. Run by the loop's thread, or by whoever comes after its end.
 */
final class DueCallbacks {
    private final ConcurrentLinkedQueue<Deferred> settledElsewhere = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Deferred> settledHere = new ArrayDeque<>();
    private final ArrayDeque<Runnable> expired = new ArrayDeque<>();

    /** An operation that the loop's thread settled, which is the caller. */
    void addHere(Deferred operation) {
        settledHere.add(operation);
    }

    /** An operation that another thread settled, which is the caller. */
    void addElsewhere(Deferred operation) {
        settledElsewhere.add(operation);
    }

    /** An operation that was given up by the loop's thread, which is the caller. */
    void addExpired(Deferred operation, Deferred.Callback callback, Failure failure) {
        expired.add(() -> run(operation, callback, failure));
    }

    boolean isEmpty() {
        return settledHere.isEmpty() && expired.isEmpty() && settledElsewhere.isEmpty();
    }

    void runExpired() {
        for (Runnable next = expired.poll(); next != null; next = expired.poll()) {
            next.run();
        }
    }

    /** Runs so many callbacks of answered operations at most. */
    void runSettled(int most) {
        for (int i = 0; i < most; i++) {
            Deferred next = nextSettled();
            if (next == null) {
                return;
            }
            Deferred.Callback callback = next.callback();
            if (callback != null) {
                run(next, callback, next.status == Status.FAILED ? (Failure) next.detail : null);
            }
        }
    }

    private @Nullable Deferred nextSettled() {
        Deferred here = settledHere.poll();
        return here != null ? here : settledElsewhere.poll();
    }

    private static void run(Deferred operation, Deferred.Callback callback, @Nullable Failure failure) {
        try {
            callback.over(operation, failure);
        } catch (Throwable thrown) {
            EventLoop.log("a callback on the event loop failed", thrown);
        }
    }
}
