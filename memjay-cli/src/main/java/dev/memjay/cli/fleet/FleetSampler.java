package dev.memjay.cli.fleet;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ErrorText;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import dev.memjay.model.Stats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at all servers again and again, and tells what changed between two looks. Used by one thread. */
final class FleetSampler {
    /** A server's figures when it was looked at last, and since when it has been up or down. */
    private record Seen(
            boolean up,
            long sinceNanos,
            long atNanos,
            @Nullable NodeFigures figures) {}

    /** The shortest of so many round trips stands there: the first calls of a JVM take longer than the network. */
    private static final int PINGS = 3;

    private final Memjay memjay;
    private final LongSupplier clock;
    private final Map<Node, Seen> seen = new HashMap<>();

    /**
     * @param clock nanoseconds of any beginning
     */
    FleetSampler(Memjay memjay, LongSupplier clock) {
        this.memjay = memjay;
        this.clock = clock;
    }

    /** Asks all servers at once; blocks at most for two timeouts. */
    List<NodeRow> look() {
        NodeResults<Duration> pings = memjay.ping();
        NodeResults<Stats> stats = memjay.admin().stats();
        Map<Node, Duration> best = new HashMap<>(pings.results());
        for (int i = 1; i < PINGS && pings.isComplete(); i++) { // where one is down, each takes a timeout
            memjay.ping().results().forEach((node, time) -> best.merge(node, time, FleetSampler::shorter));
        }
        return look(memjay.nodes(), best, pings.failed(), stats);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** What the answers say, in the order of the nodes. */
    List<NodeRow> look(
            List<Node> nodes,
            Map<Node, Duration> pings,
            Map<Node, MemjayException> failedPings,
            NodeResults<Stats> stats) {
        long now = clock.getAsLong();
        List<NodeRow> rows = new ArrayList<>();
        Map<Node, Seen> all = new HashMap<>();
        for (Node node : nodes) {
            Stats answer = stats.results().get(node);
            Duration ping = pings.get(node);
            NodeFigures figures = answer == null ? null : NodeFigures.of(answer);
            Seen before = seen.get(node);
            boolean up = figures != null;
            long since = before != null && before.up == up ? before.sinceNanos : now;
            all.put(node, new Seen(up, since, now, figures));
            rows.add(new NodeRow(
                    node.toString(),
                    node,
                    up,
                    TimeUnit.NANOSECONDS.toSeconds(now - since),
                    up ? "" : cause(stats.failed().get(node), failedPings.get(node)),
                    ping == null || !up ? Double.NaN : ping.toNanos() / 1e6,
                    rate(before, figures, now, Counter.GETS),
                    rate(before, figures, now, Counter.HITS),
                    rate(before, figures, now, Counter.EVICTIONS),
                    figures));
        }
        seen.clear();
        seen.putAll(all);
        return rows;
    }

    private static String cause(@Nullable MemjayException ofStats, @Nullable MemjayException ofPing) {
        // the second call of a look may only say that the first one failed
        MemjayException error = ofPing == null ? ofStats : ofPing;
        return error == null ? "no answer" : ErrorText.reason(error);
    }

    private enum Counter {
        GETS,
        HITS,
        EVICTIONS;

        long of(NodeFigures figures) {
            return switch (this) {
                case GETS -> figures.gets();
                case HITS -> figures.hits();
                case EVICTIONS -> figures.evictions();
            };
        }
    }

    /** Not a number at the first look, and after a restart, which begins to count anew. */
    private static double rate(@Nullable Seen before, @Nullable NodeFigures figures, long now, Counter counter) {
        NodeFigures old = before == null ? null : before.figures;
        if (before == null || old == null || figures == null || now <= before.atNanos) {
            return Double.NaN;
        }
        long more = counter.of(figures) - counter.of(old);
        return more < 0 || figures.uptime() < old.uptime() ? Double.NaN : more * 1e9 / (now - before.atNanos);
    }
}
