package dev.memjay.internal.engine;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Verb;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The time before a discovery has found the first nodes: calls wait here, each within its own time, and what waits in vain
 * is counted, and told where it was a write. Thread-safe.
 */
final class FirstFleet {
    private final MemjayListener listener;
    private final LongAdder inVain = new LongAdder();
    /** Completes with the first fleet; exceptionally when the client is closed before. */
    private final CompletableFuture<Engine> found = new CompletableFuture<>();

    private volatile @Nullable Throwable lastFailure;

    FirstFleet(MemjayListener listener) {
        this.listener = listener;
    }

    /** The nodes are known. */
    void found(Engine engine) {
        found.complete(engine);
    }

    /** Why the last look failed; null once one did not. */
    void lookFailed(@Nullable Throwable cause) {
        lastFailure = cause;
    }

    /** The client is closed: who still waits is told. */
    void close() {
        found.completeExceptionally(closed(Verb.ADMIN));
    }

    /** How many calls ended before any nodes were known. */
    long inVain() {
        return inVain.sum();
    }

    // ---- By the calling thread

    /** Waits for a question that belongs to no key. */
    Engine await(Verb verb, long nanos) {
        try {
            return found.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw tooLate(verb, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(
                    "the calling thread was interrupted", new Context(null, verb.toString(), 0, false), e);
        } catch (ExecutionException e) {
            throw closed(verb);
        }
    }

    /** Waits for a call for one key, and has it made with the time that is left. */
    Exchange call(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        long start = Clock.nanoTime();
        Engine engine;
        try {
            engine = await(request.verb(), nanos);
        } catch (MemjayException error) {
            lost(request, key, error);
            throw error;
        }
        return engine.call(request, key, base64Key, route, Math.max(1, nanos - (Clock.nanoTime() - start)));
    }

    /** Waits for a bulk call, and has it made with the time that is left; what comes too late fails for each of its keys. */
    BulkOutcome call(BulkCall call, long nanos) {
        long start = Clock.nanoTime();
        Engine engine;
        try {
            engine = await(call.verb(), nanos);
        } catch (MemjayException error) {
            return lost(call, error);
        }
        return engine.callAll(call, Math.max(1, nanos - (Clock.nanoTime() - start)));
    }

    // ---- Without a thread

    /** Makes a call for one key when the nodes are known, with the time that is left to it. */
    <R extends @Nullable Object> CompletableFuture<R> start(
            Request request,
            String key,
            boolean base64Key,
            @Nullable String route,
            long nanos,
            Function<Exchange, R> reader) {
        return later(request, key, nanos, (engine, left) -> engine.start(request, key, base64Key, route, left, reader));
    }

    /** Posts a call for one key when the nodes are known, with the time that is left to it. */
    void post(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        CompletableFuture<Boolean> posted = later(request, key, nanos, (engine, left) -> {
            engine.post(request, key, base64Key, route, left);
            return CompletableFuture.completedFuture(true);
        });
        tellFailure(request.verb(), posted);
    }

    private <R extends @Nullable Object> CompletableFuture<R> later(
            Request request, String key, long nanos, BiFunction<Engine, Long, CompletableFuture<R>> call) {
        return later(
                request.verb(),
                nanos,
                error -> {
                    lost(request, key, error);
                    throw error;
                },
                call);
    }

    /** Makes a bulk call when the nodes are known, with the time that is left to it. */
    <R extends @Nullable Object> CompletableFuture<R> start(
            BulkCall call, long nanos, Function<BulkOutcome, R> reader) {
        return later(
                call.verb(),
                nanos,
                error -> reader.apply(lost(call, error)),
                (engine, left) -> engine.startAll(call, left, reader));
    }

    /** Posts a bulk call when the nodes are known, with the time that is left to it. */
    void post(BulkCall call, long nanos) {
        CompletableFuture<Boolean> posted = later(
                call.verb(),
                nanos,
                error -> {
                    lost(call, error);
                    throw error;
                },
                (engine, left) -> {
                    engine.postAll(call, left);
                    return CompletableFuture.completedFuture(true);
                });
        tellFailure(call.verb(), posted);
    }

    /** Has whatever a posted call ends with told, since nobody waits for it. */
    private void tellFailure(Verb verb, CompletableFuture<?> posted) {
        posted.whenComplete((done, error) -> {
            if (error instanceof MemjayException failure) {
                listener.postFailed(null, verb, failure);
            }
        });
    }

    private <R extends @Nullable Object> CompletableFuture<R> later(
            Verb verb,
            long nanos,
            Function<MemjayException, R> lost,
            BiFunction<Engine, Long, CompletableFuture<R>> call) {
        long start = Clock.nanoTime();
        CompletableFuture<R> result = new CompletableFuture<>();
        found.copy().orTimeout(nanos, TimeUnit.NANOSECONDS).whenComplete((engine, failure) -> {
            if (failure != null) {
                end(found.isCompletedExceptionally() ? closed(verb) : tooLate(verb, nanos), lost, result);
            } else if (!result.isDone()) {
                begin(engine, Math.max(1, nanos - (Clock.nanoTime() - start)), call, result);
            }
        });
        return result;
    }

    private static <R extends @Nullable Object> void end(
            MemjayException error, Function<MemjayException, R> lost, CompletableFuture<R> result) {
        try {
            result.complete(lost.apply(error));
        } catch (Throwable thrown) {
            result.completeExceptionally(thrown);
        }
    }

    private static <R extends @Nullable Object> void begin(
            Engine engine,
            long nanos,
            BiFunction<Engine, Long, CompletableFuture<R>> call,
            CompletableFuture<R> result) {
        try {
            call.apply(engine, nanos).whenComplete((value, error) -> {
                if (error == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(Futures.unwrapped(error));
                }
            });
        } catch (RuntimeException | Error refused) {
            result.completeExceptionally(refused);
        }
    }

    // ---- What ends in vain

    private void lost(Request request, String key, MemjayException error) {
        inVain.increment();
        tell(request, key, error);
    }

    /** Every key has failed; but what concerns the caller alone ends the whole call. */
    private BulkOutcome lost(BulkCall call, MemjayException error) {
        inVain.increment();
        MemjayException[] errors = new MemjayException[call.keys().length];
        for (int row = 0; row < errors.length; row++) {
            errors[row] = error;
            tell(call.requests()[row], call.keys()[row], error);
        }
        if (error instanceof ClosedException || error instanceof InterruptedCallException) {
            throw error;
        }
        return new BulkOutcome(call.result(), errors);
    }

    private void tell(Request request, String key, MemjayException error) {
        if (!(request instanceof ReadRequest)) {
            listener.writeFailed(null, request.verb(), key, error);
        }
    }

    private MemjayException tooLate(Verb verb, long nanos) {
        Throwable failure = lastFailure;
        String why = failure == null ? "the first look is under way" : "the last look failed: " + failure.getMessage();
        MemjayException error = new OperationTimeoutException(
                "no nodes are known yet, and none were found within " + nanos / 1_000_000 + " ms; " + why,
                new Context(null, verb.toString(), nanos, false),
                Phase.CONNECTING);
        if (failure != null) {
            error.addSuppressed(failure);
        }
        return error;
    }

    /** The error of a call to a client that is closed. */
    static ClosedException closed(Verb verb) {
        return new ClosedException("the client is closed", new Context(null, verb.toString(), 0, false), null);
    }
}
