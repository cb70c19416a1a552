package dev.memjay.internal.lease;

import dev.memjay.codec.Encoded;
import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.engine.Call;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.WireKey;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calls that {@link dev.memjay.Leases} and {@link dev.memjay.AsyncLeases} are made of.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class LeaseVerbs<K, V> {
    public static final Duration STANDARD = Duration.ofSeconds(5);
    /** Rounds in which a tombstone may find that somebody else was faster. */
    public static final int MAX_ROUNDS = 16;

    /** How to ask a node for its version, which {@code E} depends on. */
    public static final TextCommand VERSION = new TextCommand("version", TextCommand.Ending.LINE);

    private static final int[] FIRST_WITH_VERSIONS = {1, 6, 27};

    private final Engine engine;
    private final Verbs<K, V> verbs;

    public LeaseVerbs(Engine engine, Verbs<K, V> verbs) {
        this.engine = engine;
        this.verbs = verbs;
    }

    public long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }

    public Call<LeaseDeed<V>> lease(K key, Duration length) {
        Objects.requireNonNull(length, "length");
        WireKey wireKey = verbs.encoded(key);
        long seconds = LeaseRequests.seconds(length);
        if (seconds < 1 || seconds > 3600) {
            throw new IllegalArgumentException("length is " + length + "; it has to be 1 second to 1 hour");
        }
        ReadRequest request = ReadRequest.lease(Verb.LEASE, LeaseRequests.leaseSeconds(length), 0, false);
        return new Call<>(request, wireKey, exchange -> deed(wireKey, exchange), null);
    }

    private LeaseDeed<V> deed(WireKey key, Exchange exchange) {
        Optional<Duration> ttl = exchange.detail instanceof ItemInfo info ? info.ttl() : Optional.empty();
        byte[] data = exchange.status == Status.HIT ? exchange.value : null;
        LeaseAnswer<V> answer = ServerLease.of(verbs, key, data, exchange.flags, exchange.number, exchange.marks, ttl);
        LeaseDeed<V> deed = new LeaseDeed<>(engine, verbs, key, answer);
        if (answer.undecodable() != null) {
            deed.close();
            throw answer.undecodable();
        }
        return deed;
    }

    // ---- Tombstones: see to it that there is an item, then mark it; a value goes first

    /** What a round of a tombstone begins with: the item's CAS number, negated where it is a value. */
    public Call<Occupied> occupy(K key, Duration keepFor) {
        Objects.requireNonNull(keepFor, "keepFor");
        ReadRequest request = ReadRequest.occupy(Verb.INVALIDATE, verbs.exptime(keepFor));
        return new Call<>(
                request,
                verbs.encoded(key),
                exchange -> new Occupied(exchange.number, exchange.status == Status.HIT),
                null);
    }

    /**
     * The item that is there.
     *
     * @param cas its CAS number
     * @param isValue whether it is a value and no placeholder
     */
    public record Occupied(long cas, boolean isValue) {}

    /** What a round goes on with; tells whether the mark is there now. */
    public Call<Boolean> mark(K key, Duration keepFor, Occupied item) {
        Request request = item.isValue()
                ? new DeleteRequest(Verb.INVALIDATE, item.cas(), false)
                : new DeleteRequest(Verb.INVALIDATE, item.cas(), true, verbs.exptime(keepFor));
        return new Call<>(
                request, verbs.encoded(key), exchange -> exchange.status == Status.DELETED && !item.isValue(), null);
    }

    public static ConflictException conflict() {
        return new ConflictException(
                "others changed the item in each of " + MAX_ROUNDS + " rounds",
                new MemjayException.Context(null, "tombstone", 0, true),
                null);
    }

    // ---- Versions

    public Call<Boolean> setVersioned(K key, V value, long version, Duration ttl) {
        WireKey wireKey = verbs.encoded(key);
        Objects.requireNonNull(value, "value");
        if (version == 0) {
            throw new IllegalArgumentException("version is 0, which memcached takes for none");
        }
        Encoded encoded = verbs.values().encode(wireKey.text(), value);
        StoreRequest request = new StoreRequest(
                Verb.SET, StoreRequest.Mode.SET, encoded.data(), encoded.flags(), verbs.exptime(ttl), 0, version);
        return new Call<>(request, wireKey, exchange -> exchange.status == Status.STORED, null);
    }

    /** The node whose version has to be known before a versioned write, or null when it is known to be new enough. */
    @Nullable
    public Node unknownVersion(K key) {
        Node node = engine.nodeFor(verbs.encoded(key).placed());
        return engine.loads().isKnown(node) ? null : node;
    }

    /** Refuses a node that is too old, which would take the flag for an error and the connection with it. */
    public void checkVersion(Node node, List<String> answer) {
        String line = answer.isEmpty() ? "" : answer.get(0);
        String version = line.startsWith("VERSION ") ? line.substring("VERSION ".length()) : line;
        if (!isAtLeast(version, FIRST_WITH_VERSIONS)) {
            throw new UnsupportedByServerException(
                    "versioned writes need memcached 1.6.27 or newer, and this is " + version,
                    new MemjayException.Context(node.toString(), "setVersioned", 0, false),
                    null);
        }
        engine.loads().know(node);
    }

    static boolean isAtLeast(String version, int[] least) {
        String[] parts = version.split("[^0-9]+", -1);
        for (int i = 0; i < least.length; i++) {
            int part =
                    i < parts.length && !parts[i].isEmpty() && parts[i].length() < 9 ? Integer.parseInt(parts[i]) : 0;
            if (part != least[i]) {
                return part > least[i];
            }
        }
        return true;
    }
}
