package dev.memjay;

import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Observer;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of a client: its name, default, unit, bounds and meaning. The builder's checks, the URI's parameters,
 * {@link Memjay#settings()} and the table in the documents all derive from here.
 */
enum Setting {
    CONNECT_TIMEOUT(
            "connectTimeout",
            ValueRule.duration(Duration.ofMillis(1), Duration.ofHours(1)),
            Duration.ofSeconds(1),
            "",
            "How long opening a connection may take: resolving the name, connecting, and what is said first."),
    TIMEOUT(
            "timeout",
            ValueRule.duration(Duration.ofMillis(1), Duration.ofHours(1)),
            Duration.ofSeconds(1),
            "",
            "How long a call may take, from its start to its answer."),
    CONNECTIONS_PER_SERVER(
            "connectionsPerServer",
            ValueRule.count(1, 64),
            1,
            "connections",
            "Connections to each server; calls share them."),
    MAX_IN_FLIGHT(
            "maxInFlight",
            ValueRule.powerOfTwo(16, 1 << 20),
            16_384,
            "operations",
            "Operations that one connection may have without an answer."),
    MAX_IN_FLIGHT_BYTES(
            "maxInFlightBytes",
            ValueRule.bytes(64L << 10, 4L << 30),
            64L << 20,
            "bytes",
            "Bytes of requests that one connection may have without an answer."),
    WAIT_WHEN_FULL(
            "waitWhenFull",
            ValueRule.toggle(),
            false,
            "",
            "Whether a call that finds its connection full waits for room, at most for its timeout, instead of failing."),
    NO_DELAY("noDelay", ValueRule.toggle(), true, "", "TCP_NODELAY: small packets leave at once."),
    KEEP_ALIVE("keepAlive", ValueRule.toggle(), true, "", "SO_KEEPALIVE: the kernel probes idle connections."),
    SEND_BUFFER(
            "sendBuffer",
            ValueRule.count(0, 64 << 20),
            0,
            "bytes",
            "SO_SNDBUF of each socket; 0 leaves the choice to the operating system."),
    RECEIVE_BUFFER(
            "receiveBuffer",
            ValueRule.count(0, 64 << 20),
            0,
            "bytes",
            "SO_RCVBUF of each socket; 0 leaves the choice to the operating system."),
    RECONNECT_PAUSE(
            "reconnectPause",
            ValueRule.duration(Duration.ofMillis(1), Duration.ofMinutes(5)),
            Duration.ofSeconds(1),
            "",
            "The longest pause between two attempts to connect; pauses start short, grow, and vary at random."),
    FAILURES(
            "failures",
            ValueRule.oneOf(FailurePolicy.class),
            FailurePolicy.THROW,
            "",
            "What the caller sees when a call fails for a reason outside the caller."),
    KEYS(
            "keys",
            ValueRule.oneOf(KeyPolicy.named(), KeyPolicy::toString),
            KeyPolicy.REJECT,
            "",
            "What becomes of keys that are too long or not printable ASCII."),
    PREFIX(
            "prefix",
            ValueRule.text("text", text -> true),
            "",
            "",
            "Put before every key of every keyspace; takes part in placement."),
    NAMESPACE(
            "namespace",
            ValueRule.text("at most 127 characters, printable ASCII without spaces", Setting::isNamespace),
            "",
            "",
            "Put before everything else in a key; takes part in placement only with hashNamespace."),
    HASH_NAMESPACE("hashNamespace", ValueRule.toggle(), false, "", "Whether the namespace takes part in placement."),
    EXPIRING(
            "expiring",
            ValueRule.timeToLive(),
            Memjay.NEVER,
            "",
            "Time to live of values that are stored without one."),
    PLACEMENT(
            "placement",
            ValueRule.named(Placements.names(), Placements::byName, Placement::name),
            Placements.ketamaWeighted(),
            "",
            "Which node a key belongs to; the default is the ring that other languages' clients have too."),
    PROTOCOL(
            "protocol",
            ValueRule.oneOf(List.of("meta", "classic"), name -> name),
            "meta",
            "",
            "The protocol to speak: meta, or classic for proxies that know no other."),
    METRICS("metrics", ValueRule.toggle(), true, "", "Whether calls are counted and timed."),
    CALLBACK_EXECUTOR(
            "callbackExecutor",
            ValueRule.object("an Executor, given to the builder"),
            null,
            "",
            "Where futures complete; none is the event loop."),
    OBSERVER(
            "observer",
            ValueRule.object("an Observer, given to the builder"),
            Observer.NONE,
            "",
            "Is told of calls, connections and nodes.");

    /** libmemcached's limit; it leaves room for a hashed key behind it. */
    private static final int LONGEST_NAMESPACE = 127;

    private final String text;
    private final ValueRule<?> rule;
    private final @Nullable Object defaultValue;
    private final String unit;
    private final String meaning;

    <T> Setting(String text, ValueRule<T> rule, @Nullable T defaultValue, String unit, String meaning) {
        this.text = text;
        this.rule = rule;
        this.defaultValue = defaultValue;
        this.unit = unit;
        this.meaning = meaning;
    }

    /** The setting that a URI's parameter names, or null. */
    static @Nullable Setting named(String name) {
        for (Setting setting : values()) {
            if (setting.text.equals(name)) {
                return setting;
            }
        }
        return null;
    }

    /** The value that nobody set; null for none. */
    @Nullable
    Object defaultValue() {
        return defaultValue;
    }

    /** The unit of the value as text; empty for values that carry their own or have none. */
    String unit() {
        return unit;
    }

    /** What would do. */
    String bounds() {
        return rule.bounds();
    }

    /** What the setting decides, in one sentence. */
    String meaning() {
        return meaning;
    }

    /** Reads and checks a value from text. */
    Object parse(String value) {
        Object parsed = rule.parse().apply(value);
        if (parsed == null) {
            throw refusal(value);
        }
        return checked(parsed);
    }

    /** The value, if it is within the bounds. */
    Object checked(Object value) {
        if (!typed().allows().test(value)) {
            throw refusal(typed().show().apply(value));
        }
        return value;
    }

    /** A value as text. */
    String show(@Nullable Object value) {
        return value == null ? "none" : typed().show().apply(value);
    }

    private IllegalArgumentException refusal(String value) {
        return new IllegalArgumentException(text + " is '" + value + "'; it has to be " + rule.bounds());
    }

    @SuppressWarnings("unchecked") // the constructor ties the rule to the default, and the builder's methods to both
    private ValueRule<Object> typed() {
        return (ValueRule<Object>) rule;
    }

    private static boolean isNamespace(String text) {
        return text.length() <= LONGEST_NAMESPACE && KeyEncoder.isPrintable(text);
    }

    /** The name as the builder's method and the URI's parameter spell it. */
    @Override
    public String toString() {
        return text;
    }
}
