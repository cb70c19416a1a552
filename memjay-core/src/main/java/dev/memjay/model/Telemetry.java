package dev.memjay.model;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Follows each call from its start to its end, for traces and metrics of your own. Given to
 * {@code MemjayBuilder.telemetry}; nodes, connections and leases are {@link MemjayListener}'s.
 *
 * <p>A call is what a program asks of a keyspace: a bulk call over several nodes is one, and so is a noreply write. A
 * {@code getOrCompute} is one of kind {@link CallInfo.Kind#INTERNAL}, and each command that it sends is one in it; so are a read
 * or write of {@code LargeValues} and {@code Generations.current()}. What is refused before anything is asked, such as an illegal
 * key, is no call, and neither is an answer of a near cache.
 *
 * <p>Its methods have to be quick and must not call blocking verbs. One that throws is logged, and never called again.
 */
@FunctionalInterface
public interface Telemetry {
    /**
     * A call begins. Runs on the thread that made it, before anything is sent, so that a caller's context is at hand for
     * asynchronous calls and noreply writes too. The commands of a {@code getOrCompute} may begin elsewhere; they begin
     * inside of what {@link Started#wrap(Callable)} of their own call gives.
     *
     * @return what is notified of the end; null for nothing
     */
    @Nullable
    Started start(CallInfo call);

    /** Whether calls are followed at present; looked at before each, and while it is false a call costs nothing more. */
    default boolean isEnabled() {
        return true;
    }

    /**
     * Wraps what goes on later, on another thread, for a call that was made here: another attempt after a pause. What is current
     * here becomes current there. Called only for calls without a thread.
     *
     * @param work to be run once by what is returned
     */
    default Runnable carry(Runnable work) {
        return work;
    }

    /** A call under way. */
    @FunctionalInterface
    interface Started {
        /** The call ended, in whatever way: called once, on whatever thread it ended, and before its caller goes on. */
        void end(CallResult result);

        /**
         * Wraps what belongs to the call: a loader, and the commands that a call of several sends. Here a span becomes current.
         *
         * @param work to be run once by what is returned, whose result and error pass
         */
        default <T extends @Nullable Object> Callable<T> wrap(Callable<T> work) {
            return work;
        }

        /**
         * Wraps what follows a call that had no thread of its own: the completion of its future, and so the callbacks that
         * hang on it. It runs after {@link #end}. Here the caller's context becomes current.
         *
         * @param callback to be run once by what is returned
         */
        default Runnable wrap(Runnable callback) {
            return callback;
        }
    }
}
