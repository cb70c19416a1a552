package dev.memjay.internal.route;

import dev.memjay.internal.wire.BulkGet;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/** Splits a bulk call by node, and what goes to one node into runs that keep buffers small, here and at the server. */
final class BulkPlan {
    /** Keys in one run. The reply to so many small values stays well under a megabyte. */
    private static final int MOST_KEYS = 500;
    /** Bytes of keys and values in one run. */
    private static final int MOST_BYTES = 64 * 1024;
    /** A value from this size on goes alone, so that the server's refusal of it leaves the other keys alone. */
    private static final int ALONE = 64 * 1024;

    private BulkPlan() {}

    /** The runs of each node that has any. */
    static List<Queue<BulkRun>> of(BulkCall call, Router router) {
        int nodeCount = router.clients().length;
        int[][] rowsOfNode = nodeCount == 1 ? new int[][] {allRows(call.keys().length)} : byNode(call, router);
        List<Queue<BulkRun>> plan = new ArrayList<>(nodeCount);
        for (int node = 0; node < rowsOfNode.length; node++) {
            if (rowsOfNode[node].length > 0) {
                plan.add(split(call, router.clients()[node], rowsOfNode[node]));
            }
        }
        return plan;
    }

    private static int[] allRows(int count) {
        int[] rows = new int[count];
        Arrays.setAll(rows, row -> row);
        return rows;
    }

    private static int[][] byNode(BulkCall call, Router router) {
        int count = call.keys().length;
        int[] nodeOfRow = new int[count];
        int[] sizes = new int[router.clients().length];
        for (int row = 0; row < count; row++) {
            String[] routes = call.routes();
            String route = routes == null ? null : routes[row];
            nodeOfRow[row] = router.indexFor(route == null ? call.keys()[row] : route);
            sizes[nodeOfRow[row]]++;
        }
        int[][] rows = new int[sizes.length][];
        for (int node = 0; node < sizes.length; node++) {
            rows[node] = new int[sizes[node]];
        }
        for (int row = count - 1; row >= 0; row--) {
            rows[nodeOfRow[row]][--sizes[nodeOfRow[row]]] = row;
        }
        return rows;
    }

    private static Queue<BulkRun> split(BulkCall call, NodeClient node, int[] rows) {
        Queue<BulkRun> runs = new ArrayDeque<>();
        int first = 0;
        while (first < rows.length) {
            int end = first;
            long bytes = 0;
            while (end < rows.length && end - first < MOST_KEYS && bytes < MOST_BYTES) {
                int size = sizeOf(call, rows[end]);
                if (size >= ALONE && end > first) {
                    break;
                }
                bytes += size;
                end++;
            }
            runs.add(run(call, node, Arrays.copyOfRange(rows, first, end)));
            first = end;
        }
        return runs;
    }

    private static int sizeOf(BulkCall call, int row) {
        int key = call.keys()[row].length();
        return call.requests()[row] instanceof StoreRequest store ? key + store.data().length : key;
    }

    private static BulkRun run(BulkCall call, NodeClient node, int[] rows) {
        boolean[] base64 = call.base64();
        if (rows.length == 1 && call.requests()[rows[0]] instanceof StoreRequest) {
            int row = rows[0];
            return new BulkRun(node, call.requests()[row], call.keys()[row], base64 != null && base64[row], rows);
        }
        String[] keys = new String[rows.length];
        Arrays.setAll(keys, i -> call.keys()[rows[i]]);
        if (call.plainValues() && base64 == null) {
            return new BulkRun(node, new BulkGet(keys, rows, call.withCas(), call.result()), null, false, rows);
        }
        Request[] requests = new Request[rows.length];
        Arrays.setAll(requests, i -> call.requests()[rows[i]]);
        boolean[] base64OfRun = null;
        if (base64 != null) {
            base64OfRun = new boolean[rows.length];
            for (int i = 0; i < rows.length; i++) {
                base64OfRun[i] = base64[rows[i]];
            }
        }
        QuietRun run = new QuietRun(call.verb(), requests, keys, base64OfRun, rows, call.result());
        return new BulkRun(node, run, null, false, rows);
    }
}
