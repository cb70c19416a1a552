package dev.memjay.micrometer;

import dev.memjay.model.Latency;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.OfKeyspace;
import dev.memjay.model.Metrics.OfNode;
import dev.memjay.model.Metrics.OfVerb;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot, whose figures never fall: the sum over all nodes has what those did that left, which the client counts, and the
 * figures of a node that comes back unnoticed under the same name go on from its last ones.
 *
 * <p>Memory is bounded by the nodes that there are.
 */
final class Reading {
    /**
     * Latencies are those of this time at least. A registry can read so slowly that one look at all meters takes two readings,
     * and two of them can read a client by turns.
     */
    static final long MIN_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** In place of a node, where figures are those of all. */
    static final String ALL = "";

    private final Metrics metrics;
    private final long takenAt;
    private final Map<String, OfNode> nodes = new HashMap<>();
    private final Map<String, OfKeyspace> keyspaces = new HashMap<>();
    /** The same in each pool, and before. */
    private final Map<String, NodeFigures> figures = new HashMap<>();
    /** The sums of those. */
    private final Map<String, OfNode> totals = new HashMap<>();
    /** The totals of an earlier reading, which tell latencies of the time between. */
    private final Map<String, OfNode> before;
    /** Those of a later one, which take their place in a reading that is late enough. */
    private final Map<String, OfNode> mark;

    private final long markedAt;
    /** Made when it is first asked for, since each verb has several percentiles. */
    private final Map<String, Map<Verb, Latency>> recent = new ConcurrentHashMap<>();

    /**
     * @param takenAt by the clock of {@code System.nanoTime}
     * @param previous null if this is the first
     */
    Reading(Metrics metrics, long takenAt, @Nullable Reading previous) {
        this.metrics = metrics;
        this.takenAt = takenAt;
        metrics.keyspaces().forEach(keyspace -> keyspaces.put(keyspace.name(), keyspace));
        Map<String, List<OfNode>> pools = new HashMap<>();
        metrics.nodes()
                .forEach(node -> pools.computeIfAbsent(node.node().toString(), name -> new ArrayList<>())
                        .add(node));
        pools.forEach((name, present) -> {
            NodeFigures earlier = previous == null ? null : previous.figures.get(name);
            NodeFigures now = earlier == null ? NodeFigures.first(present) : earlier.continued(present);
            figures.put(name, now);
            nodes.put(name, now.present());
            totals.put(name, now.total());
        });
        if (previous == null || takenAt - previous.markedAt >= MIN_WINDOW_NANOS) {
            before = previous == null ? Map.of() : ofPresent(previous.mark);
            mark = totals;
            markedAt = takenAt;
        } else {
            before = ofPresent(previous.before);
            mark = ofPresent(previous.mark);
            markedAt = previous.markedAt;
        }
    }

    /** Without nodes that are gone, since one of that name that comes back begins at 0. */
    private Map<String, OfNode> ofPresent(Map<String, OfNode> earlier) {
        Map<String, OfNode> present = new HashMap<>(earlier);
        present.keySet().retainAll(nodes.keySet());
        return present;
    }

    Metrics metrics() {
        return metrics;
    }

    long takenAt() {
        return takenAt;
    }

    Set<String> nodes() {
        return nodes.keySet();
    }

    Set<String> keyspaces() {
        return keyspaces.keySet();
    }

    /** Names of nodes that anything is kept for. */
    int kept() {
        return figures.size();
    }

    /** Everything about a node, as it is now; null if it is gone. */
    @Nullable
    OfNode node(String name) {
        return nodes.get(name);
    }

    /** A counter of a node. */
    long total(String node, ToLongFunction<OfNode> figure) {
        OfNode of = totals.get(node);
        return of == null ? 0 : figure.applyAsLong(of);
    }

    /** A counter of a keyspace. */
    long keyspace(String name, ToLongFunction<OfKeyspace> figure) {
        OfKeyspace of = keyspaces.get(name);
        return of == null ? 0 : figure.applyAsLong(of);
    }

    /** A counter of a verb, of one node or of all that there are and were. */
    long sum(String node, Verb verb, ToLongFunction<OfVerb> figure) {
        if (!node.equals(ALL)) {
            OfNode of = totals.get(node);
            return of == null ? 0 : figure(of.verbs(), verb, figure);
        }
        long sum = figure(metrics.departed(), verb, figure);
        for (OfNode each : nodes.values()) {
            sum += figure(each.verbs(), verb, figure);
        }
        return sum;
    }

    private static long figure(Map<Verb, OfVerb> verbs, Verb verb, ToLongFunction<OfVerb> figure) {
        OfVerb of = verbs.get(verb);
        return of == null ? 0 : figure.applyAsLong(of);
    }

    /** The latencies of the time since a reading before, a second at least; null while there are none. */
    @Nullable
    Latency recent(String node, Verb verb) {
        Map<Verb, Latency> ofNode = recent.get(node);
        if (ofNode == null) {
            ofNode = recent.computeIfAbsent(node, this::recentOf);
        }
        return ofNode.get(verb);
    }

    private Map<Verb, Latency> recentOf(String node) {
        Map<Verb, Latency> latencies = new EnumMap<>(Verb.class);
        OfNode now = totals.get(node);
        if (now != null) {
            OfNode then = before.get(node);
            now.verbs().forEach((verb, of) -> {
                OfVerb earlier = then == null ? null : then.verbs().get(verb);
                latencies.put(
                        verb, earlier == null ? of.latency() : of.latency().since(earlier.latency()));
            });
        }
        return latencies;
    }
}
