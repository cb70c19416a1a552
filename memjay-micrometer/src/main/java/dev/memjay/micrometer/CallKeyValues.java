package dev.memjay.micrometer;

import dev.memjay.model.CallResult;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/** The key values that calls and loads have in common. */
final class CallKeyValues {
    static final String MEMCACHED = "memcached";

    private CallKeyValues() {}

    /** The class of an error. */
    static KeyValue error(@Nullable Throwable error) {
        return KeyValue.of(
                "error.type",
                error == null ? KeyValue.NONE_VALUE : error.getClass().getName());
    }

    /** What a read found, and whether a failure became a miss; nothing before the end. */
    static KeyValues found(@Nullable CallResult result) {
        KeyValues values = KeyValues.empty();
        if (result == null) {
            return values;
        }
        if (result.hits() + result.misses() > 0) {
            values = values.and(number("memjay.hits", result.hits()), number("memjay.misses", result.misses()));
        }
        if (result.stale() > 0) {
            values = values.and(number("memjay.stale", result.stale()));
        }
        return result.swallowed() ? values.and(KeyValue.of("memjay.swallowed", "true")) : values;
    }

    static KeyValue number(String key, int value) {
        return KeyValue.of(key, Integer.toString(value));
    }
}
