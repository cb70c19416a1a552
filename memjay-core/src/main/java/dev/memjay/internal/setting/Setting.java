package dev.memjay.internal.setting;

import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.internal.connection.talk.LoginSettings;
import dev.memjay.model.Credentials;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a client, declared once: its name, type, bounds, unit, default and meaning. The builder's checks, the URI's
 * parameters, {@link dev.memjay.Memjay#settings()}, the messages and the tables in the documents all come from the
 * declarations below; {@link #all()} lists them.
 *
 * <p>Immutable; one object for each setting.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {
    /** In the order of their declarations, which is that of the tables. */
    private static final Map<String, Setting<?>> ALL = new LinkedHashMap<>();

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** What the kernel takes for the times of its probes. */
    private static final Duration MAX_KEEP_ALIVE = Duration.ofSeconds(32_767);

    private static final int MAX_SOCKET_BUFFER = 64 << 20;

    /** libmemcached's limit; it leaves room for a hashed key behind it. */
    private static final int MAX_NAMESPACE = 127;

    // ---- The declarations

    public static final Setting<List<Node>> SERVERS = Setting.<List<Node>>of(
                    "servers",
                    new Format<>(
                            List.class,
                            "host, host:port or host:port:weight, separated by commas, each once",
                            text -> ServerText.parseList(text, true),
                            ServerText::of))
            .byDefault(List.of(Node.of("127.0.0.1", Node.DEFAULT_PORT)))
            .means("The servers; in a URI its hosts, with weights=1,2,... Their order matters to some placements.");

    public static final Setting<NodeDiscovery> DISCOVERY = Setting.<NodeDiscovery>of(
                    "discovery",
                    Format.object(NodeDiscovery.class, "a NodeDiscovery, given to the builder, or the URI's scheme"))
            .means("How the servers are found, now and again; none takes them as they are given.");

    public static final Setting<Duration> DISCOVERY_INTERVAL = duration("discoveryInterval")
            .between(Duration.ofMillis(100), DAY)
            .byDefault(Duration.ofSeconds(30))
            .means(
                    "The longest time between two looks for the servers; times to live and lost connections shorten it.");

    public static final Setting<String> NAME_SERVERS = text("nameServers")
            .being("addresses, as host or host:port, separated by commas", ServerText::areNameServers)
            .byDefault("")
            .means(
                    "Whom to ask for DNS records, by the discovery and for nodes known by name; empty for this machine's name"
                            + " servers by the discovery, and the Java platform for nodes.");

    public static final Setting<Duration> CONNECT_TIMEOUT = duration("connectTimeout")
            .between(MILLISECOND, HOUR)
            .byDefault(SECOND)
            .means("How long opening a connection may take: resolving the name, connecting, and what is said first.");

    public static final Setting<Duration> TIMEOUT = duration("timeout")
            .between(MILLISECOND, HOUR)
            .byDefault(SECOND)
            .means("How long a call may take, from its start to its answer.");

    public static final Setting<Integer> CONNECTIONS_PER_SERVER = count("connectionsPerServer")
            .between(1, 64)
            .unit("connections")
            .byDefault(2)
            .means("Connections that there may be to each server; more than one is opened only when it is of use.");

    public static final Setting<Integer> MAX_IN_FLIGHT = count("maxInFlight")
            .between(16, 1 << 20)
            .being("a power of two", number -> Integer.bitCount(number) == 1)
            .unit("operations")
            .byDefault(16_384)
            .means("Operations that one connection may have without an answer.");

    public static final Setting<Long> MAX_IN_FLIGHT_BYTES = bytes("maxInFlightBytes")
            .between(64L << 10, 4L << 30)
            .byDefault(64L << 20)
            .means("Bytes of requests that one connection may have without an answer.");

    public static final Setting<Long> MAX_EXPANDED_BYTES = bytes("maxExpandedBytes")
            .between(1L << 20, 64L << 30)
            .byDefault(128L << 20)
            .means("Bytes that the compressed values of one call for several keys may expand to, all together.");

    public static final Setting<Boolean> WAIT_WHEN_FULL = toggle("waitWhenFull")
            .byDefault(false)
            .means("Whether a call that finds its connection full waits for room, at most for its timeout, instead of"
                    + " failing.");

    public static final Setting<Boolean> NO_DELAY =
            toggle("noDelay").byDefault(true).means("TCP_NODELAY: small packets leave at once.");

    public static final Setting<Boolean> KEEP_ALIVE =
            toggle("keepAlive").byDefault(true).means("SO_KEEPALIVE: the kernel probes idle connections.");

    public static final Setting<Integer> SEND_BUFFER = count("sendBuffer")
            .between(0, MAX_SOCKET_BUFFER)
            .unit("bytes")
            .byDefault(0)
            .means("SO_SNDBUF of each socket; 0 leaves the choice to the operating system.");

    public static final Setting<Integer> RECEIVE_BUFFER = count("receiveBuffer")
            .between(0, MAX_SOCKET_BUFFER)
            .unit("bytes")
            .byDefault(0)
            .means("SO_RCVBUF of each socket; 0 leaves the choice to the operating system.");

    public static final Setting<Duration> KEEP_ALIVE_IDLE = duration("keepAliveIdle")
            .between(Duration.ZERO, MAX_KEEP_ALIVE)
            .byDefault(Duration.ZERO)
            .means("TCP_KEEPIDLE: how long a connection is idle before the first probe; 0s leaves it to the operating"
                    + " system.");

    public static final Setting<Duration> KEEP_ALIVE_INTERVAL = duration("keepAliveInterval")
            .between(Duration.ZERO, MAX_KEEP_ALIVE)
            .byDefault(Duration.ZERO)
            .means("TCP_KEEPINTVL: the time between two probes; 0s leaves it to the operating system.");

    public static final Setting<Integer> KEEP_ALIVE_COUNT = count("keepAliveCount")
            .between(0, 127)
            .unit("probes")
            .byDefault(0)
            .means(
                    "TCP_KEEPCNT: probes without an answer that end the connection; 0 leaves it to the operating system.");

    public static final Setting<Integer> LINGER = count("linger")
            .between(-1, 65_535)
            .unit("seconds")
            .byDefault(-1)
            .means(
                    "SO_LINGER: how long closing goes on sending, 0 to reset at once; -1 leaves it to the operating system.");

    public static final Setting<Integer> TRAFFIC_CLASS = count("trafficClass")
            .between(0, 255)
            .byDefault(0)
            .means("IP_TOS: the byte that marks packets for routers; 0 for none.");

    public static final Setting<String> LOCAL_ADDRESS = text("localAddress")
            .being("an address or a host name of this machine", Setting::hasNoSpace)
            .byDefault("")
            .means("The address to connect from; empty leaves it to the operating system.");

    public static final Setting<Boolean> TLS =
            toggle("tls").byDefault(false).means("Whether TCP connections speak TLS; memcacheds:// sets it.");

    public static final Setting<String> TLS_TRUST = text("tlsTrust")
            .being("the path of a PEM file or a key store")
            .byDefault("")
            .means("Certificates of those whose signature under a server's is trusted; empty for the Java platform's.");

    public static final Setting<String> TLS_TRUST_PASSWORD =
            text("tlsTrustPassword").secret().byDefault("").means("Password of tlsTrust, where it is a key store.");

    public static final Setting<String> TLS_CERTIFICATE = text("tlsCertificate")
            .being("the path of a PEM file or a key store")
            .byDefault("")
            .means("This client's certificate and its chain, for servers that ask for one.");

    public static final Setting<String> TLS_KEY = text("tlsKey")
            .being("the path of a PEM file")
            .byDefault("")
            .means("Private key of tlsCertificate; empty when it is in the same file.");

    public static final Setting<String> TLS_KEY_PASSWORD = text("tlsKeyPassword")
            .secret()
            .byDefault("")
            .means("Password of the private key, or of tlsCertificate's key store.");

    public static final Setting<Boolean> TLS_HOST_NAME_CHECK = toggle("tlsHostNameCheck")
            .byDefault(true)
            .means("Whether a server's certificate has to be for the host that the client asked for.");

    public static final Setting<String> TLS_SERVER_NAME = text("tlsServerName")
            .being("a host name", Setting::hasNoSpace)
            .byDefault("")
            .means(
                    "The name that servers are asked for by SNI and have in their certificates; empty for each one's host.");

    public static final Setting<String> TLS_PROTOCOLS = text("tlsProtocols")
            .being("names such as TLSv1.3, separated by commas")
            .byDefault("")
            .means("Versions of TLS; empty for the Java platform's.");

    public static final Setting<String> TLS_CIPHERS = text("tlsCiphers")
            .being("names such as TLS_AES_128_GCM_SHA256, separated by commas")
            .byDefault("")
            .means("Cipher suites; empty for the Java platform's.");

    public static final Setting<String> USER = text("user").byDefault("").means("Who logs in; empty for nobody.");

    public static final Setting<String> PASSWORD =
            text("password").secret().byDefault("").means("With which password; shown as ***.");

    public static final Setting<Supplier<Credentials>> CREDENTIALS = Setting.<Supplier<Credentials>>of(
                    "credentials", Format.object(Supplier.class, "a Supplier of Credentials, given to the builder"))
            .secret()
            .means("Asked for user and password before each login, instead of the two settings before.");

    public static final Setting<LoginSettings.Method> LOGIN_METHOD = of(
                    "loginMethod",
                    Format.oneOf(
                            LoginSettings.Method.class,
                            List.of(LoginSettings.Method.values()),
                            LoginSettings.Method::toString))
            .byDefault(LoginSettings.Method.AUTO)
            .means(
                    "How to log in: auto is ascii in the text protocols, and in binary the best that is offered, but plain"
                            + " only under TLS or on this machine.");

    public static final Setting<Duration> RECONNECT_PAUSE = duration("reconnectPause")
            .between(MILLISECOND, Duration.ofMinutes(5))
            .byDefault(SECOND)
            .means("The longest pause between two attempts to connect; pauses start short, grow, and vary at random.");

    public static final Setting<FailurePolicy> FAILURE_POLICY = of(
                    "failurePolicy",
                    Format.oneOf(
                            FailurePolicy.class,
                            List.of(FailurePolicy.values()),
                            policy -> policy.name().toLowerCase(Locale.ROOT)))
            .byDefault(FailurePolicy.THROW)
            .means("What the caller sees when a call fails for a reason outside the caller.");

    public static final Setting<DownNodePolicy> DOWN_NODE_POLICY = of("downNodePolicy", Format.DOWN_NODE_POLICY)
            .byDefault(DownNodePolicy.FAIL_FAST)
            .means("Who serves the keys of a node that is down.");

    public static final Setting<Integer> FAILURE_LIMIT = count("failureLimit")
            .between(1, EjectionSettings.MAX_FAILURES)
            .unit("failures")
            .byDefault(EjectionSettings.DEFAULT.failureLimit())
            .means("Failures in a row after which a node is down.");

    public static final Setting<Duration> RETRY_TIMEOUT = duration("retryTimeout")
            .between(Duration.ZERO, EjectionSettings.MAX_TIME)
            .byDefault(EjectionSettings.DEFAULT.retryTimeout())
            .means("How long a node is backed off after a failure that does not yet make it down.");

    public static final Setting<Duration> DEAD_TIMEOUT = duration("deadTimeout")
            .between(Duration.ZERO, EjectionSettings.MAX_TIME)
            .byDefault(EjectionSettings.DEFAULT.deadTimeout())
            .means("How long a node that is down is backed off at least.");

    public static final Setting<Duration> PROBE_PAUSE = duration("probePause")
            .between(Duration.ZERO, EjectionSettings.MAX_TIME)
            .byDefault(EjectionSettings.DEFAULT.probePause())
            .means(
                    "The longest pause between two probes of a node that is down; pauses start short, double, and vary at"
                            + " random.");

    public static final Setting<Boolean> AUTO_EJECT = toggle("autoEject")
            .byDefault(EjectionSettings.DEFAULT.autoEject())
            .means("Whether a node can be down at all; without that it is only backed off after each failure.");

    public static final Setting<KeyRule> KEY_POLICY = of(
                    "keyPolicy", Format.oneOf(KeyRule.class, KeyRule.named(), KeyRule::toString))
            .byDefault(KeyRule.REJECT)
            .means("What becomes of keys that are too long or not printable ASCII.");

    public static final Setting<String> PREFIX =
            text("prefix").byDefault("").means("Put before every key of every keyspace; takes part in placement.");

    public static final Setting<String> NAMESPACE = text("namespace")
            .being(
                    "at most " + MAX_NAMESPACE + " characters, printable ASCII without spaces",
                    text -> text.length() <= MAX_NAMESPACE && KeyRule.isPrintable(text))
            .byDefault("")
            .means("Put before everything else in a key; takes part in placement only with hashNamespace.");

    public static final Setting<Boolean> HASH_NAMESPACE =
            toggle("hashNamespace").byDefault(false).means("Whether the namespace takes part in placement.");

    public static final Setting<Duration> TTL = of("ttl", Format.TIME_TO_LIVE)
            .being("longer than zero, or never (Memjay.NEVER)", TimeToLive::isValid)
            .byDefault(TimeToLive.NEVER)
            .means("Time to live of values that are stored without one.");

    public static final Setting<Placement> PLACEMENT = of(
                    "placement", Format.named(Placement.class, Placements.names(), Placements::byName, Placement::name))
            .byDefault(Placements.ketamaWeighted())
            .means("Which node a key belongs to; the default is the ring that other languages' clients have too.");

    public static final Setting<String> PROTOCOL = of(
                    "protocol", Format.oneOf(String.class, List.of("auto", "meta", "classic", "binary"), name -> name))
            .byDefault("auto")
            .means(
                    "The protocol to speak; auto finds out, for each node, whether it knows meta, and speaks classic if not.");

    public static final Setting<Boolean> METRICS =
            toggle("metrics").byDefault(true).means("Whether calls are counted and timed.");

    public static final Setting<Executor> CALLBACK_EXECUTOR = Setting.<Executor>of(
                    "callbackExecutor", Format.object(Executor.class, "an Executor, given to the builder"))
            .means(
                    "Where futures complete and values are decoded; none is the event loop, and one thread for slow codecs.");

    public static final Setting<MemjayListener> LISTENER = Setting.<MemjayListener>of(
                    "listener", Format.object(MemjayListener.class, "a MemjayListener, given to the builder"))
            .byDefault(MemjayListener.NONE)
            .means("Is notified of connections, nodes, leases and failed calls.");

    public static final Setting<Telemetry> TELEMETRY = Setting.<Telemetry>of(
                    "telemetry", Format.object(Telemetry.class, "a Telemetry, given to the builder"))
            .means("Follows each call from its start to its end, for traces and metrics; none by default.");

    // ---- What a setting is

    private static final String MASK = "***";

    private final String name;
    private final Format<T> format;
    private final String bounds;
    private final Predicate<T> allows;
    private final boolean secret;
    private final String unit;
    private final @Nullable T defaultValue;
    private final String meaning;

    private Setting(Draft<T> draft, String meaning) {
        name = draft.name;
        format = draft.format;
        bounds = draft.bounds.isEmpty() ? draft.format.words() : draft.bounds;
        allows = draft.allows;
        secret = draft.secret;
        unit = draft.unit;
        defaultValue = draft.defaultValue;
        this.meaning = meaning;
    }

    /** Every setting, in the order of the tables. */
    public static Collection<Setting<?>> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    /** The setting of this name, or null. */
    public static @Nullable Setting<?> named(String name) {
        return ALL.get(name);
    }

    /**
     * The setting of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Setting<?> known(String name) {
        Setting<?> setting = named(name);
        if (setting == null) {
            String closest = Shown.closest(name, List.copyOf(ALL.keySet()));
            throw new IllegalArgumentException("the setting " + Shown.text(name) + " is unknown"
                    + (closest == null ? "." : "; did you mean '" + closest + "'?") + " Known: "
                    + String.join(", ", ALL.keySet()));
        }
        return setting;
    }

    /** The name, as the builder's method and the URI's parameter spell it. */
    public String name() {
        return name;
    }

    /** The type of the values; of a generic type its class. */
    public Class<?> type() {
        return format.type();
    }

    /** Whether there is a text for each value. Others can be given to the builder alone. */
    public boolean isText() {
        return format.reader() != null;
    }

    /** What a value has to be, as it goes on after "it has to be". */
    public String bounds() {
        return bounds;
    }

    /** The unit of the value as text; empty for values that have none or carry their own. */
    public String unit() {
        return unit;
    }

    /** The value where none is given; null for none. */
    @Nullable
    public T defaultValue() {
        return defaultValue;
    }

    /** What the setting decides, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** Whether no message and no table may show its value. */
    public boolean isSecret() {
        return secret;
    }

    /**
     * Reads a value and checks it.
     *
     * @throws IllegalArgumentException if the text spells no value, or one out of bounds
     */
    public T parse(String text) {
        T value = format.parse(text);
        if (value == null) {
            throw refusal(text);
        }
        return checked(value);
    }

    /**
     * The value, if it is within the bounds.
     *
     * @throws IllegalArgumentException if it is not
     */
    public T checked(T value) {
        if (!allows.test(value)) {
            throw refusal(show(value));
        }
        return value;
    }

    /** A value as text, which {@link #parse} reads again; {@code ***} for what is secret. */
    public String show(@Nullable T value) {
        if (value == null) {
            return "none";
        }
        return !secret || value.equals("") ? format.show(value) : MASK;
    }

    /** The default as text. */
    public String showDefault() {
        return show(defaultValue);
    }

    private IllegalArgumentException refusal(String value) {
        String shown = secret ? "not what it has to be" : Shown.text(value);
        return new IllegalArgumentException(name + " is " + shown + "; it has to be " + bounds);
    }

    @Override
    public String toString() {
        return name;
    }

    // ---- How one is declared

    private static Range<Duration> duration(String name) {
        return new Range<>(name, Format.DURATION);
    }

    private static Range<Integer> count(String name) {
        return new Range<>(name, Format.COUNT);
    }

    private static Range<Long> bytes(String name) {
        Range<Long> range = new Range<>(name, Format.BYTES);
        range.unit("bytes");
        return range;
    }

    private static Draft<Boolean> toggle(String name) {
        return of(name, Format.TOGGLE);
    }

    private static Draft<String> text(String name) {
        return of(name, Format.TEXT);
    }

    private static <T> Draft<T> of(String name, Format<T> format) {
        return new Draft<>(name, format);
    }

    private static boolean hasNoSpace(String text) {
        return text.indexOf(' ') < 0;
    }

    /** A declaration that lacks its sentence. */
    private static class Draft<T> {
        private final String name;
        private final Format<T> format;
        private String bounds = "";
        private Predicate<T> allows = value -> true;
        private boolean secret;
        private String unit = "";
        private @Nullable T defaultValue;

        Draft(String name, Format<T> format) {
            this.name = name;
            this.format = format;
        }

        /** Says what a value has to be. */
        Draft<T> being(String what) {
            return being(what, value -> true);
        }

        /** Says what a value has to be, beside what was said before, and how that is checked. */
        Draft<T> being(String what, Predicate<T> condition) {
            bounds = bounds.isEmpty() ? what : bounds + ", " + what;
            allows = allows.and(condition);
            return this;
        }

        Draft<T> unit(String name) {
            unit = name;
            return this;
        }

        Draft<T> secret() {
            secret = true;
            return this;
        }

        Draft<T> byDefault(T value) {
            defaultValue = value;
            return this;
        }

        Setting<T> means(String sentence) {
            Setting<T> setting = new Setting<>(this, sentence);
            ALL.put(name, setting);
            return setting;
        }
    }

    /** A declaration whose values have an order. */
    private static final class Range<T extends Comparable<T>> extends Draft<T> {
        Range(String name, Format<T> format) {
            super(name, format);
        }

        Draft<T> between(T least, T most) {
            return being(
                    super.format.show(least) + " to " + super.format.show(most),
                    value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
        }
    }
}
