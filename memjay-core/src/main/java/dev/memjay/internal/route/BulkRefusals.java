package dev.memjay.internal.route;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.ItemInfo;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which stores of a quiet run the server refused, where its error lines do not say: memcached's carry neither key nor
 * opaque. So the items are asked for, without their values. One that is there, as long and with the flags that were sent,
 * was stored. One that is missing was refused: a server that refuses a value removes the item that it was for.
 *
 * <p>That is believed only if as many are missing as were refused. Else somebody has written since, or an item has
 * expired, and nothing more is known. Nothing is stored again: a newer value may have come in between.
 *
 * @param run the run of stores
 * @param rows the rows of the call in doubt
 * @param refusals how many of them were refused
 * @param error what the server answered to those
 * @param look asks for them
 * @param seen its answers, one for each of {@code rows}
 */
record BulkRefusals(BulkPlan.Run run, int[] rows, long refusals, Status error, BulkPlan.Run look, BulkResult seen) {
    /** Whether this can say what became of a request: it stores whatever was there before. */
    static boolean isSeen(Request request) {
        return request instanceof StoreRequest store && store.mode() == StoreRequest.Mode.SET && store.cas() == 0;
    }

    static BulkRefusals of(BulkPlan.Run run, BulkCall call, List<Integer> inDoubt, Exchange answer) {
        int size = inDoubt.size();
        int[] rows = inDoubt.stream().mapToInt(Integer::intValue).toArray();
        int[] places = new int[size];
        String[] keys = new String[size];
        boolean[] base64 = call.base64() == null ? null : new boolean[size]; // which some servers do not have
        Request[] requests = new Request[size];
        Arrays.fill(requests, ReadRequest.INSPECT);
        for (int i = 0; i < size; i++) {
            WireKey key = call.key(rows[i]);
            places[i] = i;
            keys[i] = key.wire();
            if (base64 != null) {
                base64[i] = key.base64();
            }
        }
        BulkResult seen = BulkResult.forReads(size, true);
        QuietRun look = new QuietRun(call.verb(), requests, keys, base64, places, seen);
        Status error = answer.status == Status.TOO_LARGE ? Status.TOO_LARGE : Status.SERVER_ERROR;
        return new BulkRefusals(
                run, rows, answer.number, error, new BulkPlan.Run(run.node(), look, null, places, 0), seen);
    }

    /** What became of each of {@link #rows}; null if that cannot be told. */
    Status @Nullable [] statuses(Request[] requests) {
        Status[] statuses = new Status[rows.length];
        long missing = 0;
        for (int i = 0; i < rows.length; i++) {
            ItemInfo info = seen.info(i);
            if (seen.status(i) == Status.MISS) {
                statuses[i] = error;
                missing++;
            } else if (info != null && isStored(info, (StoreRequest) requests[rows[i]])) {
                statuses[i] = Status.STORED;
            } else {
                return null;
            }
        }
        return missing == refusals ? statuses : null;
    }

    private static boolean isStored(ItemInfo info, StoreRequest store) {
        return info.size() == store.data().length && info.flags() == store.flags();
    }
}
