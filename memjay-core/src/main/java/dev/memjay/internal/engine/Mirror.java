package dev.memjay.internal.engine;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.MigrationStage;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a migration: what the new pool is told of a request that the old pool answered. Unconditional writes are
 * repeated there; of what depends on the item that is there, only the trace is removed, so that the new pool never has
 * another value than the old one.
 */
public final class Mirror {
    private Mirror() {}

    /** Whether both pools have a part in the stage. */
    static boolean isBetween(MigrationStage stage) {
        return stage == MigrationStage.WRITE_BOTH || stage == MigrationStage.READ_NEW;
    }

    /** Whether a request wants nothing but the value, so that either pool's answer will do. */
    static boolean isPlainRead(Request request) {
        Verb verb = request.verb();
        return request instanceof ReadRequest read
                && read.exptime() == Exptime.UNCHANGED
                && (verb == Verb.GET || verb == Verb.GET_ALL || verb == Verb.CONTAINS);
    }

    /**
     * What the new pool has to be sent, or null for nothing.
     *
     * @param status the old pool's answer; null where it gave none, so that the item is as it was or not
     */
    static @Nullable Request of(Request request, @Nullable Status status) {
        if (request instanceof ReadRequest read) {
            return read.exptime() == Exptime.UNCHANGED || status == Status.MISS ? null : request;
        }
        if (status == null) {
            return removal(request);
        }
        if (isUnconditional(request)) {
            return status == Status.STORED || request instanceof DeleteRequest ? request : removal(request);
        }
        return status == Status.STORED || status == Status.DELETED || status == Status.COUNTED
                ? removal(request)
                : null;
    }

    /** What the new pool has to be sent where nobody waits for the old pool's answer. */
    static @Nullable Request blind(Request request) {
        boolean repeated = isUnconditional(request) || request instanceof ReadRequest;
        return repeated ? of(request, Status.STORED) : removal(request);
    }

    /**
     * The error of the new pool, which says so if the write has been carried out in the old one.
     *
     * @param status the old pool's answer
     */
    static MemjayException failed(MemjayException error, @Nullable Status status) {
        boolean isApplied =
                status == Status.STORED || status == Status.DELETED || status == Status.COUNTED || status == Status.HIT;
        return isApplied ? error.appliedElsewhere() : error;
    }

    private static boolean isUnconditional(Request request) {
        if (request instanceof StoreRequest store) {
            return store.mode() == StoreRequest.Mode.SET && store.cas() == 0;
        }
        return request instanceof DeleteRequest delete && delete.cas() == 0 && !delete.marksStale();
    }

    private static Request removal(Request request) {
        return new DeleteRequest(request.verb(), 0, false);
    }
}
