package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks that the event loop owes: of operations that were answered, by it or by others, and of those whose time
 * is over. Run by the loop's thread, or by whoever comes after its end.
 *
 * <p>Answered operations are chained by a field of their own: nobody answers one a second time, so a queue that could not
 * take it for want of memory would leave its future open for ever.
 */
final class DueCallbacks {
    /** Those that other threads settled, the newest first. */
    private final AtomicReference<@Nullable Deferred> newestElsewhere = new AtomicReference<>();
    /** Those of them that were taken over, the oldest first. */
    private @Nullable Deferred oldestElsewhere;

    private @Nullable Deferred oldestHere;
    private @Nullable Deferred newestHere;
    private final ArrayDeque<Runnable> expired = new ArrayDeque<>();
    /** When those that run now were found to be due; all were answered before. */
    private long time;

    /** An operation that the loop's thread settled, which is the caller. */
    void addHere(Deferred operation) {
        if (newestHere == null) {
            oldestHere = operation;
        } else {
            newestHere.next = operation;
        }
        newestHere = operation;
    }

    /** An operation that another thread settled, which is the caller. */
    void addElsewhere(Deferred operation) {
        Deferred before;
        do {
            before = newestElsewhere.get();
            operation.next = before;
        } while (!newestElsewhere.compareAndSet(before, operation));
    }

    /** Gives an operation up, by the loop's thread, which is the caller. */
    void expire(Deferred operation, Deferred.Callback callback, Failure failure) {
        expired.add(() -> run(operation, callback, failure)); // before it is given up: this may find no memory
        if (!operation.abandon()) {
            expired.removeLast();
        }
    }

    boolean isEmpty() {
        return oldestHere == null && expired.isEmpty() && oldestElsewhere == null && newestElsewhere.get() == null;
    }

    void runExpired() {
        for (Runnable next = expired.poll(); next != null; next = expired.poll()) {
            next.run();
        }
    }

    /** When the callbacks that run now were found to be due. */
    long time() {
        return time;
    }

    /** Runs so many callbacks of answered operations at most. */
    void runSettled(int most) {
        time = Clock.nanoTime();
        for (int i = 0; i < most; i++) {
            Deferred next = nextSettled();
            if (next == null) {
                return;
            }
            Deferred.Callback callback = next.callback();
            if (callback != null) {
                run(next, callback, next.failure());
            }
        }
    }

    private @Nullable Deferred nextSettled() {
        Deferred first = oldestHere;
        if (first != null) {
            oldestHere = first.next;
            if (oldestHere == null) {
                newestHere = null;
            }
        } else {
            takeOver();
            first = oldestElsewhere;
            if (first == null) {
                return null;
            }
            oldestElsewhere = first.next;
        }
        first.next = null;
        return first;
    }

    private void takeOver() {
        if (oldestElsewhere != null) {
            return;
        }
        Deferred newest = newestElsewhere.getAndSet(null);
        if (newest != null) {
            time = Clock.nanoTime();
        }
        while (newest != null) {
            Deferred before = newest.next;
            newest.next = oldestElsewhere;
            oldestElsewhere = newest;
            newest = before;
        }
    }

    private static void run(Deferred operation, Deferred.Callback callback, @Nullable Failure failure) {
        try {
            callback.over(operation, failure);
        } catch (Throwable thrown) {
            EventLoop.log("a callback on the event loop failed", thrown);
        }
    }
}
