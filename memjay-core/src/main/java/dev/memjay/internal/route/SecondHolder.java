package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.error.NotNumericException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/**
 * What a second holder of an item gets for a write to the first: a replica, the new pool of a migration, another zone.
 *
 * <p>The first holder decides every write that depends on what is there. Where the write took effect and its whole value is
 * known, the second stores that value; where only the first knows the new value (appended, counted), or nobody knows whether
 * the write took effect, the second's item is removed: a missing copy is a miss, an old one would be a wrong answer. A value
 * is never stored later than its write was answered, since it could replace a newer one.
 *
 * <p>This is the only text of the rule; docs/failures.md has it as a table.
 */
public final class SecondHolder {
    private SecondHolder() {}

    /** What a write depends on, and what is known of its result. */
    public enum Write {
        /** A value is stored whatever is there. */
        SET,
        /** The item is deleted, or marked stale, whatever it is. */
        DELETE,
        /** The item gets another time to live. */
        TOUCH,
        /** A value is stored if a condition holds: add, replace, cas, a value that was loaded under a lease. */
        STORE_IF,
        /** The value is made of the one that is there: append, prepend, incr, decr, and whatever a raw command does. */
        CHANGE,
        /** The item is deleted if it has a CAS number. */
        DELETE_IF
    }

    /** What became of a write at the first holder. */
    public enum Outcome {
        /** It took effect. */
        DONE,
        /** Its condition did not hold, or there was nothing to change. */
        NOT_DONE,
        /** It was sent, and no answer says what is there now. */
        UNKNOWN,
        /** It certainly did not reach the first holder. */
        NOT_SENT;

        /** The outcome that an answer stands for. */
        public static Outcome of(@Nullable Status status) {
            return status == Status.STORED
                            || status == Status.DELETED
                            || status == Status.COUNTED
                            || status == Status.HIT
                            || status == Status.TEXT
                    ? DONE
                    : NOT_DONE;
        }

        /** The outcome that an error stands for. A server that refuses a value has removed the item that it was for. */
        public static Outcome of(Throwable error) {
            if (error instanceof NotNumericException) {
                return NOT_DONE;
            }
            return !(error instanceof MemjayException failure)
                            || failure.mayHaveBeenApplied()
                            || error instanceof ServerErrorException
                            || error instanceof ValueTooLargeException
                            || error instanceof ProtocolException
                    ? UNKNOWN
                    : NOT_SENT;
        }
    }

    /** What the second holder gets. */
    public enum Copy {
        /** The same write. */
        SAME,
        /** The value, whatever is there. */
        STORE,
        /** A removal of the item. */
        REMOVAL,
        /** Nothing. */
        NOTHING
    }

    /** The rule. */
    public static Copy of(Write write, Outcome outcome) {
        if (outcome == Outcome.NOT_SENT) {
            return Copy.NOTHING;
        }
        return switch (write) {
            case SET -> outcome == Outcome.DONE ? Copy.SAME : Copy.REMOVAL;
            case DELETE -> Copy.SAME;
            case TOUCH -> outcome == Outcome.NOT_DONE ? Copy.NOTHING : Copy.SAME;
            case STORE_IF -> conditional(outcome, Copy.STORE);
            case CHANGE, DELETE_IF -> conditional(outcome, Copy.REMOVAL);
        };
    }

    private static Copy conditional(Outcome outcome, Copy whenDone) {
        return switch (outcome) {
            case DONE -> whenDone;
            case UNKNOWN -> Copy.REMOVAL;
            case NOT_DONE, NOT_SENT -> Copy.NOTHING;
        };
    }

    // ---- The same for requests

    /** Whether the second may get the same request at once, without an answer of the first. */
    static boolean isUnconditional(Request request) {
        Write write = write(request);
        return write == Write.SET || write == Write.DELETE || write == Write.TOUCH;
    }

    /** The request that the second holder gets, or null for nothing. */
    public static @Nullable Request request(Request first, Outcome outcome) {
        Write write = write(first);
        if (write == null) {
            return null;
        }
        return switch (of(write, outcome)) {
            case SAME -> first instanceof ReadRequest read ? ReadRequest.touch(Verb.TOUCH, read.exptime()) : first;
            case STORE -> stored((StoreRequest) first);
            case REMOVAL -> removal(first);
            case NOTHING -> null;
        };
    }

    /** The request that the second holder gets at once where nobody hears the answer of the first, or null for nothing. */
    public static @Nullable Request posted(Request first) {
        return request(first, isUnconditional(first) ? Outcome.DONE : Outcome.UNKNOWN);
    }

    /** Null for a read. */
    private static @Nullable Write write(Request request) {
        if (request instanceof StoreRequest store) {
            return switch (store.mode()) {
                case SET -> store.cas() == 0 ? Write.SET : Write.STORE_IF;
                case ADD, REPLACE -> Write.STORE_IF;
                case APPEND, PREPEND -> Write.CHANGE;
            };
        } else if (request instanceof DeleteRequest delete) {
            return delete.cas() == 0 ? Write.DELETE : Write.DELETE_IF;
        } else if (request instanceof ReadRequest read) {
            return read.exptime() == Exptime.UNCHANGED ? null : Write.TOUCH;
        } else if (request instanceof CountRequest) {
            return Write.CHANGE;
        }
        return request instanceof RawMeta raw && !raw.command().equals("mg") ? Write.CHANGE : null;
    }

    private static Request stored(StoreRequest first) {
        return new StoreRequest(
                first.verb(), StoreRequest.Mode.SET, first.data(), first.flags(), first.exptime(), 0, first.newCas());
    }

    private static Request removal(Request first) {
        return new DeleteRequest(first.verb(), 0, false);
    }
}
