package dev.memjay.micrometer;

import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.OfNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node did, whose figures never fall.
 *
 * <p>A migrating client has two pools, which count for themselves and may both have the node. They are kept apart here. When the
 * node leaves one pool, the sum of both falls as it does when the node starts anew, and figures of the pool that still has it
 * would be counted twice.
 *
 * @param pools what it did in each pool that has it, one or two
 * @param before what was done before under its name, by others or in a pool that it left; null for nothing
 */
record NodeFigures(List<OfNode> pools, @Nullable OfNode before) {
    static NodeFigures first(List<OfNode> pools) {
        return new NodeFigures(pools, null);
    }

    /** These figures at a later time. */
    NodeFigures continued(List<OfNode> now) {
        List<OfNode> left = new ArrayList<>(pools);
        List<OfNode> present = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            OfNode each = now.get(i);
            OfNode earlier = earlier(left, each, now.size() == pools.size() ? pools.get(i) : null);
            present.add(earlier == null ? each : Sums.withoutFewerBytes(earlier, each));
            if (earlier != null) {
                left.remove(earlier);
            }
        }
        OfNode sum = before;
        for (OfNode each : left) {
            sum = Sums.plus(sum, each);
        }
        return new NodeFigures(present, sum);
    }

    /**
     * The figures that these go on from: those of the same place if there are as many pools as before, else the greatest, so that
     * the total can only be too small where several would do.
     */
    private static @Nullable OfNode earlier(List<OfNode> left, OfNode now, @Nullable OfNode samePlace) {
        OfNode found = null;
        for (OfNode each : left) {
            if (Sums.startedAnew(each, now)) {
                continue;
            }
            if (each.equals(samePlace)) {
                return each;
            }
            if (found == null || calls(each) > calls(found)) {
                found = each;
            }
        }
        return found;
    }

    private static long calls(OfNode of) {
        return of.verbs().values().stream().mapToLong(Metrics.OfVerb::calls).sum();
    }

    /** As it is now. */
    OfNode present() {
        return pools.stream().reduce(Sums::ofTwoPools).orElseThrow();
    }

    /** With what was done before. */
    OfNode total() {
        return Sums.plus(before, present());
    }
}
