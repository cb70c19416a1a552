package dev.memjay.internal.script;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Drives a script on the caller's thread, which waits for every answer. Makes no object of its own. */
final class OnCaller {
    private OnCaller() {}

    static <R extends @Nullable Object> R run(Script<R> script) {
        try {
            return steps(script);
        } catch (MemjayException error) {
            return script.recovered(error);
        }
    }

    @SuppressWarnings("NullAway") // where a result may be null, R says so
    private static <R extends @Nullable Object> R steps(Script<R> script) {
        try {
            Step<R> step = script.begin();
            while (true) {
                if (step instanceof Step.Ask<?, R> ask) {
                    step = asked(script, ask);
                } else if (step instanceof Step.Done<R> done) {
                    return done.result();
                } else if (step instanceof Step.Failed<R> failed) {
                    throw unchecked(failed.error());
                } else if (step instanceof Step.Pause<R> pause) {
                    pause(script, pause.nanos());
                    step = pause.then().get();
                } else if (step instanceof Step.Await<?, R> await) {
                    step = awaited(script, await);
                } else {
                    step = ran((Step.Foreign<?, R>) step);
                }
            }
        } finally {
            script.ended();
        }
    }

    private static <A extends @Nullable Object, R extends @Nullable Object> Step<R> asked(
            Script<R> script, Step.Ask<A, R> ask) {
        A answer;
        try {
            answer = ask.run(script.leftNanos());
        } catch (RuntimeException error) {
            return ask.failed(error);
        }
        return ask.answered(answer);
    }

    private static void pause(Script<?> script, long nanos) {
        long end = Clock.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - Clock.nanoTime()) {
            LockSupport.parkNanos(script, left);
            if (Thread.currentThread().isInterrupted()) {
                throw script.interrupted(null);
            }
        }
    }

    private static <A, R extends @Nullable Object> Step<R> awaited(Script<R> script, Step.Await<A, R> await) {
        A end = null;
        try {
            end = await.event().get(Math.max(0, await.nanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The script is told by the null.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw script.interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("what a script waits for does not end with an error", e);
        }
        return await.then().apply(end);
    }

    private static <A extends @Nullable Object, R extends @Nullable Object> Step<R> ran(Step.Foreign<A, R> foreign) {
        A made;
        try {
            CompletableFuture<? extends A> stage = foreign.code().call().toCompletableFuture();
            made = stage.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return foreign.failed().apply(e);
        } catch (Throwable e) {
            return foreign.failed().apply(Detached.unwrapped(e));
        }
        return foreign.then().apply(made);
    }

    /** The error, to be thrown as it is; a checked one, which no verb of Memjay's ends with, comes wrapped. */
    private static RuntimeException unchecked(Throwable error) {
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException unchecked ? unchecked : new CompletionException(error);
    }
}
