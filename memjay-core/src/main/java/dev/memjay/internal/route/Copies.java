package dev.memjay.internal.route;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/**
 * What the holders of copies are sent for a write to the first holder.
 *
 * <p>What stores a whole value is stored with them too. Where the new value is known to the first holder alone (appended,
 * counted), or it is not known whether a condition held, their copies are deleted: a missing copy is a miss, an old one
 * would be a wrong answer.
 */
final class Copies {
    private Copies() {}

    /** Whether the copies are written whatever becomes of the write itself. */
    static boolean areUnconditional(Request request) {
        return request instanceof StoreRequest store
                ? store.mode() == StoreRequest.Mode.SET && store.cas() == 0
                : request instanceof DeleteRequest delete && delete.cas() == 0;
    }

    /**
     * What to send.
     *
     * @param status how the first holder answered, or null where that is not known
     * @return null for nothing
     */
    static @Nullable Request of(Request request, @Nullable Status status) {
        if (areUnconditional(request)) {
            return request;
        }
        if (request instanceof ReadRequest read) {
            return read.exptime() != Exptime.UNCHANGED && status == Status.HIT
                    ? ReadRequest.touch(Verb.TOUCH, read.exptime())
                    : null;
        }
        if (request instanceof StoreRequest store) {
            boolean isWhole = store.mode() != StoreRequest.Mode.APPEND && store.mode() != StoreRequest.Mode.PREPEND;
            if (isWhole && status == Status.STORED) {
                return new StoreRequest(
                        store.verb(), StoreRequest.Mode.SET, store.data(), store.flags(), store.exptime(), 0);
            }
            return status == null || status == Status.STORED ? deletion() : null;
        }
        if (request instanceof DeleteRequest) {
            return status == null || status == Status.DELETED ? deletion() : null;
        }
        return request instanceof CountRequest && (status == null || status == Status.COUNTED) ? deletion() : null;
    }

    private static Request deletion() {
        return new DeleteRequest(Verb.DELETE, 0, false);
    }
}
