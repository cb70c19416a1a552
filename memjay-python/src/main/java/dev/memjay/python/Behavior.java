package dev.memjay.python;

import dev.memjay.MemjayBuilder;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Libmemcached;
import dev.memjay.placement.Libmemcached.Distribution;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * pylibmc's behaviors by their own names and in the order in which pylibmc applies them, whatever the order in the
 * dictionary, and what each sets here. The table in the documents derives from here.
 */
enum Behavior {
    NO_BLOCK(
            "no_block",
            "0",
            Kind.FLAG,
            List.of("linger"),
            "Sockets never block, with it or without; with 1 closing resets the connection, as there."),
    TCP_NODELAY("tcp_nodelay", "0", Kind.FLAG, List.of("noDelay"), ""),
    TCP_KEEPALIVE("tcp_keepalive", "0", Kind.FLAG, List.of("keepAlive"), ""),
    HASH(
            "hash",
            "default",
            Kind.HASH,
            List.of("placement"),
            "Without behaviors of placement keys are where pylibmc's defaults have them."),
    KETAMA_HASH(
            "ketama_hash",
            "0",
            Kind.HASH_OR_NUMBER,
            List.of(),
            "None to see: it has no part in placement there either."),
    KETAMA("ketama", "0", Kind.FLAG, List.of("placement"), ""),
    KETAMA_WEIGHTED("ketama_weighted", "0", Kind.FLAG, List.of("placement"), ""),
    DISTRIBUTION("distribution", "modula", Kind.DISTRIBUTION, List.of("placement"), ""),
    CAS("cas", "0", Kind.FLAG, List.of(), "None to see: every read can bring the CAS number, and gets does."),
    BUFFER_REQUESTS(
            "buffer_requests",
            "0",
            Kind.FLAG,
            List.of(),
            "None to see: requests are written together where that pays."),
    VERIFY_KEYS("verify_keys", "0", Kind.FLAG, List.of(), "None to see: every key is checked in any case."),
    CONNECT_TIMEOUT("connect_timeout", "4000", Kind.MILLISECONDS, List.of("connectTimeout"), ""),
    SEND_TIMEOUT(
            "send_timeout",
            "0",
            Kind.MICROSECONDS,
            List.of(),
            "None to see: it has no effect there either, where _poll_timeout decides."),
    RECEIVE_TIMEOUT("receive_timeout", "0", Kind.MICROSECONDS, List.of(), "None to see: as send_timeout."),
    NUM_REPLICAS(
            "num_replicas",
            "0",
            Kind.REPLICAS,
            List.of("downNodePolicy"),
            "So many copies of each item, in every protocol and not in binary alone."),
    AUTO_EJECT(
            "auto_eject",
            "0",
            Kind.FLAG,
            List.of("autoEject", "downNodePolicy"),
            "With 1 the keys of a node that is down move to the others, unless there are replicas."),
    RETRY_TIMEOUT("retry_timeout", "2", Kind.SECONDS, List.of("retryTimeout"), "Also under its alias _retry_timeout."),
    REMOVE_FAILED(
            "remove_failed",
            "0",
            Kind.FLAG,
            List.of("autoEject", "downNodePolicy"),
            "As auto_eject: no count, whatever pylibmc's documents say."),
    FAILURE_LIMIT("failure_limit", "5", Kind.COUNT, List.of("failureLimit"), ""),
    IO_MSG_WATERMARK(
            "_io_msg_watermark",
            "500",
            Kind.NUMBER,
            List.of(),
            "None to see: replies are read while requests are written."),
    IO_BYTES_WATERMARK("_io_bytes_watermark", "66560", Kind.NUMBER, List.of(), "None to see: as _io_msg_watermark."),
    IO_KEY_PREFETCH("_io_key_prefetch", "0", Kind.NUMBER, List.of(), "None to see: as _io_msg_watermark."),
    HASH_WITH_PREFIX_KEY("_hash_with_prefix_key", "0", Kind.FLAG, List.of("hashNamespace"), ""),
    NOREPLY(
            "_noreply",
            "0",
            Kind.FLAG,
            List.of(),
            "None to see: every write learns what became of it; Keyspace.noreply() is the view that does not wait."),
    SORT_HOSTS("_sort_hosts", "0", Kind.FLAG, List.of("placement"), ""),
    POLL_TIMEOUT(
            "_poll_timeout",
            "5000",
            Kind.MILLISECONDS,
            List.of("timeout"),
            "For a whole call, from its start to its answer, and not for each wait in it."),
    SOCKET_SEND_SIZE("_socket_send_size", "the system's", Kind.BYTES, List.of("sendBuffer"), ""),
    SOCKET_RECV_SIZE("_socket_recv_size", "the system's", Kind.BYTES, List.of("receiveBuffer"), ""),
    DEAD_TIMEOUT(
            "dead_timeout",
            "0",
            Kind.SECONDS,
            List.of("deadTimeout"),
            "With 0 a node is tried again at once, and does not stay away for ever."),
    PICKLE_PROTOCOL(
            "pickle_protocol",
            "-1",
            Kind.PICKLE,
            List.of(),
            "None to see: values are the codec's; memjay-python's writes pickles that every Python reads."),
    NAMESPACE("namespace", "none", Kind.NAMESPACE, List.of("namespace"), "");

    /** Another name of {@link #RETRY_TIMEOUT}. */
    static final String ALIAS = "_retry_timeout";

    /** What values may be. */
    enum Kind {
        FLAG("0, 1, true or false", Integer.MIN_VALUE, Integer.MAX_VALUE),
        NUMBER("a whole number, 0 or more", 0, Integer.MAX_VALUE),
        COUNT("a whole number, 1 or more", 1, 1_000_000),
        REPLICAS("a whole number, 0 to 10", 0, 10),
        MILLISECONDS("milliseconds, 1 to 3600000", 1, 3_600_000),
        MICROSECONDS("microseconds, a whole number", Integer.MIN_VALUE, Integer.MAX_VALUE),
        SECONDS("seconds, 0 to 86400", 0, 86_400),
        BYTES("bytes, 0 to 67108864", 0, 64 << 20),
        PICKLE("a whole number, -1 to 5", -1, 5),
        HASH("default, md5, crc, fnv1_64, fnv1a_64, fnv1_32, fnv1a_32, hsieh, murmur or jenkins", 0, 0),
        HASH_OR_NUMBER("a hash's name or a whole number", Integer.MIN_VALUE, Integer.MAX_VALUE),
        DISTRIBUTION(
                "modula, consistent, consistent ketama, consistent ketama spy, consistent weighted, virtual"
                        + " bucket or random",
                0,
                0),
        NAMESPACE("1 to 127 printable characters without spaces, as a String or a byte[]", 0, 0);

        private final String bounds;
        private final long least;
        private final long most;

        Kind(String bounds, long least, long most) {
            this.bounds = bounds;
            this.least = least;
            this.most = most;
        }

        /** What would do. */
        String bounds() {
            return bounds;
        }

        private boolean allows(Object value) {
            boolean isText = value instanceof String;
            return switch (this) {
                case HASH, DISTRIBUTION -> isText && names().contains(value);
                case NAMESPACE -> isText && !value.equals("") || value instanceof byte[] bytes && bytes.length > 0;
                case HASH_OR_NUMBER -> isText || number(value) != null;
                default -> isWithin(number(value));
            };
        }

        /** The names that the bounds list. */
        private List<String> names() {
            return List.of(bounds.split(", | or "));
        }

        private boolean isWithin(@Nullable Long number) {
            return number != null && number >= least && number <= most;
        }
    }

    private final String text;
    private final String pylibmcDefault;
    private final Kind kind;
    private final List<String> sets;
    private final String remark;

    Behavior(String text, String pylibmcDefault, Kind kind, List<String> sets, String remark) {
        this.text = text;
        this.pylibmcDefault = pylibmcDefault;
        this.kind = kind;
        this.sets = sets;
        this.remark = remark;
    }

    /** What pylibmc has where nobody says anything. */
    String pylibmcDefault() {
        return pylibmcDefault;
    }

    Kind kind() {
        return kind;
    }

    /** The settings that it decides; none where it has no effect. */
    List<String> sets() {
        return sets;
    }

    /** What else there is to know; empty for nothing. */
    String remark() {
        return remark;
    }

    /** The behavior of this name. */
    static Behavior named(String name) {
        for (Behavior behavior : values()) {
            if (behavior.text.equals(name)) {
                return behavior;
            }
        }
        if (ALIAS.equals(name)) {
            return RETRY_TIMEOUT;
        }
        throw new IllegalArgumentException(
                "pylibmc has no behavior '" + name + "'; it has " + List.of(values()) + " and the alias " + ALIAS);
    }

    /** The value, if it is one of this behavior's. */
    Object checked(@Nullable Object value) {
        if (value == null || !kind.allows(value)) {
            throw new IllegalArgumentException("behavior " + text + " is "
                    + (value instanceof String string ? "'" + string + "'" : String.valueOf(value)) + "; it has to be "
                    + kind.bounds);
        }
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : value;
    }

    /**
     * Sets what the behavior decides beside placement.
     *
     * @param given all behaviors that are given
     */
    void set(Object value, Map<Behavior, Object> given, MemjayBuilder builder) {
        Long whole = number(value);
        long number = whole == null ? 0 : whole;
        boolean on = number != 0;
        switch (this) {
            case NO_BLOCK -> builder.linger(on ? 0 : -1);
            case TCP_NODELAY -> builder.noDelay(on);
            case TCP_KEEPALIVE -> builder.keepAlive(on);
            case CONNECT_TIMEOUT -> builder.connectTimeout(Duration.ofMillis(number));
            case NUM_REPLICAS ->
                builder.downNodePolicy(on ? DownNodePolicy.replica((int) number) : DownNodePolicy.FAIL_FAST);
            case AUTO_EJECT, REMOVE_FAILED -> eject(on, given, builder);
            case RETRY_TIMEOUT -> builder.retryTimeout(Duration.ofSeconds(number));
            case FAILURE_LIMIT -> builder.failureLimit((int) number);
            case HASH_WITH_PREFIX_KEY -> builder.hashNamespace(on);
            case POLL_TIMEOUT -> builder.timeout(Duration.ofMillis(number));
            case SOCKET_SEND_SIZE -> builder.sendBuffer((int) number);
            case SOCKET_RECV_SIZE -> builder.receiveBuffer((int) number);
            case DEAD_TIMEOUT -> builder.deadTimeout(Duration.ofSeconds(number));
            case NAMESPACE -> builder.namespace((String) value);
            default -> {
                // Those without an effect, and those of placement.
            }
        }
    }

    private static void eject(boolean on, Map<Behavior, Object> given, MemjayBuilder builder) {
        builder.autoEject(on);
        Long copies = number(given.get(NUM_REPLICAS));
        if (copies == null || copies == 0) {
            builder.downNodePolicy(on ? DownNodePolicy.REHASH : DownNodePolicy.FAIL_FAST);
        }
    }

    /** Sets what the behavior decides of placement. */
    void place(Object value, Libmemcached options) {
        switch (this) {
            case HASH -> options.hash(KeyHash.byName((String) value));
            case KETAMA -> options.ketama(isOn(value));
            case KETAMA_WEIGHTED -> options.ketamaWeighted(isOn(value));
            case DISTRIBUTION -> options.distribution(distribution((String) value));
            case SORT_HOSTS -> options.sortHosts(isOn(value));
            default -> {
                // All others have no part in it.
            }
        }
    }

    private static Distribution distribution(String name) {
        return Distribution.valueOf(name.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    private static boolean isOn(Object value) {
        Long number = number(value);
        return number != null && number != 0;
    }

    /** Python's bool is an int. */
    private static @Nullable Long number(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Long number) {
            return number;
        }
        return value instanceof Integer || value instanceof Short || value instanceof Byte
                ? Long.valueOf(value.toString())
                : null;
    }

    /** The name as pylibmc spells it. */
    @Override
    public String toString() {
        return text;
    }
}
