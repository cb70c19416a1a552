package dev.memjay.internal.engine;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls for one key between the ends of a migration: a read asks the new pool, and the old one for what the new one has not; a
 * write goes to the old pool, and the new one is told what came of it, in the time that is left.
 */
record KeyBetween(Engine oldPool, Engine newPool) {
    Exchange read(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        long start = Clock.nanoTime();
        try {
            Exchange found = newPool.call(request, key, base64Key, route, nanos);
            if (found.status == Status.HIT) {
                return found;
            }
        } catch (MemjayException failed) {
            refuseEnd(failed);
        }
        return oldPool.call(request, key, base64Key, route, left(nanos, start));
    }

    Exchange write(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        long start = Clock.nanoTime();
        Exchange answer;
        try {
            answer = oldPool.call(request, key, base64Key, route, nanos);
        } catch (MemjayException failed) {
            refuseEnd(failed);
            Request removal = Mirror.of(request, null);
            if (removal != null) {
                newPool.post(removal, key, base64Key, route, nanos);
            }
            throw failed;
        }
        Request mirror = Mirror.of(request, answer.status);
        if (mirror != null) {
            newPool.call(mirror, key, base64Key, route, left(nanos, start));
        }
        return answer;
    }

    /** What concerns the caller, and no pool, goes straight to him. */
    private static void refuseEnd(MemjayException error) {
        if (error instanceof ClosedException || error instanceof InterruptedCallException) {
            throw error;
        }
    }

    <R extends @Nullable Object> CompletableFuture<R> startRead(
            Request request,
            String key,
            boolean base64Key,
            @Nullable String route,
            long nanos,
            Function<Exchange, R> reader) {
        long start = Clock.nanoTime();
        return Futures.followed(
                newPool.start(request, key, base64Key, route, nanos, Function.identity()),
                (found, failure) -> failure == null && found.status == Status.HIT
                        ? CompletableFuture.completedFuture(reader.apply(found))
                        : oldPool.start(request, key, base64Key, route, left(nanos, start), reader));
    }

    <R extends @Nullable Object> CompletableFuture<R> startWrite(
            Request request,
            String key,
            boolean base64Key,
            @Nullable String route,
            long nanos,
            Function<Exchange, R> reader) {
        long start = Clock.nanoTime();
        return Futures.followed(
                oldPool.start(request, key, base64Key, route, nanos, Function.identity()), (answer, failure) -> {
                    Request mirror = Mirror.of(request, failure == null ? answer.status : null);
                    if (failure != null) {
                        if (mirror != null) {
                            newPool.post(mirror, key, base64Key, route, nanos);
                        }
                        return CompletableFuture.failedFuture(failure);
                    }
                    return mirror == null
                            ? CompletableFuture.completedFuture(reader.apply(answer))
                            : newPool.start(
                                    mirror, key, base64Key, route, left(nanos, start), done -> reader.apply(answer));
                });
    }

    void post(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        oldPool.post(request, key, base64Key, route, nanos);
        Request mirror = Mirror.blind(request);
        if (mirror != null) {
            newPool.post(mirror, key, base64Key, route, nanos);
        }
    }

    private static long left(long nanos, long start) {
        return Math.max(1, nanos - (Clock.nanoTime() - start));
    }
}
