package dev.memjay.internal.wire;

import dev.memjay.model.ItemInfo;
import org.jspecify.annotations.Nullable;

/** The answer to one command for one key while it is read; its fields are those of an {@link Exchange}. */
public final class Reply {
    @Nullable
    public Status status;

    public byte @Nullable [] value;
    public int flags;
    public long number;
    public byte marks;

    @Nullable
    public Object detail;

    /** Forgets the answer before. */
    public void clear() {
        status = null;
        value = null;
        flags = 0;
        number = 0;
        marks = 0;
        detail = null;
    }

    /** Hands the answer over to the exchange it is for. */
    public void moveTo(Exchange exchange) {
        exchange.status = status;
        exchange.value = value;
        exchange.flags = flags;
        exchange.number = number;
        exchange.marks = marks;
        exchange.detail = detail;
        value = null;
        detail = null;
    }

    /** Hands the answer over to the row it is for. */
    public void moveTo(BulkResult result, int row) {
        boolean isError = status == Status.SERVER_ERROR || status == Status.TOO_LARGE || status == Status.UNSUPPORTED;
        if (isError && detail instanceof String words) {
            result.error(row, words);
        }
        if (status == Status.HIT || marks != 0) {
            result.found(row, value, flags, number, marks, detail instanceof ItemInfo info ? info : null);
        }
        result.status(row, status);
        value = null;
        detail = null;
    }
}
