package dev.memjay.internal.meter;

import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.NodeStatus;
import dev.memjay.model.Verb;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters of one node, by verb. Thread-safe. */
public final class NodeMeter {
    private final AtomicReferenceArray<@Nullable VerbMeter> verbs = new AtomicReferenceArray<>(Verb.values().length);
    private final LongAdder connects = new LongAdder();
    private final LongAdder disconnects = new LongAdder();

    /** The counters of a verb, made when they are first asked for. */
    public VerbMeter of(Verb verb) {
        VerbMeter meter = verbs.getAcquire(verb.ordinal());
        if (meter == null) {
            VerbMeter fresh = new VerbMeter();
            meter = verbs.compareAndExchange(verb.ordinal(), null, fresh);
            return meter == null ? fresh : meter;
        }
        return meter;
    }

    /** A connection was opened. */
    public void connected() {
        connects.increment();
    }

    /** A connection was lost. */
    public void disconnected() {
        disconnects.increment();
    }

    /** Adds everything up. */
    public Metrics.OfNode snapshot(Node node, NodeStatus status, int inFlight, long bytesRead, long bytesWritten) {
        Map<Verb, Metrics.OfVerb> used = new EnumMap<>(Verb.class);
        for (Verb verb : Verb.values()) {
            VerbMeter meter = verbs.getAcquire(verb.ordinal());
            if (meter != null) {
                used.put(verb, meter.snapshot());
            }
        }
        return new Metrics.OfNode(
                node, status, used, connects.sum(), disconnects.sum(), inFlight, bytesRead, bytesWritten);
    }
}
