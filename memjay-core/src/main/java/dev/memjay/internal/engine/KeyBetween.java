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
 * Calls for one key between the ends of a migration: a read asks the new pool, for half of the time at most, and the old one for
 * what the new one has not; a write goes to the old pool, and the new one is told what came of it, in the time that is left.
 */
record KeyBetween(Engine oldPool, Engine newPool) {
    Exchange read(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        long start = Clock.nanoTime();
        try {
            Exchange found = newPool.call(request, key, base64Key, route, Timeouts.half(nanos));
            if (found.status == Status.HIT) {
                return found;
            }
        } catch (MemjayException failed) {
            refuseEnd(failed);
        }
        return oldPool.call(request, key, base64Key, route, Timeouts.left(nanos, start));
    }

    Exchange write(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        long start = Clock.nanoTime();
        Exchange answer;
        try {
            answer = oldPool.call(request, key, base64Key, route, nanos);
        } catch (MemjayException failed) {
            oldPoolFailed(failed, request, key, base64Key, route, nanos);
            throw failed;
        }
        Request mirror = Mirror.of(request, answer.status);
        if (mirror == null) {
            return answer;
        }
        try {
            newPool.call(mirror, key, base64Key, route, Timeouts.left(nanos, start));
            return answer;
        } catch (MemjayException failed) {
            throw Mirror.failed(failed, answer.status);
        }
    }

    /** What concerns the caller, and no pool, goes straight to him. */
    private static void refuseEnd(MemjayException error) {
        if (error instanceof ClosedException || error instanceof InterruptedCallException) {
            throw error;
        }
    }

    /** Nobody knows what the old pool has now, so the new one is to have nothing; it has time of its own for that. */
    private void oldPoolFailed(
            Throwable failed, Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        Request removal = Mirror.of(request, null);
        if (removal == null) {
            return;
        }
        try {
            newPool.post(removal, key, base64Key, route, nanos);
        } catch (MemjayException refused) {
            failed.addSuppressed(refused);
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
        return Futures.followedWhileWanted(
                newPool.start(request, key, base64Key, route, Timeouts.half(nanos), Function.identity()),
                (found, failure) -> {
                    if (failure instanceof MemjayException failed) {
                        refuseEnd(failed);
                    } else if (failure != null) {
                        return CompletableFuture.failedFuture(failure);
                    } else if (found.status == Status.HIT) {
                        return CompletableFuture.completedFuture(reader.apply(found));
                    }
                    return oldPool.start(request, key, base64Key, route, Timeouts.left(nanos, start), reader);
                });
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
                    if (failure != null) {
                        oldPoolFailed(failure, request, key, base64Key, route, nanos);
                        return CompletableFuture.failedFuture(failure);
                    }
                    Request mirror = Mirror.of(request, answer.status);
                    if (mirror == null) {
                        return CompletableFuture.completedFuture(reader.apply(answer));
                    }
                    long left = Timeouts.left(nanos, start);
                    return Futures.recovering(
                            newPool.start(mirror, key, base64Key, route, left, done -> reader.apply(answer)),
                            failed -> {
                                throw Mirror.failed(failed, answer.status);
                            });
                });
    }

    void post(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        oldPool.post(request, key, base64Key, route, nanos);
        Request mirror = Mirror.blind(request);
        if (mirror != null) {
            try {
                newPool.post(mirror, key, base64Key, route, nanos);
            } catch (MemjayException refused) {
                throw refused.appliedElsewhere();
            }
        }
    }
}
