package dev.memjay;

import dev.memjay.discovery.DnsProvider;
import dev.memjay.discovery.Network;
import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.internal.connection.talk.Inquiries;
import dev.memjay.internal.connection.transport.Names;
import dev.memjay.internal.jfr.FlightRecorder;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.Listeners;
import dev.memjay.internal.route.Router;
import dev.memjay.internal.route.RouterParts;
import dev.memjay.internal.route.RouterSettings;
import dev.memjay.internal.route.fleet.DiscoveredEngine;
import dev.memjay.internal.route.fleet.FleetWatch;
import dev.memjay.internal.route.fleet.NodeNames;
import dev.memjay.internal.route.fleet.SystemNetwork;
import dev.memjay.internal.setting.ConnectionUri;
import dev.memjay.internal.setting.Networks;
import dev.memjay.internal.setting.ServerText;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.model.Credentials;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.SettingInfo.Origin;
import dev.memjay.model.Telemetry;
import dev.memjay.placement.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every setting of a {@link Memjay}, each with a default.
 *
 * <p>Values are checked at once: what is out of bounds is refused with an {@link IllegalArgumentException} that names the
 * setting, the value and the bounds. The last call wins. A builder can build several clients. Not thread-safe.
 */
public final class MemjayBuilder {
    private final Settings settings;

    MemjayBuilder(Settings settings) {
        this.settings = settings;
    }

    /**
     * Takes servers, prefix and settings from a connection URI:
     * {@code memcached://[user[:password]@]host[:port][,host...][/prefix][?name=value&...]}.
     *
     * <p>The parameters are the names of this builder's methods, and {@code weights} with a number for each host. Lengths
     * of time have a unit, such as {@code 50ms}, {@code 1s} or {@code 10m}. Other characters are percent-encoded: {@code
     * %2F}, {@code %3F}, {@code %23} and {@code %40} for {@code /}, {@code ?}, {@code #} and {@code @} in a password, and an
     * {@code @} in the prefix or a parameter too. What may be part of a password is in no message.
     *
     * @param uri the URI; other schemes are {@code memcacheds://} for TLS, {@code memcached+unix:///path} for a UNIX
     *     socket, {@code memcached+udp://}, and those that discover the nodes: {@code memcached+dns://name[:port]},
     *     {@code memcached+srv://service}, {@code memcached+elasticache://endpoint[:port]} (Memorystore too) and {@code
     *     memcached+kubernetes://service.namespace[:port]}; each of these begins with {@code memcacheds+} for TLS
     * @throws IllegalStateException if the nodes are to be found by DNS and the library {@code dev.memjay:memjay-dns} is
     *     missing
     */
    public MemjayBuilder uri(String uri) {
        ConnectionUri parsed = ConnectionUri.parse(Objects.requireNonNull(uri, "uri"));
        for (Map.Entry<String, String> parameter : parsed.parameters().entrySet()) {
            Setting<?> setting = Objects.requireNonNull(Setting.named(parameter.getKey()));
            settings.parse(setting, parameter.getValue(), Origin.URI);
        }
        if (!parsed.prefix().isEmpty()) {
            settings.put(Setting.PREFIX, parsed.prefix(), Origin.URI);
        }
        if (parsed.scheme().isTls()) {
            settings.put(Setting.TLS, true, Origin.URI);
        }
        String user = parsed.user();
        String password = parsed.password();
        if (user != null) {
            settings.put(Setting.USER, user, Origin.URI);
        }
        if (password != null) {
            settings.put(Setting.PASSWORD, password, Origin.URI);
        }
        settings.nodes(parsed.nodes(), Origin.URI);
        settings.reset(Setting.DISCOVERY);
        NodeDiscovery discovery = parsed.discovery();
        if (discovery != null) {
            settings.put(Setting.DISCOVERY, discovery, Origin.URI);
        }
        return this;
    }

    /**
     * Sets the setting of this name to the value that the text spells, as a URI's parameter does: for values from a file.
     *
     * @param name such as {@code timeout}; {@code servers} too
     * @param value such as {@code 50ms}
     * @throws IllegalArgumentException if there is no such setting, only an object can be its value, or the value is out of
     *     bounds
     */
    public MemjayBuilder set(String name, String value) {
        Objects.requireNonNull(value, "value");
        if (name.equals(Setting.SERVERS.name())) {
            return servers(value);
        }
        return parse(Setting.known(name), value);
    }

    /**
     * Sets the servers; {@code 127.0.0.1:11211} is the default. Their order matters to some placements.
     *
     * @param servers each {@code host}, {@code host:port}, {@code host:port:weight}, or the same with an IPv6 address in
     *     brackets, all of them with {@code udp:} before it for UDP, or the path of a UNIX socket, with {@code unix:}
     *     before it or not; several in one string are separated by commas. The port is 11211 and the weight 1 by default
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
        settings.reset(Setting.DISCOVERY);
        return this;
    }

    /**
     * Has the servers found instead of given, now and again while the client is open. A URI's scheme sets it too; {@link
     * #servers} and {@link #nodes} unset it.
     *
     * <p>Until the first look has found nodes, calls wait within their timeout. Several clients may have one discovery.
     *
     * @param discovery such as {@link NodeDiscovery#dns}
     */
    public MemjayBuilder discovery(NodeDiscovery discovery) {
        return put(Setting.DISCOVERY, discovery);
    }

    /**
     * The longest time between two looks of the {@link #discovery}; it varies at random, down to three quarters. The time
     * to live of DNS records and lost connections make it shorter.
     *
     * @param longest 100ms to 1d; 30s by default
     */
    public MemjayBuilder discoveryInterval(Duration longest) {
        return put(Setting.DISCOVERY_INTERVAL, longest);
    }

    /**
     * Whom to ask for DNS records: of the {@link #discovery}, and at each connect of nodes that are known by name. Where
     * these servers do not know a node's name the Java platform is asked.
     *
     * @param servers addresses, each with a port where that is not 53; none, the default, for those of this machine. Needs
     *     the library {@code dev.memjay:memjay-dns}: without it {@link #build} throws {@link IllegalStateException}
     */
    public MemjayBuilder nameServers(String... servers) {
        return list(Setting.NAME_SERVERS, servers);
    }

    /**
     * How long opening a connection may take: resolving the name, connecting, and what is said first.
     *
     * @param timeout 1ms to 1h; 1s by default
     */
    public MemjayBuilder connectTimeout(Duration timeout) {
        return put(Setting.CONNECT_TIMEOUT, timeout);
    }

    /**
     * How long a call may take, from its start to its answer. {@link Keyspace#withTimeout} makes views with another.
     *
     * @param timeout 1ms to 1h; 1s by default
     */
    public MemjayBuilder timeout(Duration timeout) {
        return put(Setting.TIMEOUT, timeout);
    }

    /**
     * How many connections there may be to each server. One is kept open. Another one is opened when blocking calls of
     * platform threads have found all others busy for some tenths of a second, and closed when it was not used for 60 s. No
     * call waits for it; where the server refuses it, calls share what there is, and it is tried again after 60 s.
     * What one thread sends stays in order. A node over UDP has one connection.
     *
     * @param connections 1 to 64; 2 by default
     */
    public MemjayBuilder connectionsPerServer(int connections) {
        return put(Setting.CONNECTIONS_PER_SERVER, connections);
    }

    /**
     * How many operations one connection may have without an answer. Beyond it calls fail with an
     * {@link dev.memjay.error.OverloadedException}, or wait, see {@link #waitWhenFull}.
     *
     * @param operations 16 to 1048576, a power of two; 16384 by default
     */
    public MemjayBuilder maxInFlight(int operations) {
        return put(Setting.MAX_IN_FLIGHT, operations);
    }

    /**
     * How many bytes of requests one connection may have without an answer, see {@link #maxInFlight}.
     *
     * @param bytes 65536 to 4294967296 (4 GiB); 67108864 (64 MiB) by default
     */
    public MemjayBuilder maxInFlightBytes(long bytes) {
        return put(Setting.MAX_IN_FLIGHT_BYTES, bytes);
    }

    /**
     * How many bytes the compressed values of one call for several keys may expand to, all together. A value beyond it fails
     * with a {@link dev.memjay.error.CodecException}; those before it are in the call's result.
     *
     * @param bytes 1048576 to 68719476736 (64 GiB); 134217728 (128 MiB) by default
     */
    public MemjayBuilder maxExpandedBytes(long bytes) {
        return put(Setting.MAX_EXPANDED_BYTES, bytes);
    }

    /**
     * Whether a call that finds its connection full waits for room, at most for its timeout, instead of failing at once.
     * An asynchronous call and a posted one wait too, on the thread that makes them, also where too many answers wait to be
     * decoded; in a callback on Memjay's event loop, which must not wait, they fail at once.
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
     * @param bytes 0 to 67108864 (64 MiB); 0, the default, leaves the choice to the operating system
     */
    public MemjayBuilder sendBuffer(int bytes) {
        return put(Setting.SEND_BUFFER, bytes);
    }

    /**
     * SO_RCVBUF of each socket.
     *
     * @param bytes 0 to 67108864 (64 MiB); 0, the default, leaves the choice to the operating system
     */
    public MemjayBuilder receiveBuffer(int bytes) {
        return put(Setting.RECEIVE_BUFFER, bytes);
    }

    /**
     * TCP_KEEPIDLE: how long a connection is idle before {@link #keepAlive} sends the first probe.
     *
     * @param idle 0s to 32767s, rounded up to whole seconds; 0s, the default, leaves it to the operating system
     */
    public MemjayBuilder keepAliveIdle(Duration idle) {
        return put(Setting.KEEP_ALIVE_IDLE, idle);
    }

    /**
     * TCP_KEEPINTVL: the time between two probes of {@link #keepAlive}.
     *
     * @param interval 0s to 32767s, rounded up to whole seconds; 0s, the default, leaves it to the operating system
     */
    public MemjayBuilder keepAliveInterval(Duration interval) {
        return put(Setting.KEEP_ALIVE_INTERVAL, interval);
    }

    /**
     * TCP_KEEPCNT: how many probes of {@link #keepAlive} go without an answer before the connection is ended.
     *
     * @param probes 0 to 127; 0, the default, leaves it to the operating system
     */
    public MemjayBuilder keepAliveCount(int probes) {
        return put(Setting.KEEP_ALIVE_COUNT, probes);
    }

    /**
     * SO_LINGER: for how long a closed TCP connection goes on sending what is left.
     *
     * @param seconds -1 to 65535, where 0 resets the connection at once; -1, the default, leaves it to the operating system
     */
    public MemjayBuilder linger(int seconds) {
        return put(Setting.LINGER, seconds);
    }

    /**
     * IP_TOS: the byte that marks packets of TCP and UDP for routers, a DSCP in its upper six bits.
     *
     * @param trafficClass 0 to 255; 0, the default, for none
     */
    public MemjayBuilder trafficClass(int trafficClass) {
        return put(Setting.TRAFFIC_CLASS, trafficClass);
    }

    /**
     * The address of this machine to connect from, over TCP and UDP.
     *
     * @param address an address or a host name; empty, the default, leaves it to the operating system
     */
    public MemjayBuilder localAddress(String address) {
        return put(Setting.LOCAL_ADDRESS, address);
    }

    /**
     * Whether TCP connections speak TLS. A URI of {@code memcacheds://} says so too.
     *
     * @param tls false by default
     */
    public MemjayBuilder tls(boolean tls) {
        return put(Setting.TLS, tls);
    }

    /**
     * The certificates of those whose signature under a server's certificate is trusted. The file is looked at again before
     * each connection, and read anew when it has changed; so are those of {@link #tlsCertificate} and {@link #tlsKey}.
     *
     * @param path a PEM file, or a key store of PKCS#12 or JKS; empty, the default, for those of the Java platform
     */
    public MemjayBuilder tlsTrust(String path) {
        return put(Setting.TLS_TRUST, path);
    }

    /**
     * The password of {@link #tlsTrust}, where that is a key store.
     *
     * @param password empty by default
     */
    public MemjayBuilder tlsTrustPassword(String password) {
        return put(Setting.TLS_TRUST_PASSWORD, password);
    }

    /**
     * This client's certificate, with its chain behind it, for servers that ask for one.
     *
     * @param path a PEM file, or a key store of PKCS#12 or JKS that holds the private key too; empty, the default, for none
     */
    public MemjayBuilder tlsCertificate(String path) {
        return put(Setting.TLS_CERTIFICATE, path);
    }

    /**
     * The private key of {@link #tlsCertificate}.
     *
     * @param path a PEM file with a key of PKCS#8, encrypted or not, PKCS#1 or SEC 1; empty, the default, when the key is
     *     in the certificate's file
     */
    public MemjayBuilder tlsKey(String path) {
        return put(Setting.TLS_KEY, path);
    }

    /**
     * The password of the private key, or of the key store with the client's certificate.
     *
     * @param password empty by default
     */
    public MemjayBuilder tlsKeyPassword(String password) {
        return put(Setting.TLS_KEY_PASSWORD, password);
    }

    /**
     * Whether a server's certificate has to be for the host that the client asked for. Without it anybody with any trusted
     * certificate can pose as the server.
     *
     * @param check true by default
     */
    public MemjayBuilder tlsHostNameCheck(boolean check) {
        return put(Setting.TLS_HOST_NAME_CHECK, check);
    }

    /**
     * The name that servers are asked for by SNI and that their certificates have to hold, where that is not the host.
     *
     * @param name empty, the default, for each server's host
     */
    public MemjayBuilder tlsServerName(String name) {
        return put(Setting.TLS_SERVER_NAME, name);
    }

    /**
     * The versions of TLS to offer.
     *
     * @param protocols such as {@code TLSv1.3}; none, the default, for those of the Java platform
     */
    public MemjayBuilder tlsProtocols(String... protocols) {
        return list(Setting.TLS_PROTOCOLS, protocols);
    }

    /**
     * The cipher suites to offer.
     *
     * @param ciphers such as {@code TLS_AES_128_GCM_SHA256}; none, the default, for those of the Java platform
     */
    public MemjayBuilder tlsCiphers(String... ciphers) {
        return list(Setting.TLS_CIPHERS, ciphers);
    }

    /**
     * Who logs in at each connection. A URI says it before its hosts.
     *
     * @param user empty, the default, for nobody
     */
    public MemjayBuilder user(String user) {
        return put(Setting.USER, user);
    }

    /**
     * The password of {@link #user}. It is never shown: not in settings, nor in logs or errors.
     *
     * @param password empty by default
     */
    public MemjayBuilder password(String password) {
        return put(Setting.PASSWORD, password);
    }

    /**
     * Where user and password come from, instead of {@link #user} and {@link #password}: asked before each login, so that
     * they may change while the client is open.
     *
     * @param credentials asked on threads that open connections, where it may block, within the connect timeout
     */
    public MemjayBuilder credentials(Supplier<Credentials> credentials) {
        return put(Setting.CREDENTIALS, credentials);
    }

    /**
     * How to log in.
     *
     * @param method {@code auto}, the default, which is {@code ascii} in the text protocols, and in binary the best mechanism
     *     that the server offers, but {@code plain} only under TLS or to a server on this machine; {@code ascii} for servers
     *     with {@code -Y}; {@code sasl} for the best mechanism that a server with {@code -S} offers, {@code plain} included;
     *     or one of {@code scram-sha-256}, {@code cram-md5} and {@code plain}, and no other. SCRAM needs the library {@code
     *     com.ongres.scram:scram-client}: without it {@link #build} refuses {@code scram-sha-256}, and {@code auto} and
     *     {@code sasl} take the best of the others
     */
    public MemjayBuilder loginMethod(String method) {
        return parse(Setting.LOGIN_METHOD, method);
    }

    /**
     * The longest pause between two attempts to connect to a server. Pauses start short, double, and vary at random.
     *
     * @param longest 1ms to 5m; 1s by default
     */
    public MemjayBuilder reconnectPause(Duration longest) {
        return put(Setting.RECONNECT_PAUSE, longest);
    }

    /**
     * What callers see when calls fail for a reason outside the caller. {@link Keyspace#withFailurePolicy} makes views with another.
     *
     * @param policy {@link FailurePolicy#THROW} by default
     */
    public MemjayBuilder failurePolicy(FailurePolicy policy) {
        return put(Setting.FAILURE_POLICY, policy);
    }

    /**
     * Who serves the keys of a node that is down.
     *
     * @param policy {@link DownNodePolicy#FAIL_FAST} by default
     */
    public MemjayBuilder downNodePolicy(DownNodePolicy policy) {
        return put(Setting.DOWN_NODE_POLICY, policy);
    }

    /**
     * When a node that fails is backed off and tried again: {@link #failureLimit}, {@link #retryTimeout}, {@link
     * #deadTimeout}, {@link #probePause} and {@link #autoEject} together.
     *
     * @param settings {@link EjectionSettings#DEFAULT} by default; there are presets of other clients' defaults
     */
    public MemjayBuilder ejection(EjectionSettings settings) {
        Objects.requireNonNull(settings, "settings");
        return failureLimit(settings.failureLimit())
                .retryTimeout(settings.retryTimeout())
                .deadTimeout(settings.deadTimeout())
                .probePause(settings.probePause())
                .autoEject(settings.autoEject());
    }

    /**
     * Failures in a row after which a node is down.
     *
     * @param failures 1 to 1000000; 5 by default
     */
    public MemjayBuilder failureLimit(int failures) {
        return put(Setting.FAILURE_LIMIT, failures);
    }

    /**
     * How long a node is backed off after a failure that does not yet make it down.
     *
     * @param timeout 0s to 1d; 0s, the default, for not at all
     */
    public MemjayBuilder retryTimeout(Duration timeout) {
        return put(Setting.RETRY_TIMEOUT, timeout);
    }

    /**
     * How long a node that is down is backed off at least.
     *
     * @param timeout 0s to 1d; 0s, the default, for not at all
     */
    public MemjayBuilder deadTimeout(Duration timeout) {
        return put(Setting.DEAD_TIMEOUT, timeout);
    }

    /**
     * The longest pause between two probes of a node that is down. Pauses begin with {@link #deadTimeout}, at least 10 ms,
     * double, and vary at random.
     *
     * @param longest 0s to 1d; 1s by default
     */
    public MemjayBuilder probePause(Duration longest) {
        return put(Setting.PROBE_PAUSE, longest);
    }

    /**
     * Whether a node can be down at all; without that it is only backed off after each failure.
     *
     * @param eject true by default
     */
    public MemjayBuilder autoEject(boolean eject) {
        return put(Setting.AUTO_EJECT, eject);
    }

    /**
     * What becomes of keys that are too long or not printable ASCII. {@link Keyspace#withKeyPolicy} makes views with another.
     *
     * @param policy {@link KeyPolicy#REJECT} by default
     */
    public MemjayBuilder keyPolicy(KeyPolicy policy) {
        return put(Setting.KEY_POLICY, Objects.requireNonNull(policy, "policy").rule());
    }

    /**
     * Put before every key of every keyspace, outermost, as by {@link Keyspace#withPrefix}. Takes part in placement.
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
     * Time to live of values that are stored without one. {@link Keyspace#withTtl} makes views with another.
     *
     * @param ttl longer than zero, or never (Memjay.NEVER); never by default
     */
    public MemjayBuilder ttl(Duration ttl) {
        return put(Setting.TTL, ttl);
    }

    /**
     * Which node a key belongs to.
     *
     * @param placement {@code ketama-weighted} by default, which is {@link
     *     dev.memjay.placement.Placements#ketamaWeighted()}
     */
    public MemjayBuilder placement(Placement placement) {
        return put(Setting.PLACEMENT, placement);
    }

    /**
     * The protocol to speak.
     *
     * @param name {@code auto}, the default, which finds out for each node whether it knows the meta protocol and speaks the
     *     classic one if not; or one of {@code meta}, {@code classic} and {@code binary}
     */
    public MemjayBuilder protocol(String name) {
        return parse(Setting.PROTOCOL, name);
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
     * Where futures complete, values are decoded and what is chained to futures runs, instead of the event loop and the
     * decoding thread. There, callbacks may call blocking verbs. With several threads, several values are decoded at once.
     * Deadlines do not depend on the executor: a call whose answer it has not come to by then ends with a timeout. The
     * executor stays the caller's; Memjay does not shut it down.
     *
     * @param executor none by default
     */
    public MemjayBuilder callbackExecutor(Executor executor) {
        return put(Setting.CALLBACK_EXECUTOR, executor);
    }

    /**
     * Follows each call from its start on the caller's thread to its end, for traces and metrics of your own.
     *
     * @param telemetry none by default
     */
    public MemjayBuilder telemetry(Telemetry telemetry) {
        return put(Setting.TELEMETRY, telemetry);
    }

    /**
     * Is notified of connections, nodes, leases and failed calls. The JDK's Flight Recorder has these without it.
     *
     * @param listener {@link MemjayListener#NONE} by default
     */
    public MemjayBuilder listener(MemjayListener listener) {
        return put(Setting.LISTENER, listener);
    }

    /**
     * Makes the client. Does no I/O and returns at once: connections open in the background, so that an application can
     * start while memcached is down.
     *
     * @throws IllegalArgumentException if settings contradict each other
     * @throws IllegalStateException if name servers are to be asked and memjay-dns is not on the path
     */
    public Memjay build() {
        settings.checkTogether();
        Settings copy = settings.copy();
        MemjayListener listener = Listeners.of(FlightRecorder.listener(), copy.get(Setting.LISTENER));
        NodeDiscovery discovery = copy.find(Setting.DISCOVERY);
        return new Memjay(
                discovery == null ? engine(copy, copy.nodes(), listener) : discovered(copy, discovery, listener), copy);
    }

    /** Who follows the calls of a client. */
    static List<Telemetry> followers(Settings settings) {
        return Stream.of(FlightRecorder.telemetry(), settings.find(Setting.TELEMETRY))
                .filter(Objects::nonNull)
                .toList();
    }

    private static Engine engine(Settings settings, List<Node> nodes, MemjayListener listener) {
        return Router.open(routerSettings(settings, nodes, listener));
    }

    private static Engine discovered(Settings settings, NodeDiscovery discovery, MemjayListener listener) {
        RouterParts parts = RouterParts.of(routerSettings(settings, settings.nodes(), listener));
        Network network = new SystemNetwork(
                new Inquiries(parts.transport(), parts.session(), settings.get(Setting.CONNECT_TIMEOUT)),
                ServerText.parseNameServers(settings.get(Setting.NAME_SERVERS)));
        DiscoveredEngine engine = new DiscoveredEngine(
                (nodes, told) -> engine(settings, nodes, told),
                listener,
                settings.get(Setting.TIMEOUT).toNanos());
        return engine.watchedBy(new FleetWatch(discovery, network, settings.get(Setting.DISCOVERY_INTERVAL), engine));
    }

    /**
     * Where keys would live under the settings of this moment. Makes no client, asks no server, and takes any servers that
     * can be written down.
     *
     * @throws IllegalStateException if the nodes are to be found by discovery
     */
    public Layout layout() {
        Object discovery = settings.find(Setting.DISCOVERY);
        if (discovery != null) {
            throw new IllegalStateException("the nodes are to be found (" + discovery + "); a client knows them");
        }
        return new Layout(settings.copy());
    }

    private static RouterSettings routerSettings(Settings settings, List<Node> nodes, MemjayListener listener) {
        return new RouterSettings(
                nodes,
                settings.get(Setting.PLACEMENT),
                settings.get(Setting.CONNECT_TIMEOUT),
                settings.get(Setting.CONNECTIONS_PER_SERVER),
                settings.get(Setting.MAX_IN_FLIGHT),
                settings.get(Setting.MAX_IN_FLIGHT_BYTES),
                settings.get(Setting.WAIT_WHEN_FULL),
                settings.get(Setting.RECONNECT_PAUSE),
                Networks.of(settings, names(settings)),
                settings.get(Setting.METRICS),
                settings.find(Setting.CALLBACK_EXECUTOR),
                listener,
                settings.get(Setting.PROTOCOL),
                ejection(settings),
                settings.get(Setting.DOWN_NODE_POLICY));
    }

    /**
     * The given name servers are asked for nodes too. They may answer slowly or not at all: they get half of the time for
     * connecting, and the other half is left for the platform's answer and the connection.
     */
    private static Names names(Settings settings) {
        List<Node> servers = ServerText.parseNameServers(settings.get(Setting.NAME_SERVERS));
        if (servers.isEmpty()) {
            return Names.PLATFORM;
        }
        Duration patience = settings.get(Setting.CONNECT_TIMEOUT).dividedBy(2);
        DnsProvider dns = DnsProvider.load("the setting " + Setting.NAME_SERVERS);
        return new NodeNames(dns, new SystemNetwork(new Inquiries(patience), servers))::of;
    }

    private static EjectionSettings ejection(Settings settings) {
        return EjectionSettings.DEFAULT
                .failureLimit(settings.get(Setting.FAILURE_LIMIT))
                .retryTimeout(settings.get(Setting.RETRY_TIMEOUT))
                .deadTimeout(settings.get(Setting.DEAD_TIMEOUT))
                .probePause(settings.get(Setting.PROBE_PAUSE))
                .autoEject(settings.get(Setting.AUTO_EJECT));
    }

    private <T> MemjayBuilder put(Setting<T> setting, T value) {
        settings.put(setting, Objects.requireNonNull(value, setting.name()), Origin.BUILDER);
        return this;
    }

    private MemjayBuilder parse(Setting<?> setting, String text) {
        settings.parse(setting, Objects.requireNonNull(text, setting.name()), Origin.BUILDER);
        return this;
    }

    private MemjayBuilder list(Setting<String> setting, String... texts) {
        return put(setting, String.join(",", Objects.requireNonNull(texts, setting.name())));
    }
}
