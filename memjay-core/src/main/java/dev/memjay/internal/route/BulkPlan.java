package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A bulk call split by node, and what goes to one node into runs that keep buffers small, here and at the server.
 *
 * @param call the call, with the times to live that are sent
 * @param topology the fleet it was split for
 * @param runs the runs of each node that has any
 */
record BulkPlan(BulkCall call, Topology topology, List<Queue<Run>> runs) {
    /** Keys in one run. The reply to so many small values stays well under a megabyte. */
    private static final int MAX_KEYS = 500;
    /** Bytes of keys and values in one run. */
    private static final int MAX_BYTES = 64 * 1024;
    /** The clock is read for one of so many keys: some 100 microseconds of hashing. */
    private static final int KEYS_A_LOOK = 1024;
    /** A value from this size on goes alone, so that the server's refusal of it leaves the other keys alone. */
    private static final int ALONE = 64 * 1024;

    /** Splits a call; null when its time is over before every key has its node, so that nothing is sent. */
    static @Nullable BulkPlan of(BulkCall call, Topology topology, long deadline) {
        int[] all = new int[call.keys().length];
        Arrays.setAll(all, row -> row);
        Detour detour = topology.detour();
        int[] first = new int[all.length];
        NodeClient[] clients = topology.clients();
        if (clients.length > 1 || detour != null) {
            for (int row = 0; row < first.length; row++) {
                String placed = call.placed(row);
                first[row] = detour == null ? topology.indexFor(placed) : detour.index(placed, 0);
                if (row % KEYS_A_LOOK == KEYS_A_LOOK - 1 && deadline - Clock.nanoTime() <= 0) {
                    return null;
                }
            }
        }
        BulkCall sent = detour == null ? call : limited(call, detour, first);
        List<Queue<Run>> runs = new ArrayList<>(clients.length);
        return runs(runs, sent, topology, all, 0, row -> first[row], deadline)
                ? new BulkPlan(sent, topology, runs)
                : null;
    }

    /** The run, if it is the only one and nobody else could take it over. */
    @Nullable
    Run onlyRun() {
        boolean isOnly = runs.size() == 1 && runs.get(0).size() == 1 && topology.detour() == null;
        return isOnly ? runs.get(0).element() : null;
    }

    /** Tells of the rows that failed, where nobody waits for them. */
    @Nullable
    MemjayException tellFailures(BulkOutcome outcome) {
        MemjayException last = null;
        for (int row = 0; row < call.keys().length; row++) {
            MemjayException error = outcome.error(row);
            if (error != null) {
                clientOf(row).report().postFailed(call.verb(), error);
                last = error;
            }
        }
        return last;
    }

    /** The client that a row is sent to first. */
    NodeClient clientOf(int row) {
        return topology.clients()[topology.indexFor(call.placed(row))];
    }

    /**
     * The runs that take over reads which were certainly not applied; fewer rows than their own where nobody can. Writes went
     * to whoever could with the {@link #copies}.
     */
    List<Queue<Run>> next(Run failed) {
        Detour detour = topology.detour();
        if (detour == null) {
            return List.of();
        }
        int attempt = failed.attempt() + 1;
        int[] movable = Arrays.stream(failed.rows())
                .filter(row -> detour.index(call.placed(row), attempt) != Detour.NONE)
                .toArray();
        return runs(call, topology, movable, attempt, row -> detour.index(call.placed(row), attempt));
    }

    /**
     * The same writes for the holders of copies, where they are sent to all at once; those of the first behind the one that is
     * asked first come first.
     */
    List<BulkPlan> copies() {
        Detour detour = topology.detour();
        if (detour == null || detour.copies() == 0 || !isCopiedAtOnce()) {
            return List.of();
        }
        List<BulkPlan> plans = new ArrayList<>();
        for (int i = 1; i <= detour.copies(); i++) {
            int attempt = i;
            int[] rows = IntStream.range(0, call.keys().length)
                    .filter(row -> detour.index(call.placed(row), attempt) != Detour.NONE)
                    .toArray();
            BulkCall copy = call.with(call.requests(), BulkResult.forWrites(call.keys().length))
                    .unfollowed();
            plans.add(new BulkPlan(
                    copy,
                    topology.with(null),
                    runs(copy, topology, rows, 0, row -> detour.index(call.placed(row), attempt))));
        }
        return plans;
    }

    /** Whether no holder has to wait for the first one's answer: reads have no copies, and others are decided by the first. */
    private boolean isCopiedAtOnce() {
        return Arrays.stream(call.requests()).allMatch(SecondHolder::isUnconditional);
    }

    /**
     * Sends the holders of copies what the outcome of a run's conditional writes means for them, in the background. Not where
     * there are {@link #copies}.
     */
    void copyDecided(Run run, IntFunction<SecondHolder.Outcome> outcomes, long start, long deadline) {
        Detour detour = topology.detour();
        if (detour == null || detour.copies() == 0 || run.request().isHarmlessToRepeat()) {
            return;
        }
        for (int row : run.rows()) {
            new DetouredCall(topology, detour, call.requests()[row], call.key(row), start, deadline)
                    .copy(detour.index(call.placed(row), run.attempt()), outcomes.apply(row));
        }
    }

    private static BulkCall limited(BulkCall call, Detour detour, int[] first) {
        Request[] requests = new Request[call.requests().length];
        Arrays.setAll(requests, row -> detour.limited(call.requests()[row], call.placed(row), first[row]));
        return call.with(requests, call.result());
    }

    private static List<Queue<Run>> runs(
            BulkCall call, Topology topology, int[] rows, int attempt, IntUnaryOperator nodeOf) {
        List<Queue<Run>> runs = new ArrayList<>(topology.clients().length);
        runs(runs, call, topology, rows, attempt, nodeOf, Clock.nanoTime() + Long.MAX_VALUE);
        return runs;
    }

    /** Makes the runs; false when there was no time for all of them. */
    private static boolean runs(
            List<Queue<Run>> runs,
            BulkCall call,
            Topology topology,
            int[] rows,
            int attempt,
            IntUnaryOperator nodeOf,
            long deadline) {
        NodeClient[] clients = topology.clients();
        int[][] rowsOfNode = clients.length == 1 ? new int[][] {rows} : byNode(rows, clients.length, nodeOf);
        for (int node = 0; node < rowsOfNode.length; node++) {
            if (rowsOfNode[node].length > 0) {
                Queue<Run> ofNode = new ArrayDeque<>();
                runs.add(ofNode);
                if (!split(ofNode, call, clients[node], rowsOfNode[node], attempt, deadline)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int[][] byNode(int[] rows, int nodes, IntUnaryOperator nodeOf) {
        int[] nodeOfRow = new int[rows.length];
        int[] sizes = new int[nodes];
        for (int i = 0; i < rows.length; i++) {
            nodeOfRow[i] = nodeOf.applyAsInt(rows[i]);
            sizes[nodeOfRow[i]]++;
        }
        int[][] rowsOfNode = new int[nodes][];
        for (int node = 0; node < nodes; node++) {
            rowsOfNode[node] = new int[sizes[node]];
        }
        for (int i = rows.length - 1; i >= 0; i--) {
            rowsOfNode[nodeOfRow[i]][--sizes[nodeOfRow[i]]] = rows[i];
        }
        return rowsOfNode;
    }

    private static boolean split(
            Queue<Run> runs, BulkCall call, NodeClient node, int[] rows, int attempt, long deadline) {
        int mostKeys = Math.min(MAX_KEYS, node.connections().maxKeys());
        int first = 0;
        while (first < rows.length) {
            int end = first;
            long bytes = 0;
            while (end < rows.length && end - first < mostKeys && bytes < MAX_BYTES) {
                int size = sizeOf(call, rows[end]);
                if (size >= ALONE && end > first) {
                    break;
                }
                bytes += size;
                end++;
            }
            runs.add(run(call, node, Arrays.copyOfRange(rows, first, end), attempt));
            first = end;
            if (first < rows.length && deadline - Clock.nanoTime() <= 0) {
                return false;
            }
        }
        return true;
    }

    private static int sizeOf(BulkCall call, int row) {
        int key = call.keys()[row].length();
        return call.requests()[row] instanceof StoreRequest store ? key + store.data().length : key;
    }

    private static Run run(BulkCall call, NodeClient node, int[] rows, int attempt) {
        boolean[] base64 = call.base64();
        if (rows.length == 1 && call.requests()[rows[0]] instanceof StoreRequest) {
            int row = rows[0];
            return new Run(node, call.requests()[row], call.key(row), rows, attempt);
        }
        String[] keys = new String[rows.length];
        Arrays.setAll(keys, i -> call.keys()[rows[i]]);
        if (call.plainValues() && base64 == null) {
            GetRun get = new GetRun(keys, rows, call.withCas(), call.result());
            return new Run(node, get, null, rows, attempt);
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
        return new Run(node, run, null, rows, attempt);
    }

    /**
     * A part of a bulk call that is one operation on one node.
     *
     * @param node where it goes
     * @param request a multi-get, a quiet run, or a request for a single key
     * @param key the key of a request for a single key
     * @param rows the rows of the call that it answers
     * @param attempt how many nodes were tried for them before
     */
    record Run(NodeClient node, Request request, @Nullable WireKey key, int[] rows, int attempt) {
        @Nullable
        String wire() {
            return key == null ? null : key.wire();
        }

        boolean base64() {
            return key != null && key.base64();
        }
    }
}
