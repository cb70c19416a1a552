package dev.memjay.server.protocol;

import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Counters;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** The statistics of a server by name; what has no meaning in Java is 0, so that dashboards find what they look for. */
public final class ServerStats {
    /** Everything lives in one pseudo slab class of this number. */
    public static final int ONLY_CLASS = 1;

    /** Listening sockets need numbers that no connection has. */
    private static final int FIRST_LISTENER = 1_000_000_000;

    private static final String[] ZEROS_AFTER_COUNTERS = {
        "hash_is_expanding",
        "slab_reassign_rescues",
        "slab_reassign_chunk_rescues",
        "slab_reassign_evictions_nomem",
        "slab_reassign_busy_items",
        "slab_reassign_busy_deletes",
        "slab_reassign_running",
        "slabs_moved",
        "lru_crawler_running",
        "lru_crawler_starts",
        "lru_maintainer_juggles",
        "malloc_fails",
        "log_worker_dropped",
        "log_worker_written",
        "log_watcher_skipped",
        "log_watcher_sent",
        "log_watchers",
    };
    private static final String[] ZEROS_AT_END = {
        "crawler_reclaimed",
        "crawler_items_checked",
        "lrutail_reflocked",
        "moves_to_cold",
        "moves_to_warm",
        "moves_within_lru",
        "direct_reclaims",
    };
    private static final String[] ZEROS_OF_TLS = {
        "ssl_proto_errors", "ssl_handshake_errors", "time_since_server_cert_refresh",
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
        Counter.BYTES_READ,
        Counter.BYTES_WRITTEN,
    };

    private final ServerState state;

    public ServerStats(ServerState state) {
        this.state = state;
    }

    /** Gives the statistics of a group, the general ones for an empty name; false for an unknown group. */
    public boolean collect(String group, BiConsumer<String, String> sink) {
        switch (group) {
            case "" -> general(sink);
            case "settings" -> settings(sink);
            case "items" -> items(sink);
            case "slabs" -> slabs(sink);
            case "sizes" -> sink.accept("sizes_status", "disabled");
            case "conns" -> connections(sink);
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
        for (String name :
                new String[] {"response_obj_oom", "response_obj_count", "response_obj_bytes", "read_buf_oom"}) {
            sink.accept(name, "0");
        }
        for (Counter counter : VERB_COUNTERS) {
            put(sink, counters, counter);
        }
        sink.accept("limit_maxbytes", Long.toString(state.store().maxBytes()));
        sink.accept("accepting_conns", "1");
        sink.accept("listen_disabled_num", "0");
        sink.accept("time_in_listen_disabled_us", "0");
        sink.accept("threads", Integer.toString(settings.threads()));
        sink.accept("conn_yields", "0");
        sink.accept("hash_power_level", "16");
        sink.accept("hash_bytes", "524288");
        zeros(sink, ZEROS_AFTER_COUNTERS);
        sink.accept("bytes", Long.toString(state.store().bytes()));
        sink.accept("curr_items", Long.toString(state.store().count()));
        put(sink, counters, Counter.TOTAL_ITEMS);
        sink.accept("slab_global_page_pool", "0");
        put(sink, counters, Counter.EXPIRED_UNFETCHED);
        put(sink, counters, Counter.EVICTED_UNFETCHED);
        sink.accept("evicted_active", "0");
        put(sink, counters, Counter.EVICTIONS);
        put(sink, counters, Counter.RECLAIMED);
        zeros(sink, ZEROS_AT_END);
        if (settings.idleSeconds() > 0) {
            put(sink, counters, Counter.IDLE_KICKS);
        }
        if (state.control().tls()) {
            zeros(sink, ZEROS_OF_TLS);
        }
    }

    private static void put(BiConsumer<String, String> sink, Counters counters, Counter counter) {
        sink.accept(counter.name().toLowerCase(Locale.ROOT), Long.toUnsignedString(counters.get(counter)));
    }

    private static void zeros(BiConsumer<String, String> sink, String[] names) {
        for (String name : names) {
            sink.accept(name, "0");
        }
    }

    private void settings(BiConsumer<String, String> sink) {
        Settings settings = state.settings();
        sink.accept("maxbytes", Long.toString(state.store().maxBytes()));
        sink.accept("maxconns", Integer.toString(settings.maxConnections()));
        for (String[] line : state.control().listenerSettings()) {
            sink.accept(line[0], line[1]);
        }
        sink.accept("verbosity", Integer.toString(settings.verbosity()));
        sink.accept("oldest", "0");
        sink.accept("evictions", settings.evictions() ? "on" : "off");
        sink.accept("shutdown_command", yes(settings.shutdownEnabled()));
        sink.accept("growth_factor", "1.25");
        sink.accept("chunk_size", "48");
        sink.accept("num_threads", Integer.toString(settings.threads()));
        sink.accept("num_threads_per_udp", Integer.toString(settings.threads()));
        sink.accept("stat_key_prefix", ":");
        sink.accept("detail_enabled", yes(settings.detailEnabled()));
        sink.accept("reqs_per_event", "20");
        sink.accept("cas_enabled", yes(settings.cas()));
        sink.accept(
                "binding_protocol",
                switch (settings.binding()) {
                    case AUTO -> "auto-negotiate";
                    case ASCII -> "ascii";
                    case BINARY -> "binary";
                });
        sink.accept("auth_enabled_sasl", yes(settings.login() == Settings.Login.SASL));
        sink.accept("auth_enabled_ascii", yes(settings.login() == Settings.Login.ASCII));
        sink.accept("item_size_max", Integer.toString(settings.itemSizeMax()));
        sink.accept("maxconns_fast", "yes");
        sink.accept("hashpower_init", "0");
        sink.accept("slab_reassign", "yes");
        sink.accept("slab_automove", "1");
        sink.accept("slab_chunk_max", Integer.toString(Math.max(1, settings.itemSizeMax() / 2)));
        sink.accept("lru_crawler", "yes");
        sink.accept("lru_crawler_sleep", "100");
        sink.accept("lru_crawler_tocrawl", "0");
        sink.accept("tail_repair_time", "0");
        sink.accept("flush_enabled", yes(settings.flushEnabled()));
        sink.accept("dump_enabled", yes(settings.dumpEnabled()));
        sink.accept("hash_algorithm", "murmur3");
        sink.accept("lru_maintainer_thread", "yes");
        sink.accept("lru_segmented", "yes");
        sink.accept("hot_lru_pct", "20");
        sink.accept("warm_lru_pct", "40");
        sink.accept("hot_max_factor", "0.20");
        sink.accept("warm_max_factor", "2.00");
        sink.accept("temp_lru", "no");
        sink.accept("temporary_ttl", "61");
        sink.accept("idle_timeout", Integer.toString(settings.idleSeconds()));
        sink.accept("track_sizes", "no");
        sink.accept("client_flags_size", "4");
    }

    private static String yes(boolean on) {
        return on ? "yes" : "no";
    }

    private void items(BiConsumer<String, String> sink) {
        state.store().sweep();
        if (state.store().count() == 0) {
            return;
        }
        String prefix = "items:" + ONLY_CLASS + ":";
        String count = Long.toString(state.store().count());
        sink.accept(prefix + "number", count);
        sink.accept(prefix + "number_hot", count);
        sink.accept(prefix + "number_warm", "0");
        sink.accept(prefix + "number_cold", "0");
        sink.accept(prefix + "age_hot", "0");
        sink.accept(prefix + "age_warm", "0");
        sink.accept(prefix + "age", "0");
        sink.accept(prefix + "mem_requested", Long.toString(state.store().bytes()));
        Counters counters = state.counters();
        sink.accept(prefix + "evicted", Long.toString(counters.get(Counter.EVICTIONS)));
        for (String name : new String[] {"evicted_nonzero", "evicted_time"}) {
            sink.accept(prefix + name, "0");
        }
        sink.accept(prefix + "outofmemory", Long.toString(counters.get(Counter.STORE_NO_MEMORY)));
        sink.accept(prefix + "tailrepairs", "0");
        sink.accept(prefix + "reclaimed", Long.toString(counters.get(Counter.RECLAIMED)));
        sink.accept(prefix + "expired_unfetched", Long.toString(counters.get(Counter.EXPIRED_UNFETCHED)));
        sink.accept(prefix + "evicted_unfetched", Long.toString(counters.get(Counter.EVICTED_UNFETCHED)));
        for (String name : ZEROS_AT_END) {
            sink.accept(prefix + name, "0");
        }
    }

    private void slabs(BiConsumer<String, String> sink) {
        state.store().sweep();
        boolean used = state.store().count() > 0;
        if (used) {
            String prefix = ONLY_CLASS + ":";
            Counters counters = state.counters();
            sink.accept(prefix + "chunk_size", Integer.toString(state.settings().itemSizeMax()));
            sink.accept(prefix + "chunks_per_page", "1");
            sink.accept(prefix + "total_pages", "1");
            sink.accept(prefix + "total_chunks", Long.toString(state.store().count()));
            sink.accept(prefix + "used_chunks", Long.toString(state.store().count()));
            sink.accept(prefix + "free_chunks", "0");
            sink.accept(prefix + "free_chunks_end", "0");
            sink.accept(prefix + "get_hits", Long.toString(counters.get(Counter.GET_HITS)));
            sink.accept(prefix + "cmd_set", Long.toString(counters.get(Counter.CMD_SET)));
            sink.accept(prefix + "delete_hits", Long.toString(counters.get(Counter.DELETE_HITS)));
            sink.accept(prefix + "incr_hits", Long.toString(counters.get(Counter.INCR_HITS)));
            sink.accept(prefix + "decr_hits", Long.toString(counters.get(Counter.DECR_HITS)));
            sink.accept(prefix + "cas_hits", Long.toString(counters.get(Counter.CAS_HITS)));
            sink.accept(prefix + "cas_badval", Long.toString(counters.get(Counter.CAS_BADVAL)));
            sink.accept(prefix + "touch_hits", Long.toString(counters.get(Counter.TOUCH_HITS)));
        }
        sink.accept("active_slabs", used ? "1" : "0");
        sink.accept("total_malloced", Long.toString(state.store().bytes()));
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
            sink.accept(connection.id() + ":listen_addr", listenAddress(connection, listening));
            sink.accept(connection.id() + ":state", connection.doing());
            long idle = Math.max(0, now - connection.lastCommandMillis()) / 1000;
            sink.accept(connection.id() + ":secs_since_last_cmd", Long.toString(idle));
        }
    }

    private static String listenAddress(Connection connection, List<String> listening) {
        String kind = connection.peer().substring(0, connection.peer().indexOf(':'));
        return listening.stream()
                .filter(address -> address.startsWith(kind))
                .findFirst()
                .orElse("?");
    }
}
