package dev.memjay.micrometer;

import dev.memjay.model.Node;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a call to servers, and its key values, as OpenTelemetry's conventions for databases do.
 * Implement it to change what you like: {@code new CallConvention() { ... }}.
 *
 * <p>Key values of low cardinality are the tags of timers, so each of them is always there, with the value {@code none} where
 * it is unknown.
 */
public interface CallConvention extends ObservationConvention<CallContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof CallContext;
    }

    /** The timer's name. */
    @Override
    default String getName() {
        return "memjay.operation";
    }

    /** The span's name: the operation. */
    @Override
    default String getContextualName(CallContext context) {
        return context.operation();
    }

    /**
     * {@code db.system.name}, {@code db.operation.name}, {@code server.address} and {@code server.port} where one node took
     * part, and {@code error.type}.
     */
    @Override
    default KeyValues getLowCardinalityKeyValues(CallContext context) {
        Node node = context.node();
        return KeyValues.of(
                KeyValue.of("db.system.name", CallKeyValues.MEMCACHED),
                KeyValue.of("db.operation.name", context.operation()),
                KeyValue.of("server.address", node == null ? KeyValue.NONE_VALUE : node.host()),
                KeyValue.of(
                        "server.port",
                        node == null || node.isUnix() ? KeyValue.NONE_VALUE : Integer.toString(node.port())),
                CallKeyValues.error(context.failure()));
    }

    /**
     * {@code memjay.keyspace}, {@code memjay.keys}, {@code db.operation.batch.size} of several commands, {@code db.query.text}
     * if keys are captured; {@code memjay.hits} and {@code memjay.misses} of reads, and {@code memjay.stale} and
     * {@code memjay.swallowed} where there is something to say.
     */
    @Override
    default KeyValues getHighCardinalityKeyValues(CallContext context) {
        KeyValues values = KeyValues.of(
                KeyValue.of("memjay.keyspace", context.info().keyspace()),
                CallKeyValues.number("memjay.keys", context.info().keyCount()));
        if (context.isBatch()) {
            values = values.and(CallKeyValues.number(
                    "db.operation.batch.size", context.info().keyCount()));
        }
        String query = context.query();
        if (query != null) {
            values = values.and(KeyValue.of("db.query.text", query));
        }
        return values.and(CallKeyValues.found(context.result()));
    }
}
