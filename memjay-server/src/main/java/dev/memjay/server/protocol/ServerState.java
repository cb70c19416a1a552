package dev.memjay.server.protocol;

import dev.memjay.server.store.Counters;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What all connections of one server share. */
public final class ServerState {
    private final Settings settings;
    private final TimeSource clock;
    private final Counters counters;
    private final Store store;
    private final RequestLog requests;
    private final ServerControl control;
    private final Map<Long, Connection> connections = new ConcurrentHashMap<>();
    private final WatchLog watchLog;
    private final PrefixCounts prefixes = new PrefixCounts();
    private final long startedMillis;

    public ServerState(
            Settings settings,
            TimeSource clock,
            Counters counters,
            Store store,
            RequestLog requests,
            ServerControl control) {
        this.settings = settings;
        this.clock = clock;
        this.counters = counters;
        this.store = store;
        this.watchLog = new WatchLog(store);
        this.requests = requests;
        this.control = control;
        this.startedMillis = clock.nowMillis();
    }

    public Settings settings() {
        return settings;
    }

    public TimeSource clock() {
        return clock;
    }

    public Counters counters() {
        return counters;
    }

    public Store store() {
        return store;
    }

    public RequestLog requests() {
        return requests;
    }

    public ServerControl control() {
        return control;
    }

    /** The open connections by number. */
    public Map<Long, Connection> connections() {
        return connections;
    }

    public WatchLog watchLog() {
        return watchLog;
    }

    public PrefixCounts prefixes() {
        return prefixes;
    }

    public long startedMillis() {
        return startedMillis;
    }
}
