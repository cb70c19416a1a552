package dev.memjay.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a call that holds others: a {@code getOrCompute}, a large value that is read or written, or the
 * look-up of a generation; and its key values. Implement it to change what you like.
 */
public interface LoadConvention extends ObservationConvention<LoadContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof LoadContext;
    }

    /** The timer's name. */
    @Override
    default String getName() {
        return "memjay.load";
    }

    /** The span's name: the verb. */
    @Override
    default String getContextualName(LoadContext context) {
        return context.info().operation();
    }

    /**
     * {@code db.operation.name}, which is the verb: {@code getOrCompute}, {@code getLarge}, {@code setLarge} or
     * {@code generation}; {@code memjay.keyspace}, of which there are at most a thousand, and {@code error.type}.
     */
    @Override
    default KeyValues getLowCardinalityKeyValues(LoadContext context) {
        return KeyValues.of(
                KeyValue.of("db.operation.name", context.info().operation()),
                KeyValue.of("memjay.keyspace", context.info().keyspace()),
                CallKeyValues.error(context.failure()));
    }

    /** {@code memjay.keys}, and what was found, as {@link CallConvention} has it. */
    @Override
    default KeyValues getHighCardinalityKeyValues(LoadContext context) {
        return KeyValues.of(CallKeyValues.number("memjay.keys", context.info().keyCount()))
                .and(CallKeyValues.found(context.result()));
    }
}
