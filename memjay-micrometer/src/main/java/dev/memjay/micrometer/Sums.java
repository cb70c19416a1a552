package dev.memjay.micrometer;

import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.OfNode;
import dev.memjay.model.Metrics.OfVerb;
import dev.memjay.model.NodeStatus;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Adds up what nodes did. */
final class Sums {
    private Sums() {}

    /** What a node did, and what was done before under its name. */
    static OfNode plus(@Nullable OfNode before, OfNode present) {
        return before == null ? present : plus(before, present, present.status(), present.inFlight());
    }

    /** One node in two pools of a client, such as a migration has them; up if both send calls to it. */
    static OfNode ofTwoPools(OfNode first, OfNode second) {
        NodeStatus status = first.status().isUp() ? second.status() : first.status();
        return plus(first, second, status, first.inFlight() + second.inFlight());
    }

    private static OfNode plus(OfNode some, OfNode more, NodeStatus status, int inFlight) {
        return new OfNode(
                more.node(),
                status,
                Metrics.sum(some.verbs(), more.verbs()),
                some.connects() + more.connects(),
                some.disconnects() + more.disconnects(),
                inFlight,
                some.bytesRead() + more.bytesRead(),
                some.bytesWritten() + more.bytesWritten());
    }

    /** The same node's figures now, whose bytes are at least what they were. */
    static OfNode withoutFewerBytes(OfNode before, OfNode now) {
        return new OfNode(
                now.node(),
                now.status(),
                now.verbs(),
                now.connects(),
                now.disconnects(),
                now.inFlight(),
                Math.max(before.bytesRead(), now.bytesRead()),
                Math.max(before.bytesWritten(), now.bytesWritten()));
    }

    /**
     * Whether these are the figures of another node under the same name, which left and came back between two readings: some
     * figure is less than it was. Bytes are left out: while a connection ends they may be less for a moment, since those of
     * connections that ended and of the one that is open are not read at once.
     */
    static boolean startedAnew(OfNode before, OfNode now) {
        if (now.connects() < before.connects()) {
            return true;
        }
        return before.verbs().entrySet().stream()
                .anyMatch(each -> isLess(now.verbs().get(each.getKey()), each.getValue()));
    }

    private static boolean isLess(@Nullable OfVerb now, OfVerb before) {
        return now == null
                || isLess(Metrics.OfVerb::hits, now, before)
                || isLess(Metrics.OfVerb::misses, now, before)
                || isLess(Metrics.OfVerb::retries, now, before)
                || isLess(Metrics.OfVerb::failedNanos, now, before)
                || isLess(of -> of.latency().count(), now, before)
                || isLess(now.failures(), before.failures())
                || isLess(now.timeouts(), before.timeouts());
    }

    private static boolean isLess(ToLongFunction<OfVerb> figure, OfVerb now, OfVerb before) {
        return figure.applyAsLong(now) < figure.applyAsLong(before);
    }

    private static <K> boolean isLess(Map<K, Long> now, Map<K, Long> before) {
        return before.entrySet().stream().anyMatch(each -> now.getOrDefault(each.getKey(), 0L) < each.getValue());
    }
}
