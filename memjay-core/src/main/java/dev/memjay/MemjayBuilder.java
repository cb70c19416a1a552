package dev.memjay;

import dev.memjay.internal.route.Router;
import dev.memjay.internal.route.RouterSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.model.SettingInfo.Origin;
import dev.memjay.placement.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Every setting of a {@link Memjay}, each with a default.
 *
 * <p>Values are checked at once: what is out of bounds is refused with an {@link IllegalArgumentException} that names the
 * setting, the value and what would do. The last call wins. A builder can build several clients. Not thread-safe.
 */
public final class MemjayBuilder {
    private final Settings settings;
    /** What the URI asked for and this version cannot do; empty when there is nothing. */
    private String unsupported = "";

    MemjayBuilder(Settings settings) {
        this.settings = settings;
    }

    /**
     * Takes servers, prefix and settings from a connection URI:
     * {@code memcached://[user[:password]@]host[:port][,host...][/prefix][?name=value&...]}.
     *
     * <p>The parameters are the names of this builder's methods, and {@code weights} with a number for each host. Lengths
     * of time have a unit, such as {@code 50ms}, {@code 1s} or {@code 10m}. Other characters are percent-encoded.
     *
     * @param uri the URI; other schemes are {@code memcacheds://} for TLS, {@code memcached+unix:///path} for a UNIX
     *     socket, and {@code memcached+udp://}
     */
    public MemjayBuilder uri(String uri) {
        ConnectionUri parsed = ConnectionUri.parse(Objects.requireNonNull(uri, "uri"));
        for (Map.Entry<String, String> parameter : parsed.parameters().entrySet()) {
            Setting setting = Setting.named(parameter.getKey());
            if (setting == null) {
                throw new IllegalArgumentException("the URI's parameter '" + parameter.getKey()
                        + "' is unknown; what would do is weights and " + List.of(Setting.values()));
            }
            settings.put(setting, setting.parse(parameter.getValue()), Origin.URI);
        }
        if (!parsed.prefix().isEmpty()) {
            settings.put(Setting.PREFIX, parsed.prefix(), Origin.URI);
        }
        settings.nodes(parsed.nodes(), Origin.URI);
        unsupported = Unsupported.in(parsed);
        return this;
    }

    /**
     * Sets the servers; the default is {@code 127.0.0.1:11211}. Their order matters to some placements.
     *
     * @param servers each {@code host}, {@code host:port}, {@code host:port:weight}, or the same with an IPv6 address in
     *     brackets; several in one string are separated by commas. The port is 11211 and the weight 1 by default
     */
    public MemjayBuilder servers(String... servers) {
        List<Node> nodes = new ArrayList<>();
        for (String server : Objects.requireNonNull(servers, "servers")) {
            nodes.addAll(ServerText.parseList(Objects.requireNonNull(server, "servers has a null element"), true));
        }
        return nodes(nodes);
    }

    /**
     * Sets the servers.
     *
     * @param nodes the servers, at least one, each once
     */
    public MemjayBuilder nodes(List<Node> nodes) {
        settings.nodes(Objects.requireNonNull(nodes, "nodes"), Origin.BUILDER);
        unsupported = "";
        return this;
    }

    /**
     * How long opening a connection may take: resolving the name, connecting, and what is said first.
     *
     * @param timeout 1 millisecond to 1 hour; 1 second by default
     */
    public MemjayBuilder connectTimeout(Duration timeout) {
        return put(Setting.CONNECT_TIMEOUT, timeout);
    }

    /**
     * How long a call may take, from its start to its answer. {@link Keyspace#timeout} makes views with another.
     *
     * @param timeout 1 millisecond to 1 hour; 1 second by default
     */
    public MemjayBuilder timeout(Duration timeout) {
        return put(Setting.TIMEOUT, timeout);
    }

    /**
     * How many connections to open to each server. All calls share them; one is enough unless values are large or the
     * client has many cores.
     *
     * @param connections 1 to 64; 1 by default
     */
    public MemjayBuilder connectionsPerServer(int connections) {
        return put(Setting.CONNECTIONS_PER_SERVER, connections);
    }

    /**
     * How many operations one connection may have without an answer. Beyond it calls fail with an
     * {@link dev.memjay.error.OverloadedException}, or wait, see {@link #waitWhenFull}.
     *
     * @param operations a power of two, 16 to 1,048,576; 16,384 by default
     */
    public MemjayBuilder maxInFlight(int operations) {
        return put(Setting.MAX_IN_FLIGHT, operations);
    }

    /**
     * How many bytes of requests one connection may have without an answer, see {@link #maxInFlight}.
     *
     * @param bytes 64 KiB to 4 GiB; 64 MiB by default
     */
    public MemjayBuilder maxInFlightBytes(long bytes) {
        return put(Setting.MAX_IN_FLIGHT_BYTES, bytes);
    }

    /**
     * Whether a call that finds its connection full waits for room, at most for its timeout, instead of failing at once.
     *
     * @param wait false by default
     */
    public MemjayBuilder waitWhenFull(boolean wait) {
        return put(Setting.WAIT_WHEN_FULL, wait);
    }

    /**
     * TCP_NODELAY: small packets leave at once.
     *
     * @param noDelay true by default
     */
    public MemjayBuilder noDelay(boolean noDelay) {
        return put(Setting.NO_DELAY, noDelay);
    }

    /**
     * SO_KEEPALIVE: the kernel probes idle connections, so that firewalls do not forget them and dead peers are noticed.
     *
     * @param keepAlive true by default
     */
    public MemjayBuilder keepAlive(boolean keepAlive) {
        return put(Setting.KEEP_ALIVE, keepAlive);
    }

    /**
     * SO_SNDBUF of each socket.
     *
     * @param bytes 0 to 64 MiB; 0, the default, leaves the choice to the operating system
     */
    public MemjayBuilder sendBuffer(int bytes) {
        return put(Setting.SEND_BUFFER, bytes);
    }

    /**
     * SO_RCVBUF of each socket.
     *
     * @param bytes 0 to 64 MiB; 0, the default, leaves the choice to the operating system
     */
    public MemjayBuilder receiveBuffer(int bytes) {
        return put(Setting.RECEIVE_BUFFER, bytes);
    }

    /**
     * The longest pause between two attempts to connect to a server. Pauses start short, double, and vary at random.
     *
     * @param longest 1 millisecond to 5 minutes; 1 second by default
     */
    public MemjayBuilder reconnectPause(Duration longest) {
        return put(Setting.RECONNECT_PAUSE, longest);
    }

    /**
     * What callers see when calls fail for a reason outside the caller. {@link Keyspace#failures} makes views with another.
     *
     * @param policy {@link FailurePolicy#THROW} by default
     */
    public MemjayBuilder failures(FailurePolicy policy) {
        return put(Setting.FAILURES, policy);
    }

    /**
     * What becomes of keys that are too long or not printable ASCII. {@link Keyspace#keys} makes views with another.
     *
     * @param policy {@link KeyPolicy#REJECT} by default
     */
    public MemjayBuilder keys(KeyPolicy policy) {
        return put(Setting.KEYS, policy);
    }

    /**
     * Put before every key of every keyspace, outermost, as by {@link Keyspace#prefixed}. Takes part in placement.
     *
     * @param prefix empty by default
     */
    public MemjayBuilder prefix(String prefix) {
        return put(Setting.PREFIX, prefix);
    }

    /**
     * Put before everything else in every key, and left out of placement unless {@link #hashNamespace} says otherwise:
     * libmemcached's rule.
     *
     * @param namespace at most 127 characters of printable ASCII without spaces; empty by default
     */
    public MemjayBuilder namespace(String namespace) {
        return put(Setting.NAMESPACE, namespace);
    }

    /**
     * Whether the {@link #namespace} takes part in placement.
     *
     * @param hash false by default
     */
    public MemjayBuilder hashNamespace(boolean hash) {
        return put(Setting.HASH_NAMESPACE, hash);
    }

    /**
     * Time to live of values that are stored without one. {@link Keyspace#expiring} makes views with another.
     *
     * @param ttl longer than zero; {@link Memjay#NEVER} by default
     */
    public MemjayBuilder expiring(Duration ttl) {
        return put(Setting.EXPIRING, TimeToLive.checked(Objects.requireNonNull(ttl, "ttl")));
    }

    /**
     * Which node a key belongs to.
     *
     * @param placement {@link dev.memjay.placement.Placements#ketamaWeighted()} by default
     */
    public MemjayBuilder placement(Placement placement) {
        return put(Setting.PLACEMENT, placement);
    }

    /**
     * The protocol to speak.
     *
     * @param name {@code meta}, the default, or {@code classic} for proxies that know no other
     */
    public MemjayBuilder protocol(String name) {
        return put(Setting.PROTOCOL, Setting.PROTOCOL.parse(Objects.requireNonNull(name, "name")));
    }

    /**
     * Whether calls are counted and timed, for {@link Memjay#metrics()}.
     *
     * @param on true by default
     */
    public MemjayBuilder metrics(boolean on) {
        return put(Setting.METRICS, on);
    }

    /**
     * Where futures complete and what is chained to them runs, instead of the event loop. There, callbacks may call
     * blocking verbs. The executor stays the caller's; Memjay does not shut it down.
     *
     * @param executor none by default
     */
    public MemjayBuilder callbackExecutor(Executor executor) {
        return put(Setting.CALLBACK_EXECUTOR, executor);
    }

    /**
     * Is told of calls, connections and nodes.
     *
     * @param observer {@link Observer#NONE} by default
     */
    public MemjayBuilder observer(Observer observer) {
        return put(Setting.OBSERVER, observer);
    }

    /**
     * Makes the client. Does no I/O and returns at once: connections open in the background, so that an application can
     * start while memcached is down.
     *
     * @throws IllegalArgumentException if the URI asked for what this version cannot do
     */
    public Memjay build() {
        String reason = unsupported.isEmpty() ? Unsupported.in(settings.nodes()) : unsupported;
        if (!reason.isEmpty()) {
            throw new IllegalArgumentException(reason);
        }
        Settings copy = settings.copy();
        return new Memjay(new RouterEngine(Router.open(routerSettings(copy))), copy);
    }

    private static RouterSettings routerSettings(Settings settings) {
        return new RouterSettings(
                settings.nodes(),
                settings.get(Setting.PLACEMENT),
                settings.duration(Setting.CONNECT_TIMEOUT),
                settings.number(Setting.CONNECTIONS_PER_SERVER),
                settings.number(Setting.MAX_IN_FLIGHT),
                settings.<Long>get(Setting.MAX_IN_FLIGHT_BYTES),
                settings.isOn(Setting.WAIT_WHEN_FULL),
                settings.isOn(Setting.NO_DELAY),
                settings.isOn(Setting.KEEP_ALIVE),
                settings.duration(Setting.RECONNECT_PAUSE),
                settings.number(Setting.SEND_BUFFER),
                settings.number(Setting.RECEIVE_BUFFER),
                settings.isOn(Setting.METRICS),
                (Executor) settings.find(Setting.CALLBACK_EXECUTOR),
                settings.get(Setting.OBSERVER),
                settings.get(Setting.PROTOCOL));
    }

    private MemjayBuilder put(Setting setting, Object value) {
        settings.put(setting, Objects.requireNonNull(value, setting.toString()), Origin.BUILDER);
        return this;
    }
}
