package dev.memjay.cli.fleet;

import dev.memjay.model.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server at one moment, with what happened since the moment before; not a number where that is not known.
 *
 * @param name the server, or {@code total}
 * @param node the server; null for the total
 * @param up whether it answered; of the total, whether all did
 * @param stateSeconds for how long it has been seen like that
 * @param cause why it did not answer; empty where it did
 * @param pingMillis milliseconds of a round trip
 * @param getsPerSecond keys that were asked for
 * @param hitsPerSecond keys that were found
 * @param evictionsPerSecond items that were removed to make room
 * @param figures its statistics; null where it did not answer
 */
record NodeRow(
        String name,
        @Nullable Node node,
        boolean up,
        long stateSeconds,
        String cause,
        double pingMillis,
        double getsPerSecond,
        double hitsPerSecond,
        double evictionsPerSecond,
        @Nullable NodeFigures figures) {
    static final String TOTAL = "total";

    /** What was found of what was asked for; not a number where nothing was. */
    double hitRate() {
        return getsPerSecond > 0 ? hitsPerSecond / getsPerSecond : Double.NaN;
    }

    /** The sum of all that answered. */
    static NodeRow total(List<NodeRow> rows) {
        @Nullable NodeFigures sum = null;
        boolean up = true;
        double ping = Double.NaN;
        double gets = Double.NaN;
        double hits = Double.NaN;
        double evictions = Double.NaN;
        for (NodeRow row : rows) {
            up &= row.up;
            NodeFigures figures = row.figures;
            if (figures != null) {
                sum = sum == null ? figures : sum.plus(figures);
                ping = Double.isNaN(ping) ? row.pingMillis : Math.max(ping, row.pingMillis);
                gets = known(gets, row.getsPerSecond);
                hits = known(hits, row.hitsPerSecond);
                evictions = known(evictions, row.evictionsPerSecond);
            }
        }
        return new NodeRow(TOTAL, null, up, 0, "", ping, gets, hits, evictions, sum);
    }

    private static double known(double sum, double next) {
        if (Double.isNaN(next)) {
            return sum;
        }
        return Double.isNaN(sum) ? next : sum + next;
    }
}
