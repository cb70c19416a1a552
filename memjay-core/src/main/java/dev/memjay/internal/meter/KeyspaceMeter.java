package dev.memjay.internal.meter;

import dev.memjay.model.CallInfo;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters of one keyspace, by its name, and the way to those who follow its calls. Thread-safe. */
public final class KeyspaceMeter implements ReadCounter {
    /** That of calls that belong to no keyspace: counts nothing, and nobody follows them. */
    public static final KeyspaceMeter NONE = new KeyspaceMeter("", new TelemetryHook(List.of()), false);

    private final String name;
    private final TelemetryHook hook;
    private final boolean counts;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder failedLoads = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();
    private final LongAdder failedLoadNanos = new LongAdder();
    private final LongAdder leaseWaits = new LongAdder();
    private final LongAdder[] swallowed = new LongAdder[FailureKind.values().length];

    KeyspaceMeter(String name, TelemetryHook hook, boolean counts) {
        this.name = name;
        this.hook = hook;
        this.counts = counts;
        for (int i = 0; i < swallowed.length; i++) {
            swallowed[i] = new LongAdder();
        }
    }

    /** The name of the keyspace. */
    public String name() {
        return name;
    }

    /** Whether anybody follows calls: looked at before each. */
    public boolean isFollowed() {
        return hook.isOn();
    }

    /**
     * A call begins that somebody may follow.
     *
     * @param parent the call that it is a part of, or null
     * @return null if nobody wants to hear of its end
     */
    public @Nullable CallTrace start(CallInfo info, @Nullable CallTrace parent) {
        return hook.start(info, parent);
    }

    /** Work that goes on elsewhere, in the context that is current here. */
    public Runnable carry(Runnable work) {
        return hook.carry(work);
    }

    @Override
    public void read(int moreHits, int moreMisses, int moreStale) {
        if (counts) {
            add(hits, moreHits);
            add(misses, moreMisses);
            add(stale, moreStale);
        }
    }

    private static void add(LongAdder counter, int more) {
        if (more > 0) {
            counter.add(more);
        }
    }

    /** A loader ended. */
    public void loaded(boolean successfully, long nanos) {
        if (counts) {
            (successfully ? loads : failedLoads).increment();
            (successfully ? loadNanos : failedLoadNanos).add(nanos);
        }
    }

    /** A caller waits for a value that another loads. */
    public void waits() {
        if (counts) {
            leaseWaits.increment();
        }
    }

    /** A policy made a miss of a call that failed. */
    public void swallowed(FailureKind kind) {
        if (counts) {
            swallowed[kind.ordinal()].increment();
        }
    }

    Metrics.OfKeyspace snapshot() {
        Map<FailureKind, Long> kinds = new EnumMap<>(FailureKind.class);
        for (FailureKind kind : FailureKind.values()) {
            long count = swallowed[kind.ordinal()].sum();
            if (count > 0) {
                kinds.put(kind, count);
            }
        }
        return new Metrics.OfKeyspace(
                name,
                hits.sum(),
                misses.sum(),
                stale.sum(),
                loads.sum(),
                failedLoads.sum(),
                loadNanos.sum(),
                failedLoadNanos.sum(),
                leaseWaits.sum(),
                kinds);
    }
}
