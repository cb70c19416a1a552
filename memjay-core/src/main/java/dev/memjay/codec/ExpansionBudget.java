package dev.memjay.codec;

import dev.memjay.error.CodecException;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the compressed values of one call may expand to, all together.
 *
 * <p>Each value is bounded by its compression; forty short items that are each just within that bound would still fill the
 * memory. So a call for several keys opens a budget by the setting {@code maxExpandedBytes}, and what is expanded on its
 * thread until it is closed counts. {@link ZlibCompression} and {@link MarkedCompression} count by themselves; a codec or a
 * {@link Compression} of your own that expands by other means may ask {@link #limit} before, and tell {@link #spend} after.
 * Where no budget is open there is no limit.
 */
public final class ExpansionBudget implements AutoCloseable {
    private static final ThreadLocal<@Nullable ExpansionBudget> OPEN = new ThreadLocal<>();

    private final long bytes;
    private final @Nullable ExpansionBudget outer;
    private long left;

    private ExpansionBudget(long bytes, @Nullable ExpansionBudget outer) {
        this.bytes = bytes;
        this.outer = outer;
        left = bytes;
    }

    /**
     * Opens a budget for the calling thread, in the place of one that is open until this is closed.
     *
     * @param bytes how many bytes values may expand to
     */
    public static ExpansionBudget open(long bytes) {
        ExpansionBudget budget = new ExpansionBudget(bytes, OPEN.get());
        OPEN.set(budget);
        return budget;
    }

    /**
     * How many bytes a value may expand to now.
     *
     * @param most what it may expand to for itself
     * @return that, or what is left
     */
    public static int limit(int most) {
        ExpansionBudget budget = OPEN.get();
        return budget == null ? most : (int) Math.min(most, budget.left);
    }

    /**
     * Counts a value that was expanded.
     *
     * @param length its bytes
     * @throws CodecException if that is more than was left
     */
    public static void spend(int length) {
        ExpansionBudget budget = OPEN.get();
        if (budget == null) {
            return;
        }
        if (length > budget.left) {
            throw exceeded();
        }
        budget.left -= length;
    }

    /** What to throw for a value that expands to more than {@link #limit} gave, where that was less than its own bound. */
    public static CodecException exceeded() {
        ExpansionBudget budget = OPEN.get();
        return new CodecException("the values of this call expand to more than "
                + (budget == null ? "is allowed" : budget.bytes + " bytes, by maxExpandedBytes")
                + "; ask for fewer keys at once, or allow more");
    }

    /** How many bytes are left, for a call that goes on in another one. */
    public long left() {
        return left;
    }

    /** Ends the budget; the one that was open before goes on. To be called by the thread that opened it. */
    @Override
    public void close() {
        if (outer == null) {
            OPEN.remove();
        } else {
            OPEN.set(outer);
        }
    }
}
