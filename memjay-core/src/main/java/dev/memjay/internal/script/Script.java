package dev.memjay.internal.script;

import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A call of several commands. A subclass says the steps, beginning with {@link #begin}; {@link #run} drives them on the
 * caller's thread and {@link #start} without a thread, and whoever writes the steps need not know which.
 *
 * <p>The drivers see to
 * <ul>
 *   <li>the deadline: every question is asked with what is left of the script's time, which begins when the script is made
 *       and may be {@linkplain #renewTime renewed} where its parts have a time each;
 *   <li>pauses, and waiting for what others do;
 *   <li>interruption of the caller: it ends a pause or a wait with an {@link dev.memjay.error.InterruptedCallException}, and
 *       the flag stays set;
 *   <li>giving up, by cancelling the future or otherwise ending it: what is in flight is given up too, and no further step is
 *       done, unless the script {@linkplain #goesOn goes on} for the sake of others;
 *   <li>recovery: an error of Memjay's that ends the script goes through {@link #recovered};
 *   <li>giving back: {@link #ended} runs once, in whatever way the script ends.
 * </ul>
 *
 * <p>A script is used once. It is confined to its driver, which does one step at a time, each after the one before; only
 * {@link #goesOn} is read from elsewhere.
 *
 * @param <R> the type of the result
 */
public abstract class Script<R extends @Nullable Object> {
    private final String command;
    private final long timeoutNanos;
    private long start;

    /**
     * Begins the script's time.
     *
     * @param command what errors name, such as {@code update}
     * @param timeoutNanos the time for all steps together
     */
    protected Script(String command, long timeoutNanos) {
        this(command, timeoutNanos, Clock.nanoTime());
    }

    /**
     * Goes on with a time that has begun.
     *
     * @param command what errors name, such as {@code update}
     * @param timeoutNanos the time for all steps together
     * @param start when it began
     */
    protected Script(String command, long timeoutNanos, long start) {
        this.command = command;
        this.timeoutNanos = timeoutNanos;
        this.start = start;
    }

    // ---- What a script says

    /** The first step. */
    protected abstract Step<R> begin();

    /** What to answer in the place of an error that ends the script; throws it unless a policy wants otherwise. */
    protected R recovered(MemjayException error) {
        throw error;
    }

    /**
     * Runs when the script has ended, by a result, an error or by being given up, and before anybody hears of it: gives back
     * what the script still holds. May post, and neither waits nor fails.
     */
    protected void ended() {}

    /** Gives back a result that nobody hears of, since the script was given up when it was there. */
    protected void unheard(R result) {}

    /** Whether what was done so far may have taken effect: what the error of an interrupted wait says. Not by default. */
    protected boolean mayHaveBeenApplied() {
        return false;
    }

    /** What goes on after a pause, on another thread: in the context of the one that pauses, where a script knows how. */
    protected Runnable carried(Runnable next) {
        return next;
    }

    /** Whether the steps go on when the caller has given up, since others wait for what they do. Read by any thread. */
    protected boolean goesOn() {
        return false;
    }

    // ---- What it may use

    /** What is left of the time, at least one nanosecond, so that a question that comes too late says so itself. */
    protected final long leftNanos() {
        return Math.max(1, timeoutNanos - elapsedNanos());
    }

    /** Gives what follows the whole time anew. */
    protected final void renewTime() {
        start = Clock.nanoTime();
    }

    /** How long the script is under way, or since its time was renewed. */
    protected final long elapsedNanos() {
        return Clock.nanoTime() - start;
    }

    /** What errors of the script itself say. */
    protected MemjayException.Context context(boolean mayHaveBeenApplied) {
        return new MemjayException.Context(null, command, elapsedNanos(), mayHaveBeenApplied);
    }

    /** The error of a caller that was interrupted, whose flag is set. */
    protected final InterruptedCallException interrupted(@Nullable Throwable cause) {
        return new InterruptedCallException(
                "the calling thread was interrupted while it waited", context(mayHaveBeenApplied()), cause);
    }

    // ---- The drivers

    /** Does the steps on the calling thread, which waits. */
    public final R run() {
        return OnCaller.run(this);
    }

    /**
     * Does the steps without a thread of its own: the first on the calling thread, which does not wait, the others where the
     * answers come in.
     *
     * @param callbacks where the script goes on after a pause, a wait, or the caller's code
     * @return the result, of the kind of the first question's future, so that it may throw at a thread that waits for it on the event
     *     loop; giving it up in any way gives up the script
     */
    public final CompletableFuture<R> start(Executor callbacks) {
        return new Detached<>(this, null, callbacks).start();
    }

    /**
     * As {@link #start(Executor)}, for a result that the caller has already; where that has ended, so has the script.
     *
     * @param result ends as the script does; giving it up in any way gives up the script
     */
    public final void start(CompletableFuture<R> result, Executor callbacks) {
        new Detached<>(this, result, callbacks).start();
    }
}
