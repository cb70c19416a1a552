package dev.memjay.error;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Some keys of a bulk call failed; the rest was carried out. */
public final class BulkException extends MemjayException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object results;
    private final transient Map<Object, MemjayException> failed;

    /**
     * @param message what went wrong
     * @param context the call it went wrong in
     * @param results what the call would have returned for the keys that did not fail
     * @param failed the keys that failed, each with its error
     */
    public BulkException(
            String message, Context context, @Nullable Object results, Map<Object, MemjayException> failed) {
        super(
                message,
                context,
                failed.isEmpty() ? null : failed.values().iterator().next());
        this.results = results;
        this.failed = Collections.unmodifiableMap(failed);
    }

    /**
     * The error of a bulk call some keys of which failed; the message and the context come from their errors.
     *
     * @param command what was called
     * @param results what the call would have returned for the keys that did not fail
     * @param failed the keys that failed, each with its error; at least one
     * @param keyCount how many keys were asked for
     */
    public static BulkException of(
            String command, @Nullable Object results, Map<Object, MemjayException> failed, int keyCount) {
        boolean mayHaveBeenApplied = false;
        long elapsedNanos = 0;
        for (MemjayException error : failed.values()) {
            mayHaveBeenApplied |= error.mayHaveBeenApplied();
            elapsedNanos = Math.max(elapsedNanos, error.elapsed().toNanos());
        }
        MemjayException first = failed.values().iterator().next();
        return new BulkException(
                failed.size() + " of " + keyCount + " keys failed, the first with: " + first.getMessage(),
                new Context(null, command, elapsedNanos, mayHaveBeenApplied),
                results,
                failed);
    }

    /**
     * What the call would have returned for the keys that did not fail: a map for reads, a {@code BulkWrite} for writes.
     *
     * @param <R> the return type of the call
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <R> @Nullable R results() {
        return (R) results;
    }

    /** As for other errors; the errors of the keys say so too. */
    @Override
    public MemjayException appliedElsewhere() {
        failed.values().forEach(MemjayException::appliedElsewhere);
        return super.appliedElsewhere();
    }

    /** The keys that failed, as the caller gave them, each with its error. */
    public Map<Object, MemjayException> failed() {
        return failed;
    }
}
