package dev.memjay.internal.script;

import dev.memjay.error.MemjayException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives a script without a thread: does steps until one has to wait, and goes on where the answer comes in.
 *
 * <p>One thread at a time is in the script, since a step is waited for before the next is done; the future that was waited
 * for hands it on. The result may end from outside at any moment. Whoever ends it gives up what is in flight, and the script,
 * which that wakes, finds the result ended before it does another step. The script may be between two steps just then, so it
 * looks once more when what it waits for is to be seen.
 */
final class Detached<R extends @Nullable Object> {
    private final Script<R> script;
    private final Executor callbacks;
    /** The first question's future makes it where there was none; seen by all who are waited for, since it is there before. */
    private @Nullable CompletableFuture<R> result;
    /** What is waited for and may be given up; null where there is nothing, or it may not. */
    private volatile @Nullable CompletableFuture<?> inFlight;

    Detached(Script<R> script, @Nullable CompletableFuture<R> result, Executor callbacks) {
        this.script = script;
        this.result = result;
        this.callbacks = callbacks;
    }

    CompletableFuture<R> start() {
        resume(script::begin);
        CompletableFuture<R> ending = result();
        if (!ending.isDone()) {
            ending.whenComplete((value, error) -> giveUp());
        }
        return ending;
    }

    private CompletableFuture<R> result() {
        CompletableFuture<R> made = result;
        if (made == null) {
            made = new CompletableFuture<>();
            result = made;
        }
        return made;
    }

    private void giveUp() {
        CompletableFuture<?> current = inFlight;
        if (current != null && !script.goesOn()) {
            current.cancel(false);
        }
    }

    private boolean isGivenUp() {
        return result != null && result.isDone() && !script.goesOn();
    }

    private void waitFor(CompletableFuture<?> future) {
        inFlight = future;
        if (isGivenUp()) {
            future.cancel(false);
        }
    }

    /** Goes on with the next step, unless nobody wants it; whatever it throws is the result. */
    private void resume(Supplier<@Nullable Step<R>> next) {
        resume(next, () -> {});
    }

    /** Goes on with the next step, or does what is left to do where nobody wants that any more. */
    private void resume(Supplier<@Nullable Step<R>> next, Runnable unwanted) {
        inFlight = null;
        try {
            if (isGivenUp()) {
                unwanted.run();
                script.ended();
            } else {
                go(next.get());
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Does steps in a loop, so that answers that are there already do not nest, however many they are. */
    private void go(@Nullable Step<R> first) {
        Step<R> step = first;
        while (step != null) {
            if (step instanceof Step.Done<R> done) {
                finish(done);
                return;
            } else if (isGivenUp()) {
                script.ended();
                return;
            } else if (step instanceof Step.Ask<?, R> ask) {
                step = ask(ask);
            } else if (step instanceof Step.Failed<R> failed) {
                fail(failed.error());
                return;
            } else if (step instanceof Step.Pause<R> pause) {
                step = pause(pause);
            } else if (step instanceof Step.Await<?, R> await) {
                step = await(await);
            } else {
                step = run((Step.Foreign<?, R>) step);
            }
        }
    }

    @SuppressWarnings("NullAway") // where a result may be null, R says so
    private void finish(Step.Done<R> done) {
        script.ended();
        if (!result().complete(done.result())) {
            script.unheard(done.result());
        }
    }

    private void fail(Throwable error) {
        script.ended();
        if (error instanceof MemjayException failure) {
            try {
                result().complete(script.recovered(failure));
            } catch (Throwable thrown) {
                result().completeExceptionally(thrown);
            }
        } else {
            result().completeExceptionally(error);
        }
    }

    // ---- The steps: each gives the next, or null when that comes later

    private <A extends @Nullable Object> @Nullable Step<R> ask(Step.Ask<A, R> ask) {
        CompletableFuture<A> sent;
        try {
            sent = ask.start(script.leftNanos());
        } catch (RuntimeException error) {
            return ask.failed(error);
        }
        if (result == null) {
            result = sent.newIncompleteFuture();
        }
        if (sent.isDone()) {
            A answer;
            try {
                answer = sent.join();
            } catch (RuntimeException error) {
                return ask.failed(unwrapped(error));
            }
            return ask.answered(answer);
        }
        if (!ask.takes()) {
            waitFor(sent);
        }
        sent.whenComplete((answer, error) -> {
            if (error == null) {
                resume(() -> ask.answered(answer), () -> late(ask, answer));
            } else {
                resume(() -> ask.failed(unwrapped(error)));
            }
        });
        return null;
    }

    /** An answer may be there just when its question was to be given up. */
    private static <A extends @Nullable Object> void late(Step.Ask<A, ?> ask, A answer) {
        if (ask.takes()) {
            ask.late(answer);
        }
    }

    private @Nullable Step<R> pause(Step.Pause<R> pause) {
        if (pause.nanos() <= 0) {
            return pause.then().get();
        }
        result();
        CompletableFuture<@Nullable Void> timer = new CompletableFuture<>();
        waitFor(timer);
        Runnable next = script.carried(() -> resume(pause.then()::get));
        timer.completeOnTimeout(null, pause.nanos(), TimeUnit.NANOSECONDS);
        timer.whenCompleteAsync((nothing, error) -> next.run(), callbacks);
        return null;
    }

    private <A> @Nullable Step<R> await(Step.Await<A, R> await) {
        if (await.event().isDone() || await.nanos() <= 0) {
            return await.then().apply(await.event().getNow(null));
        }
        result();
        CompletableFuture<@Nullable A> end = await.event().copy();
        waitFor(end);
        end.completeOnTimeout(null, await.nanos(), TimeUnit.NANOSECONDS);
        end.whenCompleteAsync((ended, error) -> resume(() -> await.then().apply(ended)), callbacks);
        return null;
    }

    private <A extends @Nullable Object> @Nullable Step<R> run(Step.Foreign<A, R> foreign) {
        CompletionStage<? extends A> stage;
        try {
            stage = Objects.requireNonNull(foreign.code().call(), "the caller's code returned no future");
        } catch (Throwable error) {
            return foreign.failed().apply(error);
        }
        result();
        stage.whenCompleteAsync(
                (made, error) -> resume(() -> error == null
                        ? foreign.then().apply(made)
                        : foreign.failed().apply(unwrapped(error))),
                callbacks);
        return null;
    }

    /** The error itself, without what a dependent future wraps around it. */
    static Throwable unwrapped(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }
}
