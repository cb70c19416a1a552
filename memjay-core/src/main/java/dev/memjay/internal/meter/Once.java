package dev.memjay.internal.meter;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Work that is done once, however often, or seldom, those who wrapped it call it. Confined to the thread that does it. */
final class Once<T extends @Nullable Object> implements Callable<T> {
    private final Callable<T> work;
    private boolean isDone;
    private @Nullable T result;
    private @Nullable Throwable thrown;

    Once(Callable<T> work) {
        this.work = work;
    }

    static Once<Boolean> of(Runnable work) {
        return new Once<>(() -> {
            work.run();
            return true;
        });
    }

    @Override
    @SuppressWarnings("NullAway") // where a result may be null, T says so
    public T call() throws Exception {
        if (!isDone) {
            isDone = true;
            try {
                result = work.call();
            } catch (Throwable failure) {
                thrown = failure;
            }
        }
        Throwable failure = thrown;
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof Exception exception) {
            throw exception;
        }
        return result;
    }

    /** Whether the work itself threw this. */
    boolean threw(Throwable other) {
        return other == thrown;
    }

    /** The work for those who wrap it. */
    Runnable asRunnable() {
        return () -> {
            try {
                call();
            } catch (Exception ofTheWork) {
                // Thrown again in the end.
            }
        };
    }

    /** Has it done by what somebody made of it, and in any case. What the work throws passes, what others throw is reported. */
    void runBy(Runnable wrapped, Consumer<Throwable> failed) {
        try {
            wrapped.run();
        } catch (RuntimeException | Error failure) {
            if (!threw(failure)) {
                failed.accept(failure);
            }
        }
        try {
            call();
        } catch (RuntimeException | Error ofTheWork) {
            throw ofTheWork;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }
}
