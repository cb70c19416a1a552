package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.model.FailurePolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of a keyspace that can be emptied at once: its keys bear a generation, a random number that is stored in memcached
 * beside them, and emptying replaces it.
 *
 * <p>What belongs to older generations is never read again; it goes by its time to live or by eviction. A generation that
 * was evicted itself empties the part too, since the next one is random again.
 *
 * <p>Immutable and thread-safe; blocking, within the keyspace's timeout for all round trips of a call together; where the
 * keyspace stands for others ({@code Retrying}, {@code Fallback}, {@code Zones}) or is not Memjay's own, for each.
 * {@link #async()} has the same without waiting.
 *
 * <p>Where the generation cannot be asked, its part cannot be reached, and the keyspace's failure policy says what that means:
 * an exception, or a view that finds nothing, stores nothing, and has getOrCompute call the loader. Nothing is sent then, since
 * nobody would ever find it. Only views that a client gave, and views of those, have such a policy to go by.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class Generations<K, V> {
    /** A generation is lost between two rounds only by eviction or by deleting it, so four are many. */
    private static final int ROUNDS = 4;

    /** The shortest timeout that a keyspace takes. */
    private static final long MIN_TIMEOUT_NANOS = 1_000_000;
    /** In the place of the timeout of a keyspace that does not tell. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Keyspace<K, V> keyspace;
    private final Keyspace<String, String> generations;
    private final String name;

    private Generations(Keyspace<K, V> keyspace, Keyspace<String, String> generations, String name) {
        this.keyspace = keyspace;
        this.generations = generations;
        this.name = name;
    }

    /**
     * A part of a keyspace.
     *
     * @param keyspace the keyspace
     * @param name its name, which is put before the keys together with the 11 characters of the generation and a colon;
     *     the generation is stored under the name and {@code ~generation}
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    public static <K, V> Generations<K, V> of(Keyspace<K, V> keyspace, String name) {
        Keyspace<String, String> generations = keyspace.<String>withKeyCodec(KeyCodec.strings())
                .withCodec(Codec.strings())
                .withFailurePolicy(FailurePolicy.THROW);
        return new Generations<>(keyspace, generations, Objects.requireNonNull(name, "name"));
    }

    /**
     * The keyspace of the present generation. Asks memcached, one round trip, each time it is called: a program that may
     * read an older generation for some seconds keeps the view for so long.
     *
     * @return a view that goes on with this generation, whatever is emptied later
     * @throws dev.memjay.error.MemjayException if memcached cannot be asked, and the keyspace's failure policy does not make a
     *     miss of it; if the keyspace stands for others, in any case
     */
    public Keyspace<K, V> current() {
        return asking().run();
    }

    /** Asks for the present generation, and begins one where there is none; for both faces. */
    Script<Keyspace<K, V>> asking() {
        return new Asking(generations instanceof KeyspaceView<?, ?> view ? view.timeoutNanos() : UNKNOWN);
    }

    private final class Asking extends Script<Keyspace<K, V>> {
        private final boolean hasTime;
        private int round = 1;

        Asking(long timeoutNanos) {
            super("generation", timeoutNanos);
            hasTime = timeoutNanos != UNKNOWN;
        }

        private Keyspace<String, String> within(long nanos) {
            return hasTime
                    ? generations.withTimeout(Duration.ofNanos(Math.max(MIN_TIMEOUT_NANOS, nanos)))
                    : generations;
        }

        @Override
        protected Step<Keyspace<K, V>> begin() {
            return Step.ask(
                    nanos -> within(nanos).get(generationKey()),
                    nanos -> within(nanos).async().get(generationKey()),
                    generation -> generation == null ? beginning(random()) : new Step.Done<>(view(generation)));
        }

        private Step<Keyspace<K, V>> beginning(String fresh) {
            return Step.ask(
                    nanos -> within(nanos).add(generationKey(), fresh, Memjay.NEVER),
                    nanos -> within(nanos).async().add(generationKey(), fresh, Memjay.NEVER),
                    isAdded -> isAdded ? new Step.Done<>(view(fresh)) : again());
        }

        @Override
        protected Keyspace<K, V> recovered(MemjayException error) {
            if (!(keyspace instanceof KeyspaceView<K, V> view)
                    || !(generations instanceof KeyspaceView<String, String> known)) {
                throw error;
            }
            return view.failing(error, known.routeOf(generationKey())).withPrefix(name + random() + ":");
        }

        private Step<Keyspace<K, V>> again() {
            if (round++ == ROUNDS) {
                throw new ConflictException(
                        "the generation of '" + name + "' is set and lost again and again", context(false), null);
            }
            return begin();
        }
    }

    /**
     * Starts a new generation: all that was stored before is gone for every view that is taken from now on, on all
     * machines.
     *
     * @throws dev.memjay.error.MemjayException if memcached cannot be asked, whatever the keyspace's failure policy: there is no
     *     result that could say that nothing was emptied
     */
    public void empty() {
        emptying().run();
    }

    /** Replaces the generation; for both faces. */
    Script<@Nullable Void> emptying() {
        String fresh = random();
        return new Script<>("generation", UNKNOWN) {
            @Override
            protected Step<@Nullable Void> begin() {
                return Step.ask(
                        nanos -> generations.set(generationKey(), fresh, Memjay.NEVER),
                        nanos -> generations.async().set(generationKey(), fresh, Memjay.NEVER),
                        isStored -> new Step.Done<>(null));
            }
        };
    }

    /** The same verbs without waiting: each returns a future of its result. */
    public AsyncGenerations<K, V> async() {
        return new AsyncGenerations<>(this);
    }

    @Override
    public String toString() {
        return "Generations[" + name + " in " + keyspace + "]";
    }

    private Keyspace<K, V> view(String generation) {
        return keyspace.withPrefix(name + generation + ":");
    }

    String generationKey() {
        return name + "~generation";
    }

    /** 64 bits: that one comes back by chance happens to nobody. */
    static String random() {
        byte[] bits = ByteBuffer.allocate(Long.BYTES)
                .putLong(UUID.randomUUID().getMostSignificantBits()
                        ^ UUID.randomUUID().getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
