package dev.memjay.it.fleet;

import dev.memjay.Keyspace;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The bulk verbs, each with how its result tells for which keys it worked. */
enum BulkVerb {
    GET_ALL((texts, keys) -> texts.getAll(keys), results -> ((Map<?, ?>) results).keySet()),
    GETS_ALL((texts, keys) -> texts.getsAll(keys), results -> ((Map<?, ?>) results).keySet()),
    LOOKUP_ALL((texts, keys) -> texts.lookupAll(keys), BulkVerb::hits),
    SET_ALL((texts, keys) -> texts.setAll(values(keys)), results -> ((BulkWrite<?>) results).notDone()),
    DELETE_ALL((texts, keys) -> texts.deleteAll(keys), results -> ((BulkWrite<?>) results).done()),
    TOUCH_ALL((texts, keys) -> texts.touchAll(keys, Duration.ofMinutes(5)), results -> ((BulkWrite<?>) results).done());

    private final BiFunction<Keyspace<String, String>, List<String>, Object> call;
    private final Function<Object, Set<?>> listed;

    BulkVerb(BiFunction<Keyspace<String, String>, List<String>, Object> call, Function<Object, Set<?>> listed) {
        this.call = call;
        this.listed = listed;
    }

    Object call(Keyspace<String, String> texts, List<String> keys) {
        return call.apply(texts, keys);
    }

    /** The keys that a result names: those that were found, or were not stored. */
    Set<?> listed(Object results) {
        return listed.apply(results);
    }

    /** Whether its result names the keys that it failed for. */
    boolean namesFailures() {
        return this == SET_ALL;
    }

    /** Whether a key that it failed for makes it throw. */
    boolean throwsUnder(FailurePolicy failures) {
        boolean isRead = this == GET_ALL || this == GETS_ALL || this == LOOKUP_ALL;
        return switch (failures) {
            case THROW -> this != LOOKUP_ALL;
            case MISS_READS -> !isRead;
            case MISS -> false;
        };
    }

    static String value(String key) {
        return "value of " + key;
    }

    static Map<String, String> values(List<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, value(key)));
        return values;
    }

    private static Set<?> hits(Object lookups) {
        return ((Map<?, ?>) lookups)
                .entrySet().stream()
                        .filter(entry -> ((Lookup<?>) entry.getValue()).isHit())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
    }
}
