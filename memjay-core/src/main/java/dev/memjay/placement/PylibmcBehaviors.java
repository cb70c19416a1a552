package dev.memjay.placement;

import dev.memjay.placement.Libmemcached.Distribution;
import java.util.Map;
import java.util.Set;

/** Applies pylibmc's behaviors to libmemcached in pylibmc's own order, whatever the order in the dictionary. */
final class PylibmcBehaviors {
    /** Those that have nothing to do with placement; {@code ketama_hash} has not either, though its name says so. */
    private static final Set<String> OTHERS = Set.of(
            "no_block",
            "tcp_nodelay",
            "tcp_keepalive",
            "ketama_hash",
            "cas",
            "buffer_requests",
            "verify_keys",
            "connect_timeout",
            "send_timeout",
            "receive_timeout",
            "num_replicas",
            "auto_eject",
            "retry_timeout",
            "_retry_timeout",
            "remove_failed",
            "failure_limit",
            "_io_msg_watermark",
            "_io_bytes_watermark",
            "_io_key_prefetch",
            "_hash_with_prefix_key",
            "_noreply",
            "_poll_timeout",
            "_socket_send_size",
            "_socket_recv_size",
            "dead_timeout",
            "pickle_protocol",
            "namespace");

    private PylibmcBehaviors() {}

    static Libmemcached apply(Map<String, ?> behaviors, Libmemcached target) {
        for (String name : behaviors.keySet()) {
            if (!OTHERS.contains(name) && !isPlacement(name)) {
                throw new IllegalArgumentException("pylibmc has no behavior '" + name + "'");
            }
        }
        if (behaviors.containsKey("hash")) {
            target.hash(hash(String.valueOf(behaviors.get("hash"))));
        }
        if (behaviors.containsKey("ketama")) {
            target.ketama(truth("ketama", behaviors.get("ketama")));
        }
        if (behaviors.containsKey("ketama_weighted")) {
            target.ketamaWeighted(truth("ketama_weighted", behaviors.get("ketama_weighted")));
        }
        if (behaviors.containsKey("distribution")) {
            target.distribution(distribution(String.valueOf(behaviors.get("distribution"))));
        }
        if (behaviors.containsKey("_sort_hosts")) {
            target.sortHosts(truth("_sort_hosts", behaviors.get("_sort_hosts")));
        }
        return target;
    }

    private static boolean isPlacement(String name) {
        return switch (name) {
            case "hash", "ketama", "ketama_weighted", "distribution", "_sort_hosts" -> true;
            default -> false;
        };
    }

    private static KeyHash hash(String name) {
        if (name.equals("murmur3") || name.equals("crc32")) {
            throw new IllegalArgumentException("pylibmc does not offer the hash '" + name + "'");
        }
        return KeyHash.byName(name);
    }

    private static Distribution distribution(String name) {
        return switch (name) {
            case "modula" -> Distribution.MODULA;
            case "consistent" -> Distribution.CONSISTENT;
            case "consistent ketama" -> Distribution.CONSISTENT_KETAMA;
            case "consistent ketama spy" -> Distribution.CONSISTENT_KETAMA_SPY;
            case "consistent weighted" -> Distribution.CONSISTENT_WEIGHTED;
            case "virtual bucket" -> Distribution.VIRTUAL_BUCKET;
            case "random" -> Distribution.RANDOM;
            default ->
                throw new IllegalArgumentException("pylibmc has no distribution '" + name
                        + "'; it has modula, consistent, consistent ketama, consistent ketama spy, consistent weighted,"
                        + " virtual bucket and random");
        };
    }

    private static boolean truth(String name, Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.longValue() != 0;
        }
        throw new IllegalArgumentException(
                "behavior " + name + " is " + value + "; it has to be a number or a boolean");
    }
}
