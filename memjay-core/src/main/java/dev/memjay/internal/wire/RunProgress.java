package dev.memjay.internal.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the replies to a quiet run have come.
 *
 * <p>Replies come in the order of the commands, so one that is passed over by a later reply had the outcome that quiet
 * mode hides. An error line names no command, but it lies between two replies that do: where as many commands lie
 * there as errors came, each of them failed; otherwise which of them it does not say, only how many.
 */
public final class RunProgress {
    /** The first command whose outcome is not known yet. */
    private int next;

    private int errors;
    /** Errors so far that cannot be assigned. */
    private int unassigned;

    private @Nullable Status errorStatus;
    /** That of all errors of the run. */
    private @Nullable Status runStatus;

    private @Nullable String errorText;
    /** That of the first error behind the last reply. */
    private @Nullable String intervalText;

    private @Nullable List<Win> wins;

    /** Whether a reply with this index can be the next one. */
    public boolean accepts(int index, QuietRun run) {
        return index >= next && index < run.size();
    }

    /** A reply to the {@code index}-th command came, which settles those before it. */
    public void answered(int index, QuietRun run, @Nullable BulkResult result) throws ProtocolViolation {
        settle(index, run, result);
        next = index + 1;
    }

    /** An error line came. */
    public void failed(QuietRun run, Reply reply) throws ProtocolViolation {
        refuseErrors(errors + 1, run.size());
        errorStatus = errors == 0 || errorStatus == reply.status ? reply.status : Status.UNKNOWN;
        runStatus = runStatus == null || runStatus == reply.status ? reply.status : Status.SERVER_ERROR;
        errors++;
        String text = reply.detail instanceof String words ? words : "an error";
        errorText = errorText == null ? text : errorText;
        intervalText = intervalText == null ? text : intervalText;
    }

    /** The reply to the {@code index}-th command gives it the right to refresh its item. */
    public void won(int index, QuietRun run, Reply reply) {
        Win win = Win.of(run.key(index), run.isBase64(index), reply.number, reply.status, reply.marks);
        if (win != null) {
            if (wins == null) {
                wins = new ArrayList<>();
            }
            wins.add(win);
        }
    }

    /** The fence came back, which settles the rest; ready for another run afterwards. */
    public void end(QuietRun run, @Nullable BulkResult result, Exchange exchange) throws ProtocolViolation {
        settle(run.size(), run, result);
        exchange.status = runStatus == null ? Status.HIT : runStatus;
        exchange.detail = errorText;
        exchange.number = unassigned;
        if (wins != null && errorText == null) {
            exchange.detail = wins;
            exchange.marks = Exchange.WON;
        }
        next = 0;
        unassigned = 0;
        runStatus = null;
        errorText = null;
        wins = null;
    }

    private void settle(int end, QuietRun run, @Nullable BulkResult result) throws ProtocolViolation {
        refuseErrors(errors, end);
        Status known = errors == 0 ? null : errors == end - next ? errorStatus : Status.UNKNOWN;
        unassigned += known == Status.UNKNOWN ? errors : 0;
        if (result != null) {
            for (int i = next; i < end; i++) {
                result.status(run.row(i), known == null ? hidden(run.request(i)) : known);
                if (known != null) {
                    result.error(run.row(i), words(end));
                }
            }
        }
        next = end;
        errors = 0;
        errorStatus = null;
        intervalText = null;
    }

    /** What the server said to each command up to {@code end} that had no reply of its own, or to some of them. */
    private String words(int end) {
        int silent = end - next;
        return errors == silent && errorStatus != Status.UNKNOWN
                ? intervalText + ""
                : intervalText + " to " + errors + " of " + silent + " items";
    }

    private void refuseErrors(int count, int end) throws ProtocolViolation {
        if (count > end - next) {
            throw new ProtocolViolation("the answer to a bulk call has more errors than commands without a reply");
        }
    }

    /** The outcome of a command of which quiet mode shows nothing. */
    private static Status hidden(Request request) {
        if (request instanceof ReadRequest) {
            return Status.MISS;
        }
        if (request instanceof StoreRequest) {
            return Status.STORED;
        }
        return request instanceof DeleteRequest ? Status.DELETED : Status.COUNTED;
    }
}
