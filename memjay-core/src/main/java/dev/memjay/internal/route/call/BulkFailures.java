package dev.memjay.internal.route.call;

import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.Engine;
import dev.memjay.model.Verb;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one bulk call that failed, sorted into those that the policy swallows and those that are thrown. */
public final class BulkFailures {
    private final Engine engine;
    private final Verb verb;
    private final @Nullable Recovery<?> recovery;
    private final Map<Object, MemjayException> thrown = new LinkedHashMap<>();
    private final Set<MemjayException> counted = Collections.newSetFromMap(new IdentityHashMap<>(2));

    public BulkFailures(Engine engine, Verb verb, @Nullable Recovery<?> recovery) {
        this.engine = engine;
        this.verb = verb;
        this.recovery = recovery;
    }

    /** Whether the policy swallows any failure. */
    public boolean mayBeSwallowed() {
        return recovery != null;
    }

    /** Notes a failure; true when it is swallowed. */
    public boolean swallow(Object key, @Nullable String route, MemjayException error) {
        if (recovery == null || !recovery.covers(error)) {
            thrown.put(key, error);
            return false;
        }
        if (counted.add(error)) { // all keys of a node that failed have one error: a call, as failures count it
            engine.swallowed(verb, route, error);
        }
        return true;
    }

    /** The results, unless something is to be thrown. */
    public <R> R orThrow(R results, int keyCount) {
        if (thrown.isEmpty()) {
            return results;
        }
        throw BulkException.of(verb.toString(), results, thrown, keyCount);
    }
}
