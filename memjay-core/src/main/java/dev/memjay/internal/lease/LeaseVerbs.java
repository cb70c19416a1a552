package dev.memjay.internal.lease;

import dev.memjay.codec.Encoded;
import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of {@link dev.memjay.Leases} and {@link dev.memjay.AsyncLeases}, for both.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class LeaseVerbs<K, V> {
    public static final Duration STANDARD = Duration.ofSeconds(5);

    private static final int[] FIRST_WITH_VERSIONS = {1, 6, 27};

    private final Engine engine;
    private final Verbs<K, V> verbs;

    public LeaseVerbs(Engine engine, Verbs<K, V> verbs) {
        this.engine = engine;
        this.verbs = verbs;
    }

    /** Where a script goes on that has no thread. */
    public Executor callbacks() {
        return verbs.callbacks(engine);
    }

    private long timeoutNanos() {
        return verbs.settings().timeoutNanos();
    }

    // ---- Leases

    /**
     * Reads a value and takes the right to load it; one that nobody hears of is given back.
     *
     * @param face makes of the deed what the caller gets
     */
    public <L> Script<L> lease(K key, Duration length, Function<LeaseDeed<V>, L> face) {
        Objects.requireNonNull(length, "length");
        WireKey wireKey = verbs.encoded(key);
        long seconds = LoadRules.seconds(length);
        if (seconds < 1 || seconds > 3600) {
            throw new IllegalArgumentException("length is " + length + "; it has to be 1 second to 1 hour");
        }
        ReadRequest request = ReadRequest.lease(Verb.LEASE, LoadRules.leaseSeconds(length), 0, false);
        Call<LeaseDeed<V>> lease =
                new Call<>(request, wireKey, exchange -> deed(wireKey, exchange), null, verbs.values());
        return new Leasing<>(lease, face);
    }

    private LeaseDeed<V> deed(WireKey key, Exchange exchange) {
        LeaseAnswer<V> answer = LeaseAnswer.of(verbs, key, exchange);
        LeaseDeed<V> deed = new LeaseDeed<>(engine, verbs, key, answer);
        if (answer.undecodable() != null) {
            deed.close();
            throw answer.undecodable();
        }
        return deed;
    }

    private final class Leasing<L> extends Script<L> {
        private final Call<LeaseDeed<V>> lease;
        private final Function<LeaseDeed<V>, L> face;
        private @Nullable LeaseDeed<V> found;

        Leasing(Call<LeaseDeed<V>> lease, Function<LeaseDeed<V>, L> face) {
            super("lease", timeoutNanos());
            this.lease = lease;
            this.face = face;
        }

        @Override
        protected Step<L> begin() {
            return lease.asked(engine, this::found).givingBack(LeaseDeed::close);
        }

        private Step<L> found(LeaseDeed<V> deed) {
            found = deed;
            return new Step.Done<>(face.apply(deed));
        }

        @Override
        protected void unheard(L result) {
            if (found != null) {
                found.close();
            }
        }
    }

    // ---- Tombstones

    /** Sees to it that there is an item and marks it; a value goes first. */
    public Script<@Nullable Void> tombstone(K key, Duration keepFor) {
        return new Tombstone(verbs.encoded(key), verbs.exptime(Objects.requireNonNull(keepFor, "keepFor")));
    }

    /**
     * The item that is there.
     *
     * @param cas its CAS number
     * @param isValue whether it is a value and no placeholder
     */
    private record Occupied(long cas, boolean isValue) {}

    private final class Tombstone extends Script<@Nullable Void> {
        private static final int MAX_ROUNDS = 16;

        private final WireKey key;
        private final long exptime;
        private final Call<Occupied> occupying;
        private int round = 1;

        Tombstone(WireKey key, long exptime) {
            super("tombstone", timeoutNanos());
            this.key = key;
            this.exptime = exptime;
            occupying = new Call<>(
                    ReadRequest.occupy(Verb.INVALIDATE, exptime),
                    key,
                    exchange -> new Occupied(exchange.number, exchange.status == Status.HIT),
                    null);
        }

        @Override
        protected Step<@Nullable Void> begin() {
            return occupying.asked(engine, this::occupied);
        }

        private Step<@Nullable Void> occupied(Occupied item) {
            Request request = item.isValue()
                    ? new DeleteRequest(Verb.INVALIDATE, item.cas(), false)
                    : new DeleteRequest(Verb.INVALIDATE, guardOf(item), true, exptime);
            Call<Boolean> marking =
                    new Call<>(request, key, exchange -> exchange.status == Status.DELETED && !item.isValue(), null);
            return marking.asked(engine, this::marked);
        }

        /** What is stored in that moment stays, marked stale, where the server marks nothing under a number. */
        private long guardOf(Occupied item) {
            return engine.guardsMarks(key.placed()) ? item.cas() : 0;
        }

        private Step<@Nullable Void> marked(boolean isThere) {
            if (isThere) {
                return new Step.Done<>(null);
            }
            if (round++ == MAX_ROUNDS) {
                throw new ConflictException(
                        "others changed the item in each of " + MAX_ROUNDS + " rounds", context(true), null);
            }
            return begin();
        }
    }

    // ---- Versions

    /** Stores under a version of the caller's own, once the node is known to be new enough for that. */
    public Script<@Nullable Void> setVersioned(K key, V value, long version, Duration ttl) {
        WireKey wireKey = verbs.encoded(key);
        Objects.requireNonNull(value, "value");
        if (version == 0) {
            throw new IllegalArgumentException("version is 0, which memcached takes for none");
        }
        Encoded encoded = verbs.values().encode(wireKey.text(), value);
        StoreRequest request = new StoreRequest(
                Verb.SET, StoreRequest.Mode.SET, encoded.data(), encoded.flags(), verbs.kept(ttl), 0, version);
        return new Versioned(new Call<>(request, wireKey, exchange -> exchange.status == Status.STORED, null));
    }

    private final class Versioned extends Script<@Nullable Void> {
        private static final TextCommand VERSION = new TextCommand("version", TextCommand.Ending.LINE);

        private final Call<Boolean> store;

        Versioned(Call<Boolean> store) {
            super("setVersioned", timeoutNanos());
            this.store = store;
        }

        @Override
        protected Step<@Nullable Void> begin() {
            Node node = engine.nodeFor(store.key().placed());
            return engine.loads().isKnown(node)
                    ? store()
                    : Step.ask(
                            nanos -> engine.text(node, VERSION, nanos),
                            nanos -> engine.startText(node, VERSION, nanos),
                            answer -> answered(node, answer));
        }

        /** Refuses a node that is too old, which would take the flag for an error and the connection with it. */
        private Step<@Nullable Void> answered(Node node, List<String> answer) {
            String line = answer.isEmpty() ? "" : answer.get(0);
            String version = line.startsWith("VERSION ") ? line.substring("VERSION ".length()) : line;
            if (!isAtLeast(version, FIRST_WITH_VERSIONS)) {
                throw new UnsupportedByServerException(
                        "versioned writes need memcached 1.6.27 or newer, and this is " + version,
                        new MemjayException.Context(node.toString(), "setVersioned", elapsedNanos(), false),
                        null);
            }
            engine.loads().know(node);
            return store();
        }

        private Step<@Nullable Void> store() {
            return store.asked(engine, isStored -> new Step.Done<>(null));
        }
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
