package dev.memjay.cli.fleet;

import dev.memjay.Admin;
import dev.memjay.error.MemjayException;
import dev.memjay.model.HotKeys;
import dev.memjay.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The keys that were used most, counted in short watches one after the other: ending the watch keeps what was counted
 * until then. Between two watches a server is asked anew, which misses some thousandths of the uses.
 */
public final class HotKeyTally {
    /** How long an end may have to wait, and how much of a watch goes into connecting. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** As many as one watch tells; keys beyond are not among the most used. */
    private static final int KEYS_AT_ONCE = 1000;

    /** Keys that are kept; above twice as many the least used go. */
    private static final int KEPT = 10_000;

    private record Place(Node node, String key) {}

    private final Admin admin;
    private final Map<Place, long[]> keys = new HashMap<>();
    private final Map<Node, long[]> nodes = new LinkedHashMap<>();
    private Map<Node, MemjayException> failed = Map.of();
    private long watchedNanos;
    private volatile boolean ended;

    public HotKeyTally(Admin admin) {
        this.admin = admin;
    }

    /** Has the watch end soon; may be called by any thread. */
    public void end() {
        ended = true;
    }

    /** Watches for as long as given, or until its {@link #end}. */
    public void watch(Duration watching) {
        long nanos = watching.toNanos();
        while (watchedNanos < nanos && !ended) {
            long slice = Math.min(SLICE_NANOS, nanos - watchedNanos);
            if (nanos - watchedNanos - slice < TimeUnit.MILLISECONDS.toNanos(1)) {
                slice = nanos - watchedNanos; // what would be left is too short for a watch
            }
            add(admin.hotKeys(KEYS_AT_ONCE, Duration.ofNanos(slice)));
            watchedNanos += slice;
        }
    }

    private void add(HotKeys hot) {
        hot.nodes()
                .forEach(node ->
                        sum(nodes.computeIfAbsent(node.node(), one -> new long[2]), node.uses(), node.skipped()));
        hot.keys()
                .forEach(key -> sum(
                        keys.computeIfAbsent(new Place(key.node(), key.key()), one -> new long[2]),
                        key.uses(),
                        key.error()));
        failed = hot.failed();
        if (keys.size() > 2 * KEPT) {
            List<Place> least = keys.entrySet().stream()
                    .sorted(Comparator.comparingLong(key -> key.getValue()[0]))
                    .limit(keys.size() - KEPT)
                    .map(Map.Entry::getKey)
                    .toList();
            least.forEach(keys::remove);
        }
    }

    private static void sum(long[] sums, long first, long second) {
        sums[0] += first;
        sums[1] += second;
    }

    /** The keys and the servers until now, those used most first. */
    public HotKeys top(int limit) {
        long all =
                Math.max(1, nodes.values().stream().mapToLong(sums -> sums[0]).sum());
        List<HotKeys.OfNode> shownNodes = new ArrayList<>();
        nodes.forEach(
                (node, sums) -> shownNodes.add(new HotKeys.OfNode(node, sums[0], sums[1], (double) sums[0] / all)));
        shownNodes.sort(Comparator.comparingLong(HotKeys.OfNode::uses).reversed());
        List<HotKeys.OfKey> shownKeys = new ArrayList<>();
        keys.forEach((place, sums) ->
                shownKeys.add(new HotKeys.OfKey(place.key(), place.node(), sums[0], sums[1], (double) sums[0] / all)));
        shownKeys.sort(Comparator.comparingLong((HotKeys.OfKey key) -> key.uses() - key.error())
                .reversed()
                .thenComparing(HotKeys.OfKey::key));
        return new HotKeys(
                Duration.ofNanos(watchedNanos),
                shownKeys.subList(0, Math.min(limit, shownKeys.size())),
                shownNodes,
                failed);
    }
}
