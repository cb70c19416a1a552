package dev.memjay.internal.wire;

import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/** Reads the values of several keys in one command: {@code get k1 k2 ...} or {@code gets k1 k2 ...}. */
public final class GetRun extends Request {
    private final String[] keys;
    private final int[] rows;
    private final int asked;
    private final boolean withCas;
    private final @Nullable BulkResult result;

    /**
     * @param keys the keys as they go on the wire, each once
     * @param rows for each key its row in {@code result}
     * @param withCas whether CAS numbers are wanted
     * @param result where the answers go, or null to drop them
     */
    public GetRun(String[] keys, int[] rows, boolean withCas, @Nullable BulkResult result) {
        this(keys, rows, keys.length, withCas, result);
    }

    private GetRun(String[] keys, int[] rows, int asked, boolean withCas, @Nullable BulkResult result) {
        super(withCas ? Verb.GETS : Verb.GET_ALL);
        this.asked = asked;
        this.keys = keys;
        this.rows = rows;
        this.withCas = withCas;
        this.result = result;
    }

    /** The keys in the order they are asked, which is the order of the answers. Empty in a shape. */
    public String[] keys() {
        return keys;
    }

    /** How many keys are asked, or were, where this is a shape. */
    public int asked() {
        return asked;
    }

    /** The row of the {@code index}-th key in the result. */
    public int row(int index) {
        return rows[index];
    }

    /** Whether CAS numbers are wanted. */
    public boolean withCas() {
        return withCas;
    }

    /** Where the answers go; null in a shape. */
    public @Nullable BulkResult result() {
        return result;
    }

    @Override
    public boolean needsCas() {
        return withCas;
    }

    @Override
    public boolean isHarmlessToRepeat() {
        return true;
    }

    @Override
    public Request shape() {
        return new GetRun(new String[0], new int[0], asked, withCas, null);
    }
}
