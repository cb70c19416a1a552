package dev.memjay.internal.setting;

import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of a client: its name, default, unit, bounds and meaning. The builder's checks, the URI's parameters,
 * {@link Memjay#settings()} and the table in the documents all derive from here.
 */
public enum Setting {
    DISCOVERY(
            "discovery",
            ValueRule.object("a NodeDiscovery, given to the builder, or what the URI's scheme says"),
            null,
            "",
            "How the servers are found, now and again; none takes them as they are given."),
    DISCOVERY_INTERVAL(
            "discoveryInterval",
            ValueRule.duration(Duration.ofMillis(100), Duration.ofDays(1)),
            Duration.ofSeconds(30),
            "",
            "The longest time between two looks for the servers; times to live and lost connections shorten it."),
    NAME_SERVERS(
            "nameServers",
            ValueRule.text("addresses, as host or host:port, separated by commas", ServerText::areNameServers),
            "",
            "",
            "Whom to ask for DNS records, by the discovery and for nodes known by name; empty for this machine's name"
                    + " servers by the discovery, and the Java platform for nodes."),
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
    MAX_EXPANDED_BYTES(
            "maxExpandedBytes",
            ValueRule.bytes(1L << 20, 64L << 30),
            128L << 20,
            "bytes",
            "Bytes that the compressed values of one call for several keys may expand to, all together."),
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
    KEEP_ALIVE_IDLE(
            "keepAliveIdle",
            ValueRule.duration(Duration.ZERO, Duration.ofSeconds(32_767)),
            Duration.ZERO,
            "",
            "TCP_KEEPIDLE: how long a connection is idle before the first probe; 0s leaves it to the operating system."),
    KEEP_ALIVE_INTERVAL(
            "keepAliveInterval",
            ValueRule.duration(Duration.ZERO, Duration.ofSeconds(32_767)),
            Duration.ZERO,
            "",
            "TCP_KEEPINTVL: the time between two probes; 0s leaves it to the operating system."),
    KEEP_ALIVE_COUNT(
            "keepAliveCount",
            ValueRule.count(0, 127),
            0,
            "probes",
            "TCP_KEEPCNT: probes without an answer that end the connection; 0 leaves it to the operating system."),
    LINGER(
            "linger",
            ValueRule.count(-1, 65_535),
            -1,
            "seconds",
            "SO_LINGER: how long closing goes on sending, 0 to reset at once; -1 leaves it to the operating system."),
    TRAFFIC_CLASS(
            "trafficClass",
            ValueRule.count(0, 255),
            0,
            "",
            "IP_TOS: the byte that marks packets for routers; 0 for none."),
    LOCAL_ADDRESS(
            "localAddress",
            ValueRule.text("an address or a host name of this machine", text -> text.indexOf(' ') < 0),
            "",
            "",
            "The address to connect from; empty leaves it to the operating system."),
    TLS("tls", ValueRule.toggle(), false, "", "Whether TCP connections speak TLS; memcacheds:// sets it."),
    TLS_TRUST(
            "tlsTrust",
            ValueRule.text("the path of a PEM file or a key store", text -> true),
            "",
            "",
            "Certificates of those whose signature under a server's is trusted; empty for the Java platform's."),
    TLS_TRUST_PASSWORD(
            "tlsTrustPassword", ValueRule.secret(), "", "", "Password of tlsTrust, where it is a key store."),
    TLS_CERTIFICATE(
            "tlsCertificate",
            ValueRule.text("the path of a PEM file or a key store", text -> true),
            "",
            "",
            "This client's certificate and its chain, for servers that ask for one."),
    TLS_KEY(
            "tlsKey",
            ValueRule.text("the path of a PEM file", text -> true),
            "",
            "",
            "Private key of tlsCertificate; empty when it is in the same file."),
    TLS_KEY_PASSWORD(
            "tlsKeyPassword",
            ValueRule.secret(),
            "",
            "",
            "Password of the private key, or of tlsCertificate's key store."),
    TLS_HOST_NAME_CHECK(
            "tlsHostNameCheck",
            ValueRule.toggle(),
            true,
            "",
            "Whether a server's certificate has to be for the host that the client asked for."),
    TLS_SERVER_NAME(
            "tlsServerName",
            ValueRule.text("a host name", text -> text.indexOf(' ') < 0),
            "",
            "",
            "The name that servers are asked for by SNI and have in their certificates; empty for each one's host."),
    TLS_PROTOCOLS(
            "tlsProtocols",
            ValueRule.text("names such as TLSv1.3, separated by commas", text -> true),
            "",
            "",
            "Versions of TLS; empty for the Java platform's."),
    TLS_CIPHERS(
            "tlsCiphers",
            ValueRule.text("names such as TLS_AES_128_GCM_SHA256, separated by commas", text -> true),
            "",
            "",
            "Cipher suites; empty for the Java platform's."),
    USER("user", ValueRule.text("text", text -> true), "", "", "Who logs in; empty for nobody."),
    PASSWORD("password", ValueRule.secret(), "", "", "With which password; shown as ***."),
    CREDENTIALS(
            "credentials",
            ValueRule.secretObject("a Supplier of Credentials, given to the builder"),
            null,
            "",
            "Asked for user and password before each login, instead of the two settings before."),
    LOGIN_METHOD(
            "loginMethod",
            ValueRule.oneOf(Networks.LOGIN_METHODS, name -> name),
            "auto",
            "",
            "How to log in: auto is ascii in the text protocols, and in binary the best that is offered, but plain only under"
                    + " TLS or on this machine."),
    RECONNECT_PAUSE(
            "reconnectPause",
            ValueRule.duration(Duration.ofMillis(1), Duration.ofMinutes(5)),
            Duration.ofSeconds(1),
            "",
            "The longest pause between two attempts to connect; pauses start short, grow, and vary at random."),
    FAILURE_POLICY(
            "failurePolicy",
            ValueRule.oneOf(FailurePolicy.class),
            FailurePolicy.THROW,
            "",
            "What the caller sees when a call fails for a reason outside the caller."),
    DOWN_NODE_POLICY(
            "downNodePolicy",
            new ValueRule<>(DownPolicyText.FORMS, DownPolicyText::parse, policy -> true, DownPolicyText::of),
            DownNodePolicy.FAIL_FAST,
            "",
            "The down-node policy: who serves the keys of a node that is down."),
    FAILURE_LIMIT(
            "failureLimit",
            ValueRule.count(1, 1_000_000),
            EjectionSettings.DEFAULT.failureLimit(),
            "failures",
            "Failures in a row after which a node is down."),
    RETRY_TIMEOUT(
            "retryTimeout",
            ValueRule.duration(Duration.ZERO, Duration.ofDays(1)),
            EjectionSettings.DEFAULT.retryTimeout(),
            "",
            "How long a node is left alone after a failure that does not yet make it down."),
    DEAD_TIMEOUT(
            "deadTimeout",
            ValueRule.duration(Duration.ZERO, Duration.ofDays(1)),
            EjectionSettings.DEFAULT.deadTimeout(),
            "",
            "How long a node that is down is left alone at least."),
    PROBE_PAUSE(
            "probePause",
            ValueRule.duration(Duration.ZERO, Duration.ofDays(1)),
            EjectionSettings.DEFAULT.probePause(),
            "",
            "The longest pause between two probes of a node that is down; pauses start short, double, and vary at random."),
    AUTO_EJECT(
            "autoEject",
            ValueRule.toggle(),
            EjectionSettings.DEFAULT.autoEject(),
            "",
            "Whether a node can be down at all; without that it is only left alone after each failure."),
    KEY_POLICY(
            "keyPolicy",
            ValueRule.oneOf(KeyRule.named(), KeyRule::toString),
            KeyRule.REJECT,
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
    TTL("ttl", ValueRule.timeToLive(), TimeToLive.NEVER, "", "Time to live of values that are stored without one."),
    PLACEMENT(
            "placement",
            ValueRule.named(Placements.names(), Placements::byName, Placement::name),
            Placements.ketamaWeighted(),
            "",
            "Which node a key belongs to; the default is the ring that other languages' clients have too."),
    PROTOCOL(
            "protocol",
            ValueRule.oneOf(List.of("auto", "meta", "classic", "binary"), name -> name),
            "auto",
            "",
            "The protocol to speak; auto finds out, for each node, whether it knows meta, and speaks classic if not."),
    METRICS("metrics", ValueRule.toggle(), true, "", "Whether calls are counted and timed."),
    CALLBACK_EXECUTOR(
            "callbackExecutor",
            ValueRule.object("an Executor, given to the builder"),
            null,
            "",
            "Where futures complete; none is the event loop."),
    LISTENER(
            "listener",
            ValueRule.object("a MemjayListener, given to the builder"),
            MemjayListener.NONE,
            "",
            "Is told of calls, connections and nodes.");

    /** libmemcached's limit; it leaves room for a hashed key behind it. */
    private static final int MAX_NAMESPACE = 127;

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
    public static @Nullable Setting named(String name) {
        for (Setting setting : values()) {
            if (setting.text.equals(name)) {
                return setting;
            }
        }
        return null;
    }

    /** The value that nobody set; null for none. */
    @Nullable
    public Object defaultValue() {
        return defaultValue;
    }

    /** The unit of the value as text; empty for values that carry their own or have none. */
    public String unit() {
        return unit;
    }

    /** Whether its value is never told back. */
    boolean isSecret() {
        return rule.isSecret();
    }

    /** What would do. */
    public String bounds() {
        return rule.bounds();
    }

    /** What the setting decides, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** Reads and checks a value from text. */
    public Object parse(String value) {
        Object parsed = rule.parse().apply(value);
        if (parsed == null) {
            throw refusal(value);
        }
        return checked(parsed);
    }

    /** The value, if it is within the bounds. */
    public Object checked(Object value) {
        if (!typed().allows().test(value)) {
            throw refusal(typed().show().apply(value));
        }
        return value;
    }

    /** A value as text. */
    public String show(@Nullable Object value) {
        return value == null ? "none" : typed().show().apply(value);
    }

    private IllegalArgumentException refusal(String value) {
        String shown = rule.isSecret() ? "not what it has to be" : Shown.text(value);
        return new IllegalArgumentException(text + " is " + shown + "; it has to be " + rule.bounds());
    }

    @SuppressWarnings("unchecked") // the constructor ties the rule to the default, and the builder's methods to both
    private ValueRule<Object> typed() {
        return (ValueRule<Object>) rule;
    }

    private static boolean isNamespace(String text) {
        return text.length() <= MAX_NAMESPACE && KeyRule.isPrintable(text);
    }

    /** The name as the builder's method and the URI's parameter spell it. */
    @Override
    public String toString() {
        return text;
    }
}
