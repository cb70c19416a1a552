package dev.memjay.micrometer;

import dev.memjay.model.CallInfo;
import dev.memjay.model.Telemetry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Micrometer {@link Observation} of each call, and so a span and a timer where the registry has handlers for them:
 * {@code Memjay.builder().telemetry(MemjayObservations.create(registry))}.
 *
 * <p>A call that asks servers is an observation {@code memjay.operation} with a {@link CallContext}, whose span is of kind
 * CLIENT; a write of several keys is one. A {@code getOrCompute} is an observation {@code memjay.load} with a
 * {@link LoadContext}, in whose scope the loader runs and below which the calls to the servers are. Reading or writing a large
 * value and looking up a generation hold calls in the same way and have this name too; {@code db.operation.name} tells them
 * apart. Names and key values are those of {@link CallConvention} and {@link LoadConvention} unless you give others, here or in
 * the registry.
 *
 * <p>The parent is the observation that is current where the call is made, for asynchronous calls and noreply writes too. The
 * callbacks of a future run in its scope. While the registry has no handlers nothing is made of a call. Thread-safe; one can
 * serve several clients.
 */
public final class MemjayObservations implements Telemetry {
    private static final CallConvention CALLS = new CallConvention() {};
    private static final LoadConvention LOADS = new LoadConvention() {};

    private final ObservationRegistry registry;
    private final @Nullable ObservationConvention<CallContext> calls;
    private final @Nullable ObservationConvention<LoadContext> loads;
    private final boolean capturesKeys;

    private MemjayObservations(Builder builder) {
        registry = builder.registry;
        calls = builder.calls;
        loads = builder.loads;
        capturesKeys = builder.capturesKeys;
    }

    /** Observations without keys, by the conventions of this module. */
    public static MemjayObservations create(ObservationRegistry registry) {
        return builder(registry).build();
    }

    /** The same with settings. */
    public static Builder builder(ObservationRegistry registry) {
        return new Builder(registry);
    }

    /** Whether the registry does anything with observations. */
    @Override
    public boolean isEnabled() {
        return !registry.isNoop();
    }

    @Override
    public Started start(CallInfo info) {
        Observation caller = registry.getCurrentObservation();
        ObservedCall call = new ObservedCall(info, capturesKeys);
        Observation observation = info.kind() == CallInfo.Kind.CLIENT
                ? Observation.start(calls, CALLS, () -> new CallContext(call), registry)
                : Observation.start(loads, LOADS, () -> new LoadContext(call), registry);
        return new CallObservation(call, observation, caller);
    }

    /** The work runs in the scope of the observation that is current now, where there is one. */
    @Override
    public Runnable carry(Runnable work) {
        return CallObservation.within(registry.getCurrentObservation(), work);
    }

    /** Settings of {@link MemjayObservations}. */
    public static final class Builder {
        private final ObservationRegistry registry;
        private @Nullable ObservationConvention<CallContext> calls;
        private @Nullable ObservationConvention<LoadContext> loads;
        private boolean capturesKeys;

        private Builder(ObservationRegistry registry) {
            this.registry = Objects.requireNonNull(registry, "registry");
        }

        /** Names calls to servers and their key values; by default what the registry has, else {@link CallConvention}. */
        public Builder callConvention(ObservationConvention<CallContext> convention) {
            calls = Objects.requireNonNull(convention, "convention");
            return this;
        }

        /** Names loads and their key values; by default what the registry has, else {@link LoadConvention}. */
        public Builder loadConvention(ObservationConvention<LoadContext> convention) {
            loads = Objects.requireNonNull(convention, "convention");
            return this;
        }

        /**
         * Whether observations may hold keys: {@code db.query.text} has the operation and the keys as they go on the wire, the
         * first 2,000 characters of them, and errors have the messages of servers, loaders and codecs, which may name keys.
         * Off by default, since keys often hold what identifies a person.
         */
        public Builder captureKeys(boolean capture) {
            capturesKeys = capture;
            return this;
        }

        /** Makes it. */
        public MemjayObservations build() {
            return new MemjayObservations(this);
        }
    }
}
