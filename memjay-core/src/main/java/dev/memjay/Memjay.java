package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.internal.meter.KeyspaceMeters;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.KeyspaceEngine;
import dev.memjay.internal.route.call.Timeouts;
import dev.memjay.internal.route.fleet.Nodes;
import dev.memjay.internal.setting.Setting;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.setting.TimeToLive;
import dev.memjay.internal.verb.KeyEncoder;
import dev.memjay.internal.verb.ViewSettings;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import dev.memjay.model.SettingInfo;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The memcached client. One is enough for a program: it is thread-safe, and all its {@link Keyspace}s share its
 * connections.
 *
 * <pre>{@code
 * try (Memjay memjay = Memjay.create("memcached://127.0.0.1:11211")) {
 *     Keyspace<String, String> texts = memjay.strings();
 *     texts.set("some_key", "some_value");
 *     String value = texts.get("some_key"); // null when there is none
 * }
 * }</pre>
 */
public final class Memjay implements AutoCloseable {
    /**
     * No end: the time to live of items that stay until they are deleted or evicted. Any duration that ends after
     * 2038-01-19T03:14:07Z means the same.
     */
    public static final Duration NEVER = TimeToLive.NEVER;

    private final Engine client;
    private final Engine engine;
    private final Settings settings;
    private final Keyspace<String, byte[]> bytes;
    private final Keyspace<String, String> strings;
    private final Keyspace<String, Object> objects;
    private final KeyEncoder<String> keys;
    private final Admin admin;

    Memjay(Engine engine, Settings settings) {
        client = engine;
        this.engine = new KeyspaceEngine(engine, meters(settings));
        this.settings = settings;
        bytes = keyspace(Codec.bytes());
        strings = keyspace(Codec.strings());
        objects = keyspace(Codec.objects());
        keys = new KeyEncoder<>(ViewSettings.of(settings, Codec.bytes()));
        admin = new Admin(engine, settings.get(Setting.TIMEOUT).toNanos());
    }

    private static KeyspaceMeters meters(Settings settings) {
        return new KeyspaceMeters(MemjayBuilder.followers(settings), settings.get(Setting.METRICS));
    }

    /**
     * Makes a client from a URI, see {@link MemjayBuilder#uri(String)}. Does no I/O and returns at once: an application
     * must start while memcached is down. Connections open in the background, and a first call waits for one within its
     * own timeout; see {@link #awaitReady(Duration)} and {@link #ping()}.
     *
     * @param uri such as {@code memcached://host1:11211,host2:11211/prefix?timeout=50ms}
     * @throws IllegalArgumentException if the URI cannot be read or a setting in it is out of bounds
     */
    public static Memjay create(String uri) {
        return builder().uri(uri).build();
    }

    /** All settings as methods. */
    public static MemjayBuilder builder() {
        return new MemjayBuilder(new Settings());
    }

    /** Bytes under string keys, see {@link Codec#bytes()}. */
    public Keyspace<String, byte[]> bytes() {
        return bytes;
    }

    /** Text under string keys, in UTF-8, see {@link Codec#strings()}. */
    public Keyspace<String, String> strings() {
        return strings;
    }

    /** Bytes, text and integers under string keys, by the flags of pymemcache and pylibmc, see {@link Codec#objects()}. */
    public Keyspace<String, Object> objects() {
        return objects;
    }

    /**
     * As {@link #objects()}, with a codec for all other types.
     *
     * @param fallback encodes and decodes the other types, see {@link Codec#objects(Codec)}
     */
    public Keyspace<String, Object> objects(Codec<Object> fallback) {
        return keyspace(Codec.objects(fallback));
    }

    /**
     * Values of any type under string keys.
     *
     * @param codec encodes and decodes the values
     * @param <V> the type of the values
     */
    public <V> Keyspace<String, V> keyspace(Codec<V> codec) {
        return KeyspaceView.of(engine, ViewSettings.of(settings, Objects.requireNonNull(codec, "codec")));
    }

    /** memcached's meta commands with flags of one's own, for what no verb says. */
    public Meta meta() {
        return new Meta(engine, keys, timeout().toNanos());
    }

    /** Commands for the servers themselves: statistics, version, flush and others. */
    public Admin admin() {
        return admin;
    }

    /**
     * Waits until every node has a connection. Blocks; throws {@link IllegalStateException} on the event loop.
     *
     * @param timeout how long to wait at most
     * @return whether every node has one; false when the time is over
     */
    public boolean awaitReady(Duration timeout) {
        return engine.awaitReady(Timeouts.nanos("timeout", timeout));
    }

    /**
     * Asks every node for a sign of life, all at once, and waits for the answers, at most for the timeout. Sent as
     * {@code version}. Never throws for a node.
     *
     * @return for each node that answered, how long that took, and for each other its error
     */
    public NodeResults<Duration> ping() {
        return admin.ping();
    }

    /**
     * The node that serves a key now, under the builder's prefix and key policy. Asks no server. While the key's own node is
     * out, under {@code REHASH}, {@code REPLICA} or {@code GUTTER} that is the node that stands in for it; under
     * {@code FAIL_FAST}, the default, nobody does, and it is the key's own node, up or down. The node by placement alone is
     * {@link Layout#nodeFor}.
     *
     * @param key the key, as a keyspace of this client without further prefixes takes it
     * @throws dev.memjay.error.IllegalKeyException if the key cannot be sent
     */
    public Node nodeFor(String key) {
        return engine.nodeFor(keys.encode(Objects.requireNonNull(key, "key")).placed());
    }

    /**
     * All nodes, in the order they were configured or found; unmodifiable. With a {@link MemjayBuilder#discovery} that has
     * not found any yet this waits, at most for the timeout.
     *
     * @throws dev.memjay.error.OperationTimeoutException if the discovery found none in time
     */
    public List<Node> nodes() {
        return engine.nodes();
    }

    /**
     * Adds a node at the end of the list. Keys that belong to it from now on are asked of it, and missed until they are
     * stored again; calls under way finish where they are.
     *
     * @param node the node
     * @return false if a node of this address is there already; nothing changes then
     * @throws IllegalStateException if the nodes are found by a {@link MemjayBuilder#discovery}
     */
    public boolean addNode(Node node) {
        Objects.requireNonNull(node, "node");
        return engine.changeNodes(nodes -> Nodes.with(nodes, node));
    }

    /**
     * Removes a node. Its keys belong to other nodes from now on; calls under way to it finish, then its connections are
     * closed.
     *
     * @param node the node; host and port count, the weight does not
     * @return false if there is no such node; nothing changes then
     * @throws IllegalArgumentException if it is the last one
     * @throws IllegalStateException if the nodes are found by a {@link MemjayBuilder#discovery}
     */
    public boolean removeNode(Node node) {
        Objects.requireNonNull(node, "node");
        return engine.changeNodes(nodes -> Nodes.without(nodes, node));
    }

    /** A snapshot of what this client did so far. Does not block. */
    public Metrics metrics() {
        return engine.metrics();
    }

    /** The time limit of a call, where no view has another. */
    public Duration timeout() {
        return settings.get(Setting.TIMEOUT);
    }

    /** Every effective setting, with its value, unit and origin; unmodifiable. Passwords stand there as {@code ***}. */
    public List<SettingInfo> settings() {
        return settings.infos();
    }

    /** A builder with this client's settings, for another client that differs in some. */
    public MemjayBuilder toBuilder() {
        return new MemjayBuilder(settings.copy());
    }

    /** Closes the client as {@link #close(Duration)} does, with the timeout of its calls. */
    @Override
    public void close() {
        engine.close(timeout().toNanos());
    }

    /**
     * Waits for the calls in flight, at most for the given time, then fails what is left and closes all connections. Later
     * calls on any view throw {@link dev.memjay.error.ClosedException}.
     *
     * <p>Throws nothing. Closing twice changes nothing. In a callback of an asynchronous call it starts the closing and
     * returns at once.
     *
     * @param timeout how long to wait at most; zero for not at all
     */
    public void close(Duration timeout) {
        engine.close(Timeouts.nanos("timeout", timeout));
    }

    /** That of all keyspaces together. */
    Engine engine() {
        return client;
    }

    /** A client with these settings over another engine. */
    Memjay over(Engine other) {
        return new Memjay(other, settings);
    }

    /** The servers. */
    @Override
    public String toString() {
        return "Memjay" + settings.nodes();
    }
}
