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
    private final RequestMemory requestMemory;
    private final long startedMillis;
    private volatile long sizesFrom;
    private volatile long certificatesReadMillis;

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
        this.requestMemory = new RequestMemory(Runtime.getRuntime().maxMemory(), settings.itemSizeMax());
        this.startedMillis = clock.nowMillis();
        this.certificatesReadMillis = startedMillis;
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

    public RequestMemory requestMemory() {
        return requestMemory;
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

    /** The cas number from which on {@code stats sizes} counts items. */
    public long sizesFrom() {
        return sizesFrom;
    }

    /** Begins or ends the counting of sizes; what is stored already does not count. */
    public void trackSizes(boolean on) {
        if (on && !settings.tunables().is(Tunables.TRACK_SIZES)) {
            sizesFrom = store.nextNumber();
        }
        settings.tunables().set(Tunables.TRACK_SIZES, on);
    }

    /** When the certificates were read last. */
    public long certificatesReadMillis() {
        return certificatesReadMillis;
    }

    public void certificatesRead() {
        certificatesReadMillis = clock.nowMillis();
    }

    public long startedMillis() {
        return startedMillis;
    }
}
