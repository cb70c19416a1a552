package dev.memjay.internal.engine;

import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Verb;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one bulk call that failed, sorted into those that the policy swallows and those that are thrown. */
public final class BulkFailures {
    private final Engine engine;
    private final Verb verb;
    private final @Nullable Recovery<?> recovery;
    private final Map<Object, MemjayException> thrown = new LinkedHashMap<>();

    public BulkFailures(Engine engine, Verb verb, @Nullable Recovery<?> recovery) {
        this.engine = engine;
        this.verb = verb;
        this.recovery = recovery;
    }

    /** Notes a failure; true when it is swallowed. */
    public boolean swallow(Object key, String route, MemjayException error) {
        if (recovery == null || !recovery.covers(error)) {
            thrown.put(key, error);
            return false;
        }
        engine.swallowed(verb, route, error);
        return true;
    }

    /** The results, unless something is to be thrown. */
    public <R> R orThrow(R results, int keyCount) {
        if (thrown.isEmpty()) {
            return results;
        }
        throw error(verb.toString(), results, thrown, keyCount);
    }

    /** The error of a bulk call some keys of which failed. */
    public static BulkException error(
            String command, Object results, Map<Object, MemjayException> failed, int keyCount) {
        boolean mayHaveBeenApplied = false;
        long elapsedNanos = 0;
        for (MemjayException error : failed.values()) {
            mayHaveBeenApplied |= error.mayHaveBeenApplied();
            elapsedNanos = Math.max(elapsedNanos, error.elapsed().toNanos());
        }
        MemjayException first = failed.values().iterator().next();
        return new BulkException(
                failed.size() + " of " + keyCount + " keys failed, the first with: " + first.getMessage(),
                new MemjayException.Context(null, command, elapsedNanos, mayHaveBeenApplied),
                results,
                failed);
    }
}
