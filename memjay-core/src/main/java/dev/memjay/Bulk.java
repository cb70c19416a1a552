package dev.memjay;

import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One call for several keys, encoded and checked, with all that is needed to read its outcome: what a blocking and an
 * asynchronous bulk verb have in common.
 *
 * @param call what is asked; no rows for empty input
 * @param reader turns the outcome into the result, and throws for keys that failed
 * @param <R> the type of the result
 */
record Bulk<R>(BulkCall call, Function<BulkOutcome, R> reader) {

    /** Sends it and waits for all nodes. */
    R run(Engine engine, long timeoutNanos) {
        return reader.apply(isEmpty(engine) ? nothing() : engine.callAll(call, timeoutNanos));
    }

    /** Sends it without waiting. */
    CompletableFuture<R> start(Engine engine, long timeoutNanos) {
        try {
            return isEmpty(engine)
                    ? CompletableFuture.completedFuture(reader.apply(nothing()))
                    : engine.startAll(call, timeoutNanos, reader);
        } catch (ClosedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends it and forgets it. */
    void post(Engine engine, long timeoutNanos) {
        if (!isEmpty(engine)) {
            engine.postAll(call, timeoutNanos);
        }
    }

    private boolean isEmpty(Engine engine) {
        if (call.keys().length > 0) {
            return false;
        }
        if (engine.isClosed()) {
            throw new ClosedException(
                    "the client is closed",
                    new MemjayException.Context(null, call.verb().toString(), 0, false),
                    null);
        }
        return true;
    }

    private BulkOutcome nothing() {
        return new BulkOutcome(call.result(), null);
    }
}
