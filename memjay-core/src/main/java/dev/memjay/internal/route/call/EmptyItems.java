package dev.memjay.internal.route.call;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The empty items with flags of 0 that a classic multi-get found: values, or placeholders of leases, which it cannot tell
 * apart. They are asked for once more, by a command that can. Most calls find none, so the multi-get stays the cheapest way
 * to read many values.
 *
 * @param rows their rows in the first call
 * @param call what asks for them again
 */
public record EmptyItems(int[] rows, BulkCall call) {

    /**
     * Those of an outcome, or null if it has none.
     *
     * @param hasMarks whether the node of a route may have placeholders at all
     */
    static @Nullable EmptyItems of(BulkCall call, BulkOutcome outcome, Predicate<String> hasMarks) {
        String[] routes = call.routes() == null ? call.keys() : call.routes();
        int[] rows = new int[0];
        for (int row = 0; row < routes.length; row++) {
            if (isDoubtful(outcome, row) && hasMarks.test(routes[row])) {
                rows = Arrays.copyOf(rows, rows.length + 1);
                rows[rows.length - 1] = row;
            }
        }
        return rows.length == 0 ? null : new EmptyItems(rows, again(call, rows));
    }

    private static boolean isDoubtful(BulkOutcome outcome, int row) {
        BulkResult result = outcome.result();
        if (outcome.error(row) != null || result.status(row) != Status.HIT || result.flags(row) != 0) {
            return false;
        }
        byte[] data = result.value(row);
        return data != null && data.length == 0;
    }

    private static BulkCall again(BulkCall call, int[] rows) {
        Request[] requests = new Request[rows.length];
        Arrays.fill(requests, ReadRequest.GET_ALL);
        return call.part(rows, requests, false, BulkResult.forReads(rows.length, false));
    }

    /** The first outcome, with what the second made of it; where that failed, nobody knows what the item is. */
    BulkOutcome settled(BulkOutcome first, BulkOutcome second) {
        MemjayException[] errors = new MemjayException[first.result().size()];
        for (int row = 0; row < errors.length; row++) {
            errors[row] = first.error(row);
        }
        for (int i = 0; i < rows.length; i++) {
            errors[rows[i]] = second.error(i);
            if (second.result().status(i) != Status.HIT) {
                first.result().status(rows[i], Status.MISS);
            }
        }
        return new BulkOutcome(first.result(), errors);
    }
}
