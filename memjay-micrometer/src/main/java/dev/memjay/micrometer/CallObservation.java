package dev.memjay.micrometer;

import dev.memjay.model.CallResult;
import dev.memjay.model.Telemetry;
import io.micrometer.observation.Observation;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The observation of one call. As thread-safe as the observation. */
final class CallObservation implements Telemetry.Started {
    private final ObservedCall call;
    private final Observation observation;
    private final @Nullable Observation caller;

    /**
     * @param observation has been started; one that does nothing where a predicate does not want this call
     * @param caller what was current where the call was made
     */
    CallObservation(ObservedCall call, Observation observation, @Nullable Observation caller) {
        this.call = call;
        this.observation = observation;
        this.caller = caller;
    }

    @Override
    public <T extends @Nullable Object> Callable<T> wrap(Callable<T> work) {
        Observation within = observation.isNoop() ? caller : observation;
        if (within == null) {
            return work;
        }
        return () -> {
            Observation.Scope scope = within.openScope();
            try {
                return work.call();
            } finally {
                scope.close();
            }
        };
    }

    @Override
    public Runnable wrap(Runnable callback) {
        return within(caller, callback);
    }

    /** The same in the scope of an observation that goes on; {@code Observation.wrap} would start and stop it. */
    static Runnable within(@Nullable Observation observation, Runnable work) {
        if (observation == null) {
            return work;
        }
        return () -> {
            Observation.Scope scope = observation.openScope();
            try {
                work.run();
            } finally {
                scope.close();
            }
        };
    }

    @Override
    public void end(CallResult result) {
        call.ended(result);
        Throwable error = call.error();
        if (error != null) {
            observation.error(call.capturesKeys() ? error : WithheldException.unlessInOwnWords(error));
        }
        observation.stop();
    }
}
