package dev.memjay.server.protocol;

import java.util.Map;
import java.util.function.BiConsumer;

/** {@code stats settings}: every name that memcached has, with what is true here and its defaults for the rest. */
final class SettingsStats {
    private static final String NONE = "NULL";

    private final ServerState state;

    SettingsStats(ServerState state) {
        this.state = state;
    }

    void collect(BiConsumer<String, String> sink) {
        Settings settings = state.settings();
        sink.accept("maxbytes", Long.toString(state.store().maxBytes()));
        sink.accept("maxconns", Integer.toString(settings.maxConnections()));
        Map<String, String> listener = state.control().listenerSettings();
        listener(sink, listener, "tcpport", "udpport", "inter");
        sink.accept("verbosity", Integer.toString(settings.verbosity()));
        sink.accept("oldest", "0");
        sink.accept("evictions", settings.evictions() ? "on" : "off");
        listener(sink, listener, "domain_socket", "umask");
        sink.accept("shutdown_command", yes(settings.shutdownEnabled()));
        sink.accept("growth_factor", "1.25");
        sink.accept("chunk_size", "48");
        sink.accept("num_threads", Integer.toString(settings.threads()));
        sink.accept("num_threads_per_udp", Integer.toString(settings.threads()));
        sink.accept("stat_key_prefix", ":");
        sink.accept("detail_enabled", yes(settings.detailEnabled()));
        sink.accept("reqs_per_event", Integer.toString(settings.requestsPerTurn()));
        sink.accept("cas_enabled", yes(settings.cas()));
        listener(sink, listener, "tcp_backlog");
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
        background(sink, settings);
        tls(sink, listener);
        sink.accept("num_napi_ids", settings.dialect().strict() ? "0" : "(null)");
        sink.accept("memory_file", "(null)");
        if (settings.dialect().strict()) {
            sink.accept("client_flags_size", "4");
        }
    }

    private void background(BiConsumer<String, String> sink, Settings settings) {
        sink.accept("maxconns_fast", "yes");
        sink.accept("hashpower_init", "0");
        sink.accept("slab_reassign", "yes");
        tuned(sink, "slab_automove", "slab_automove_ratio");
        sink.accept("slab_automove_window", "30");
        sink.accept("slab_chunk_max", Integer.toString(Math.max(1, settings.itemSizeMax() / 2)));
        tuned(sink, "lru_crawler", "lru_crawler_sleep", "lru_crawler_tocrawl");
        sink.accept("tail_repair_time", "0");
        sink.accept("flush_enabled", yes(settings.flushEnabled()));
        sink.accept("dump_enabled", yes(settings.dumpEnabled()));
        sink.accept("hash_algorithm", "murmur3");
        tuned(sink, "lru_maintainer_thread", "lru_segmented", "hot_lru_pct", "warm_lru_pct");
        tuned(sink, "hot_max_factor", "warm_max_factor", "temp_lru", "temporary_ttl");
        sink.accept("idle_timeout", Integer.toString(settings.idleSeconds()));
        sink.accept("watcher_logbuf_size", "262144");
        sink.accept("worker_logbuf_size", "65536");
        sink.accept("read_buf_mem_limit", Integer.toString(settings.bufferMemory()));
        tuned(sink, "track_sizes");
        sink.accept("inline_ascii_response", "no");
        tuned(sink, "ext_item_size", "ext_item_age", "ext_low_ttl", "ext_recache_rate");
        sink.accept("ext_wbuf_size", "4194304");
        tuned(sink, "ext_compact_under", "ext_drop_under", "ext_max_sleep", "ext_max_frag");
        sink.accept("slab_automove_freeratio", "0.010");
        tuned(sink, "ext_drop_unread");
    }

    private void tls(BiConsumer<String, String> sink, Map<String, String> listener) {
        listener(sink, listener, "ssl_enabled", "ssl_chain_cert", "ssl_key", "ssl_verify_mode");
        sink.accept("ssl_keyformat", "1");
        sink.accept("ssl_ciphers", "NULL");
        listener(sink, listener, "ssl_ca_cert");
        tuned(sink, "ssl_wbuf_size");
        sink.accept("ssl_session_cache", "no");
        sink.accept("ssl_kernel_tls", "no");
        listener(sink, listener, "ssl_min_version");
    }

    private void tuned(BiConsumer<String, String> sink, String... names) {
        for (String name : names) {
            sink.accept(name, state.settings().tunables().get(name));
        }
    }

    private static void listener(BiConsumer<String, String> sink, Map<String, String> values, String... names) {
        for (String name : names) {
            sink.accept(name, values.getOrDefault(name, NONE));
        }
    }

    private static String yes(boolean on) {
        return on ? "yes" : "no";
    }
}
