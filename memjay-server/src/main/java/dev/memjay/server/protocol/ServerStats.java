package dev.memjay.server.protocol;

import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Counters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The statistics of a server by name; what has no meaning in Java is 0, so that dashboards find what they look for. */
public final class ServerStats {
    private static final int SIZE_STEP = 32;

    /** Listening sockets need numbers that no connection has. */
    private static final int FIRST_LISTENER = 1_000_000_000;

    private static final String[] ZEROS_AFTER_CONNECTIONS = {
        "response_obj_count",
        "response_obj_bytes",
        "read_buf_count",
        "read_buf_bytes",
        "read_buf_bytes_free",
        "read_buf_oom",
        "reserved_fds",
    };
    private static final String[] ZEROS_AFTER_HASH = {
        "hash_is_expanding", "slab_reassign_rescues", "slab_reassign_chunk_rescues",
    };
    private static final String[] ZEROS_OF_SLABS = {
        "slab_reassign_inline_reclaim", "slab_reassign_busy_items", "slab_reassign_busy_deletes",
    };
    private static final String[] ZEROS_OF_LOG = {
        "malloc_fails", "log_worker_dropped", "log_worker_written", "log_watcher_skipped", "log_watcher_sent",
    };
    static final String[] ZEROS_OF_CRAWLER = {"crawler_items_checked", "lrutail_reflocked"};
    static final String[] ZEROS_OF_SEGMENTS = {
        "moves_to_cold", "moves_to_warm", "moves_within_lru", "direct_reclaims",
    };
    private static final Counter[] VERB_COUNTERS = {
        Counter.CMD_GET,
        Counter.CMD_SET,
        Counter.CMD_FLUSH,
        Counter.CMD_TOUCH,
        Counter.CMD_META,
        Counter.GET_HITS,
        Counter.GET_MISSES,
        Counter.GET_EXPIRED,
        Counter.GET_FLUSHED,
        Counter.DELETE_MISSES,
        Counter.DELETE_HITS,
        Counter.INCR_MISSES,
        Counter.INCR_HITS,
        Counter.DECR_MISSES,
        Counter.DECR_HITS,
        Counter.CAS_MISSES,
        Counter.CAS_HITS,
        Counter.CAS_BADVAL,
        Counter.TOUCH_HITS,
        Counter.TOUCH_MISSES,
        Counter.STORE_TOO_LARGE,
        Counter.STORE_NO_MEMORY,
        Counter.AUTH_CMDS,
        Counter.AUTH_ERRORS,
    };

    private final ServerState state;

    public ServerStats(ServerState state) {
        this.state = state;
    }

    /** Gives the statistics of a group, the general ones for an empty name; false for an unknown group. */
    public boolean collect(String group, BiConsumer<String, String> sink) {
        switch (group) {
            case "" -> general(sink);
            case "settings" -> new SettingsStats(state).collect(sink);
            case "items" -> new ClassStats(state).items(sink);
            case "slabs" -> new ClassStats(state).slabs(sink);
            case "sizes" -> sizes(sink);
            case "conns" -> connections(sink);
            case "extstore" -> {
                // there is no such storage, and nothing to tell
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void general(BiConsumer<String, String> sink) {
        state.store().sweep();
        Settings settings = state.settings();
        Counters counters = state.counters();
        long now = state.clock().nowMillis();
        sink.accept("pid", Long.toString(ProcessHandle.current().pid()));
        sink.accept("uptime", Long.toString(Math.max(0, now - state.startedMillis()) / 1000));
        sink.accept("time", Long.toString(now / 1000));
        sink.accept("version", settings.dialect().version());
        sink.accept("libevent", "java-" + System.getProperty("java.version"));
        sink.accept("pointer_size", "64");
        sink.accept("rusage_user", "0.000000");
        sink.accept("rusage_system", "0.000000");
        sink.accept("max_connections", Integer.toString(settings.maxConnections()));
        sink.accept("curr_connections", Integer.toString(state.connections().size()));
        put(sink, counters, Counter.TOTAL_CONNECTIONS);
        put(sink, counters, Counter.REJECTED_CONNECTIONS);
        sink.accept(
                "connection_structures", Integer.toString(state.connections().size()));
        put(sink, counters, Counter.RESPONSE_OBJ_OOM);
        zeros(sink, ZEROS_AFTER_CONNECTIONS);
        for (Counter counter : VERB_COUNTERS) {
            put(sink, counters, counter);
        }
        if (settings.idleSeconds() > 0) {
            put(sink, counters, Counter.IDLE_KICKS);
        }
        put(sink, counters, Counter.BYTES_READ);
        put(sink, counters, Counter.BYTES_WRITTEN);
        sink.accept("limit_maxbytes", Long.toString(state.store().maxBytes()));
        sink.accept("accepting_conns", "1");
        sink.accept("listen_disabled_num", "0");
        sink.accept("time_in_listen_disabled_us", "0");
        sink.accept("threads", Integer.toString(settings.threads()));
        put(sink, counters, Counter.CONN_YIELDS);
        sink.accept("hash_power_level", "16");
        sink.accept("hash_bytes", "524288");
        background(sink);
        items(sink, counters);
    }

    /** What memcached's own threads count; there are none here. */
    private void background(BiConsumer<String, String> sink) {
        Tunables tunables = state.settings().tunables();
        boolean older = !state.settings().dialect().strict();
        zeros(sink, ZEROS_AFTER_HASH);
        if (older) {
            zeros(sink, "slab_reassign_evictions_nomem");
        }
        zeros(sink, ZEROS_OF_SLABS);
        if (!older) {
            zeros(sink, "slab_reassign_busy_nomem");
            sink.accept("slab_reassign_last_busy_status", "none");
        }
        zeros(sink, "slab_reassign_running", "slabs_moved");
        if (tunables.is(Tunables.CRAWLER)) {
            zeros(sink, "lru_crawler_running", "lru_crawler_starts");
        }
        if (tunables.is(Tunables.MAINTAINER)) {
            zeros(sink, "lru_maintainer_juggles");
        }
        zeros(sink, ZEROS_OF_LOG);
        sink.accept("log_watchers", Integer.toString(state.watchLog().watchers()));
        if (state.control().tls()) {
            zeros(sink, "ssl_handshake_errors");
            sink.accept(
                    "time_since_server_cert_refresh",
                    Long.toString(Math.max(0, state.clock().nowMillis() - state.certificatesReadMillis()) / 1000));
            if (!older) {
                zeros(sink, "ssl_proto_errors");
            }
        }
        zeros(sink, "unexpected_napi_ids", "round_robin_fallback");
    }

    private void items(BiConsumer<String, String> sink, Counters counters) {
        boolean segments = state.settings().tunables().is(Tunables.MAINTAINER);
        sink.accept("bytes", Long.toString(state.store().bytes()));
        sink.accept("curr_items", Long.toString(state.store().count()));
        put(sink, counters, Counter.TOTAL_ITEMS);
        zeros(sink, "slab_global_page_pool");
        put(sink, counters, Counter.EXPIRED_UNFETCHED);
        put(sink, counters, Counter.EVICTED_UNFETCHED);
        if (segments) {
            zeros(sink, "evicted_active");
        }
        put(sink, counters, Counter.EVICTIONS);
        put(sink, counters, Counter.RECLAIMED);
        put(sink, counters, Counter.CRAWLER_RECLAIMED);
        zeros(sink, ZEROS_OF_CRAWLER);
        if (segments) {
            zeros(sink, ZEROS_OF_SEGMENTS);
            zeros(sink, "lru_bumps_dropped");
        }
    }

    private static void put(BiConsumer<String, String> sink, Counters counters, Counter counter) {
        sink.accept(counter.name().toLowerCase(Locale.ROOT), Long.toUnsignedString(counters.get(counter)));
    }

    static void zeros(BiConsumer<String, String> sink, String... names) {
        for (String name : names) {
            sink.accept(name, "0");
        }
    }

    /** Begins or ends the counting of sizes, as {@code stats sizes_enable} and {@code sizes_disable} do. */
    public void switchSizes(boolean on, BiConsumer<String, String> sink) {
        if (on && !state.settings().cas()) {
            sink.accept("sizes_status", "error");
            sink.accept("sizes_error", "cas_support_disabled");
            return;
        }
        state.trackSizes(on);
        sink.accept("sizes_status", on ? "enabled" : "disabled");
    }

    private void sizes(BiConsumer<String, String> sink) {
        if (!state.settings().tunables().is(Tunables.TRACK_SIZES)) {
            sink.accept("sizes_status", "disabled");
            return;
        }
        Map<Integer, Integer> counts = new TreeMap<>();
        state.store().forEach(item -> {
            if (Long.compareUnsigned(item.cas(), state.sizesFrom()) >= 0) {
                counts.merge((item.size() + SIZE_STEP - 1) / SIZE_STEP, 1, Integer::sum);
            }
        });
        counts.forEach((size, count) -> sink.accept(Integer.toString(size * SIZE_STEP), Integer.toString(count)));
    }

    private void connections(BiConsumer<String, String> sink) {
        long now = state.clock().nowMillis();
        List<String> listening = state.control().listening();
        for (int i = 0; i < listening.size(); i++) {
            String number = Integer.toString(FIRST_LISTENER + i);
            sink.accept(number + ":addr", listening.get(i));
            sink.accept(number + ":state", listening.get(i).startsWith("udp") ? "conn_read" : "conn_listening");
            sink.accept(
                    number + ":secs_since_last_cmd", Long.toString(Math.max(0, now - state.startedMillis()) / 1000));
        }
        for (Connection connection : state.connections().values()) {
            sink.accept(connection.id() + ":addr", connection.peer());
            sink.accept(connection.id() + ":listen_addr", connection.local());
            sink.accept(connection.id() + ":state", connection.doing());
            long idle = Math.max(0, now - connection.lastCommandMillis()) / 1000;
            sink.accept(connection.id() + ":secs_since_last_cmd", Long.toString(idle));
        }
    }
}
