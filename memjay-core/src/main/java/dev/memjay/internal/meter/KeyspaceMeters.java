package dev.memjay.internal.meter;

import dev.memjay.model.Metrics;
import dev.memjay.model.Telemetry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The counters of all keyspaces of a client, by their names. Thread-safe. */
public final class KeyspaceMeters {
    /** So many names are ample for those of a program; a name for each user would be a leak. */
    static final int MAX_NAMES = 1_000;

    private static final String UNNAMED = "default";
    private static final String TOO_MANY = "other";

    private final TelemetryHook hook;
    private final boolean counts;
    private final Map<String, KeyspaceMeter> meters = new LinkedHashMap<>();

    /**
     * @param followers who follows calls
     * @param counts whether anything is counted
     */
    public KeyspaceMeters(List<Telemetry> followers, boolean counts) {
        this.hook = new TelemetryHook(followers);
        this.counts = counts;
    }

    /** The counters of a keyspace; null is the name of all that have none. */
    public synchronized KeyspaceMeter of(@Nullable String name) {
        String known = name == null ? UNNAMED : name;
        if (meters.size() >= MAX_NAMES && !meters.containsKey(known)) {
            known = TOO_MANY;
        }
        return meters.computeIfAbsent(known, fresh -> new KeyspaceMeter(fresh, hook, counts));
    }

    /** Adds everything up. */
    public synchronized List<Metrics.OfKeyspace> snapshot() {
        return meters.values().stream().map(KeyspaceMeter::snapshot).toList();
    }
}
