package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.internal.meter.ReadCounter;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.verb.CutValue;
import dev.memjay.internal.verb.ItemCodec;
import dev.memjay.internal.verb.JoinedValue;
import dev.memjay.internal.verb.LargeValueCoder;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values beyond the server's item size: what is too long for one item is stored in chunks, under keys of its own, and a
 * manifest under the key names them.
 *
 * <p>Opt-in: everywhere else such a value is a {@link ValueTooLargeException}. The chunks of one write bear a random
 * number, and the manifest is written last, so a reader sees one write's value or another's, never parts of both; a
 * checksum is compared all the same. Where a chunk is missing, since it was evicted, the value is. Deleting the key takes
 * one request and the value is gone: chunks that no manifest names any more are never read, and go by their time to live
 * or by eviction, so give one. Short values are plain items that any view of the same codec reads; the other way, a view
 * finds flags with {@code 1 << 28} in a manifest and refuses it.
 *
 * <p>Chunks lie under the keyspace's own prefix, policy and placement, and spread over the nodes. Immutable and
 * thread-safe; blocking, with as many round trips as {@link #get} and {@link #set} say. The keyspace's timeout holds for each
 * of them and not for the whole, since a value may be of any length, and each carries up to 16 chunks. {@link #async()} has
 * the same without waiting.
 *
 * <p>In a client's own keyspace a read is one call for a {@link dev.memjay.model.Telemetry} and counts once for the keyspace, as a
 * miss too if a chunk is missing; so is a write. Over a keyspace that stands for others each round trip is a call.
 *
 * @param <V> the type of the values
 */
public final class LargeValues<V> {
    /** No time for all round trips together. */
    private static final long EACH_ITS_OWN = Long.MAX_VALUE;

    private final Keyspace<String, Encoded> items;
    private final LargeValueCoder<V> coder;

    private LargeValues(Keyspace<String, Encoded> items, LargeValueCoder<V> coder) {
        this.items = items;
        this.coder = coder;
    }

    /**
     * Large values in a keyspace: with its prefix, its times and its failure policy, but not its codec and compression.
     *
     * @param keyspace where they are stored
     * @param codec encodes them; {@link Codec#compressed} compresses them before they are cut
     * @param <V> the type of the values
     */
    public static <V> LargeValues<V> of(Keyspace<String, ?> keyspace, Codec<V> codec) {
        return new LargeValues<>(keyspace.withCodec(ItemCodec.INSTANCE), new LargeValueCoder<>(codec));
    }

    /**
     * Cuts values into chunks of this length, and stores those that are no longer as one item. Readers take any.
     *
     * @param bytes 1,024 or more, and less than the server's item size; 500 KiB by default
     */
    public LargeValues<V> chunkLength(int bytes) {
        return new LargeValues<>(items, coder.withChunkLength(bytes));
    }

    /**
     * Bounds a value: a longer one is refused with a {@link CodecException}, on writing and on reading.
     *
     * @param bytes 1 or more; 64 MiB by default
     */
    public LargeValues<V> maxLength(int bytes) {
        return new LargeValues<>(items, coder.withMaxLength(bytes));
    }

    /** The same verbs without waiting: each returns a future of its result. */
    public AsyncLargeValues<V> async() {
        return new AsyncLargeValues<>(this, items.async());
    }

    /**
     * Reads a value: one round trip, and one more for every 16 chunks.
     *
     * @param key the key
     * @return the value; null if there is none, or a chunk of it is missing
     * @throws CodecException if what is stored cannot be decoded, is damaged, or longer than allowed; whatever the
     *     keyspace's failure policy
     */
    public @Nullable V get(String key) {
        return reading(key).run();
    }

    /** A read, for both faces. */
    ScriptCall<String, Encoded, @Nullable V> reading(String key) {
        return new ScriptCall<>(items, Verb.GET_LARGE, key, parts -> new Reading(parts, key));
    }

    /** How many keys the last read of a part did not find. */
    private static final class LastRead implements ReadCounter {
        private int misses;

        @Override
        public void read(int hits, int newMisses, int stale) {
            misses = newMisses;
        }
    }

    /** The item under the key, and after it the chunks that it names, some at once. */
    private final class Reading extends Script<@Nullable V> {
        private final String key;
        /** Where the value is counted once; null where the item is, since the keyspace is not a client's own. */
        private final @Nullable KeyspaceView<String, Encoded> counting;

        private final LastRead last = new LastRead();
        private final Keyspace<String, Encoded> first;
        private final Keyspace<String, Encoded> others;

        Reading(Keyspace<String, Encoded> parts, String key) {
            super("get", EACH_ITS_OWN);
            this.key = key;
            counting = parts instanceof KeyspaceView<String, Encoded> view ? view : null;
            first = counting == null ? parts : counting.countingReads(last);
            others = counting == null ? parts.uncounted() : first;
        }

        @Override
        protected Step<@Nullable V> begin() {
            return Step.ask(nanos -> first.get(key), nanos -> first.async().get(key), this::found);
        }

        private Step<@Nullable V> found(@Nullable Encoded item) {
            if (item == null) {
                return missing();
            }
            JoinedValue joined = coder.joined(item);
            return joined == null ? whole(item) : next(joined);
        }

        private Step<@Nullable V> next(JoinedValue joined) {
            if (!joined.hasNext()) {
                return whole(joined.whole());
            }
            List<String> chunks = joined.next();
            return Step.ask(
                    nanos -> others.getAll(chunks),
                    nanos -> others.async().getAll(chunks),
                    found -> joined.take(found) ? next(joined) : missing());
        }

        private Step<@Nullable V> whole(Encoded value) {
            if (counting != null) {
                counting.found(true);
            }
            return new Step.Done<>(coder.decoded(key, value));
        }

        /** There is none, or a part is missing; where a failure was swallowed nobody knows. */
        private Step<@Nullable V> missing() {
            if (counting != null && last.misses > 0) {
                counting.found(false);
            }
            return new Step.Done<>(null);
        }
    }

    /**
     * Stores a value with the keyspace's own time to live: one round trip for a short value; otherwise one for every 16
     * chunks, and one for the manifest.
     *
     * @param key the key
     * @param value the value
     * @return whether it was stored; if not, or if this throws, what was there before may still be there
     * @throws CodecException if the value cannot be encoded or is longer than allowed
     * @throws ValueTooLargeException if a chunk is larger than the server takes
     */
    public boolean set(String key, V value) {
        return storing(key, value, null).run();
    }

    /**
     * Like {@link #set(String, Object)}, with a time to live.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live of manifest and chunks, {@link Memjay#NEVER} for none
     * @return whether it was stored
     */
    public boolean set(String key, V value, Duration ttl) {
        return storing(key, value, Objects.requireNonNull(ttl, "ttl")).run();
    }

    /** A write, for both faces. What is wrong with the arguments is thrown here. */
    ScriptCall<String, Encoded, Boolean> storing(String key, V value, @Nullable Duration ttl) {
        check(key);
        Encoded encoded = coder.encoded(key, value);
        return new ScriptCall<>(items, Verb.SET_LARGE, key, parts -> new Storing(parts, key, encoded, ttl));
    }

    /** So that an illegal key is told before chunks are sent, whose own keys are legal. */
    private void check(String key) {
        Objects.requireNonNull(key, "key");
        if (items instanceof KeyspaceView<String, Encoded> view) {
            view.check(key);
        }
    }

    /** The chunks, some at once, and after them the item that names them. */
    private final class Storing extends Script<Boolean> {
        private final Keyspace<String, Encoded> parts;
        private final String key;
        private final @Nullable Duration ttl;
        private final Encoded value;

        Storing(Keyspace<String, Encoded> parts, String key, Encoded value, @Nullable Duration ttl) {
            super("set", EACH_ITS_OWN);
            this.parts = parts;
            this.key = key;
            this.ttl = ttl;
            this.value = value;
        }

        @Override
        protected Step<Boolean> begin() {
            CutValue cut = coder.cut(value);
            return cut == null ? last(value) : next(cut);
        }

        private Step<Boolean> next(CutValue cut) {
            if (!cut.hasNext()) {
                return last(cut.manifest());
            }
            Map<String, Encoded> chunks = cut.next();
            return Step.ask(
                    nanos -> ttl == null ? parts.setAll(chunks) : parts.setAll(chunks, ttl),
                    nanos -> ttl == null
                            ? parts.async().setAll(chunks)
                            : parts.async().setAll(chunks, ttl),
                    stored -> stored.isComplete() ? next(cut) : new Step.Done<>(false));
        }

        private Step<Boolean> last(Encoded item) {
            return Step.ask(
                    nanos -> ttl == null ? parts.set(key, item) : parts.set(key, item, ttl),
                    nanos -> ttl == null
                            ? parts.async().set(key, item)
                            : parts.async().set(key, item, ttl),
                    Step.Done::new);
        }

        @Override
        protected Boolean recovered(MemjayException error) {
            throw error instanceof BulkException chunks ? LargeValueCoder.failure(chunks) : error;
        }
    }

    /**
     * Deletes a value, in one request.
     *
     * @param key the key
     * @return whether there was one
     */
    public boolean delete(String key) {
        return items.delete(key);
    }

    @Override
    public String toString() {
        return "LargeValues[" + coder + " in " + items + "]";
    }
}
