package dev.memjay.model;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that begins, as it is reported to a {@link Telemetry}.
 *
 * @param keyspace the name that {@code Keyspace.withName} gave; {@code default} without one
 * @param verb the verb of the keyspace
 * @param kind whether the call itself asks servers
 * @param keyCount how many keys it is for
 * @param node the node of its key; null for several keys, and while no nodes are known
 * @param keys gives the keys as they go on the wire, with their prefixes; made only when you ask for them
 */
public record CallInfo(
        String keyspace,
        Verb verb,
        Kind kind,
        int keyCount,
        @Nullable Node node,
        Supplier<List<String>> keys) {
    /** What a call is to others. */
    public enum Kind {
        /** It asks servers: one command, or one for each of several keys. */
        CLIENT,
        /**
         * It holds other calls: {@code getOrCompute}, with the program's own loader, a read or write of {@code LargeValues}, and
         * {@code Generations.current()}. Its time is not memcached's; the calls in it are reported for themselves.
         */
        INTERNAL
    }

    /** memcached's word for what is asked, such as {@code get} for {@code getAll}; the verb itself if the call is internal. */
    public String operation() {
        return kind == Kind.INTERNAL ? verb.toString() : verb.command();
    }
}
