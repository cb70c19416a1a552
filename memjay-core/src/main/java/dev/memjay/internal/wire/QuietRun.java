package dev.memjay.internal.wire;

import dev.memjay.model.Verb;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Several commands of one kind sent at once, which answer only what is no plain success (a miss, for reads), closed by
 * a fence that is always answered.
 */
public final class QuietRun extends Request {
    private final Request[] requests;
    private final String[] keys;
    private final boolean @Nullable [] base64;
    private final int[] rows;
    private final @Nullable BulkResult result;

    /**
     * @param verb the verb that metrics and errors name
     * @param requests one for each key: all reads, all stores or all deletes
     * @param keys the keys as they go on the wire
     * @param base64 for each key whether it is base64 of what the server is to store it under; null for none
     * @param rows for each key its row in {@code result}
     * @param result where the answers go, or null to drop them
     */
    public QuietRun(
            Verb verb,
            Request[] requests,
            String[] keys,
            boolean @Nullable [] base64,
            int[] rows,
            @Nullable BulkResult result) {
        super(verb);
        this.requests = requests;
        this.keys = keys;
        this.base64 = base64;
        this.rows = rows;
        this.result = result;
    }

    /** Number of commands. */
    public int size() {
        return requests.length;
    }

    /** The {@code index}-th command. */
    public Request request(int index) {
        return requests[index];
    }

    /** The key of the {@code index}-th command; null in a shape. */
    public @Nullable String key(int index) {
        return keys.length == 0 ? null : keys[index];
    }

    /** Whether the {@code index}-th key is base64. */
    public boolean isBase64(int index) {
        return base64 != null && base64[index];
    }

    /** Whether keys may be base64. */
    boolean mayHaveBase64() {
        return base64 != null;
    }

    /** The row of the {@code index}-th command in the result. */
    public int row(int index) {
        return rows[index];
    }

    /** Where the answers go; null in a shape. */
    public @Nullable BulkResult result() {
        return result;
    }

    @Override
    public boolean isSingle() {
        return false;
    }

    @Override
    public boolean isHarmlessToRepeat() {
        for (Request request : requests) {
            if (!request.isHarmlessToRepeat()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean needsCas() {
        for (Request request : requests) {
            if (request.needsCas()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean claimsWin() {
        return requests.length > 0 && requests[0].claimsWin();
    }

    @Override
    public boolean mayUseWin(boolean hasValue) {
        return requests.length > 0 && requests[0].mayUseWin(true); // some of its items may have one
    }

    /** Reads keep their keys: if they win the right to refresh, that is to be handed back. */
    @Override
    public Request shape() {
        Request[] shapes = new Request[requests.length];
        Arrays.setAll(shapes, i -> requests[i].shape());
        boolean mayWin = requests.length > 0 && requests[0] instanceof ReadRequest;
        return new QuietRun(verb(), shapes, mayWin ? keys : new String[0], mayWin ? base64 : null, new int[0], null);
    }
}
