package dev.memjay.micrometer;

import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What an observation knows of a call that holds others: a {@code getOrCompute}, in which the loader runs, a large value that is
 * read or written, or the look-up of a generation. For conventions, predicates, filters and handlers of your own;
 * {@code info().verb()} tells them apart. It has no kind of span, since its time is not memcached's alone.
 */
public final class LoadContext extends Observation.Context {
    private final ObservedCall call;

    LoadContext(ObservedCall call) {
        this.call = call;
    }

    /** The call, as it was when it began. */
    public CallInfo info() {
        return call.info();
    }

    /** How it ended; null before. */
    public @Nullable CallResult result() {
        return call.result();
    }

    /** Why it failed, or a part of it, in whatever words; {@code getError()} has it without those that may name keys. */
    public @Nullable Throwable failure() {
        return call.error();
    }
}
