package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Verb;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A part of a keyspace that can be emptied at once: its keys bear a generation, a random number that is stored in memcached
 * beside them, and emptying replaces it.
 *
 * <p>What belongs to older generations is never read again; it goes by its time to live or by eviction. A generation that
 * was evicted itself empties the part too, since the next one is random again.
 *
 * <p>{@link #lookup} asks for the generation and a value at once, under the generation that was seen last, and once more if that
 * is no longer the present one: a reader waits for one round trip, as without generations.
 *
 * <p>Thread-safe; blocking, within the keyspace's timeout for all round trips of a call together; where the
 * keyspace stands for others ({@code Retrying}, {@code Fallback}, {@code Zones}) or is not Memjay's own, for each.
 * {@link #async()} has the same without waiting. Asking for the generation is one call for a
 * {@link dev.memjay.model.Telemetry}, and no read that metrics count for the keyspace.
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

    private static final Duration MAX_AGE = Duration.ofHours(1);

    /** The shortest timeout that a keyspace takes. */
    private static final long MIN_TIMEOUT_NANOS = 1_000_000;
    /** In the place of the timeout of a keyspace that does not tell. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Keyspace<K, V> keyspace;
    private final Keyspace<String, String> generations;
    private final String name;
    private final long maxAgeNanos;
    private volatile @Nullable Known<K, V> known;
    /** How often emptying began or ended here; guarded by this object. What was asked before may be an old generation. */
    private long emptyings;

    /**
     * The generation that was seen last.
     *
     * @param generation its number
     * @param askedAt when it was asked for
     * @param view its keyspace
     * @param pair where it is read together with a value; null where that cannot be
     */
    private record Known<K, V>(
            String generation,
            long askedAt,
            Keyspace<K, V> view,
            @Nullable GenerationPair<K, V> pair) {}

    /**
     * What {@link #lookup(Object)} found.
     *
     * @param keyspace the keyspace of the present generation; it goes on with this generation, whatever is emptied later
     * @param answer what it has under the key
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    public record Reading<K, V>(Keyspace<K, V> keyspace, Lookup<V> answer) {}

    private Generations(Keyspace<K, V> keyspace, Keyspace<String, String> generations, String name, long maxAgeNanos) {
        this.keyspace = keyspace;
        this.generations = generations;
        this.name = name;
        this.maxAgeNanos = maxAgeNanos;
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
                .withFailurePolicy(FailurePolicy.THROW)
                .uncounted(); // a program does not read generations
        return new Generations<>(keyspace, generations, Objects.requireNonNull(name, "name"), 0);
    }

    /**
     * The same part, which does not ask for the generation again for some time after it did: reads ask for the value alone, and
     * what others empty is still found for so long. What is emptied through this object and its {@link #async()} is gone
     * at once here, too.
     *
     * @param maxAge how old a generation may be, up to an hour; zero, the default, asks each time
     */
    public Generations<K, V> withMaxAge(Duration maxAge) {
        if (maxAge.isNegative() || maxAge.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException("maxAge is " + maxAge + "; it has to be zero to " + MAX_AGE);
        }
        return new Generations<>(keyspace, generations, name, maxAge.toNanos());
    }

    /**
     * The keyspace of the present generation. Asks memcached, one round trip, each time it is called, unless
     * {@link #withMaxAge} says otherwise.
     *
     * @return a view that goes on with this generation, whatever is emptied later
     * @throws dev.memjay.error.MemjayException if memcached cannot be asked, and the keyspace's failure policy does not make a
     *     miss of it; if the keyspace stands for others, in any case
     */
    public Keyspace<K, V> current() {
        Known<K, V> young = young();
        return young == null ? asking().run() : young.view();
    }

    /**
     * Reads a key in the present generation. One round trip, if the generation is the one that was seen last; the first call asks
     * for it, and so does one that meets a new one. Where the keyspace stands for others, where its key policy hashes
     * keys without their prefixes, and for what is not a client's own keyspace, it is two.
     *
     * @return the answer, and the keyspace to go on with: a write in it is lost if the part was emptied since. Where memcached
     *     cannot be asked, and the failure policy makes a miss of that, a {@link Lookup.Failed}
     * @throws dev.memjay.error.MemjayException as {@link #current()} does
     */
    public Reading<K, V> lookup(K key) {
        return looking(key).run();
    }

    /** The same without waiting. */
    CompletableFuture<Keyspace<K, V>> currentLater() {
        Known<K, V> young = young();
        return young == null ? asking().start() : CompletableFuture.completedFuture(young.view());
    }

    /** Asks for the present generation, and begins one where there is none; for both faces. */
    private ScriptCall<String, String, Keyspace<K, V>> asking() {
        return new ScriptCall<>(generations, Verb.GENERATION, generationKey(), parts -> new Asking<>(parts) {
            @Override
            protected Step<Keyspace<K, V>> begin() {
                return ask();
            }

            @Override
            protected Step<Keyspace<K, V>> found(Known<K, V> now, boolean isNew) {
                return new Step.Done<>(now.view());
            }

            @Override
            protected Keyspace<K, V> recovered(MemjayException error) {
                return failing(error);
            }
        });
    }

    /** Asks for the present generation together with a key; for both faces. */
    Script<Reading<K, V>> looking(K key) {
        Objects.requireNonNull(key, "key");
        return new Asking<>(generations) {
            @Override
            protected Step<Reading<K, V>> begin() {
                Known<K, V> young = young();
                if (young != null) {
                    return found(young, false);
                }
                Known<K, V> last = known;
                return last == null || last.pair() == null ? ask() : askBoth(last, last.pair());
            }

            private Step<Reading<K, V>> askBoth(Known<K, V> last, GenerationPair<K, V> pair) {
                long asked = asks();
                return Step.ask(
                        nanos -> pair.lookup(key, nanos),
                        nanos -> pair.lookupLater(key, nanos),
                        both -> answered(last, asked, both));
            }

            private Step<Reading<K, V>> answered(Known<K, V> last, long asked, Map<Object, Lookup<Object>> both) {
                Lookup<Object> generation = both.get(GenerationPair.GENERATION);
                if (generation instanceof Lookup.Failed<Object> failed) {
                    throw failed.error();
                }
                Object now = generation == null ? null : generation.value();
                if (now == null) {
                    return beginning(random());
                }
                if (!now.equals(last.generation())) {
                    return found(know((String) now, asked), false);
                }
                if (maxAgeNanos > 0) {
                    keep(new Known<>(last.generation(), asked, last.view(), last.pair()), seen);
                }
                @SuppressWarnings("unchecked") // but for the generation, values are of the keyspace's codec
                Lookup<V> answer = (Lookup<V>) both.getOrDefault(key, new Lookup.Miss<>());
                return read(last.view(), answer);
            }

            @Override
            protected Step<Reading<K, V>> found(Known<K, V> now, boolean isNew) {
                Keyspace<K, V> view = now.view();
                if (isNew && view instanceof KeyspaceView<K, V> known) {
                    known.check(key);
                    return read(view, new Lookup.Miss<>());
                }
                return view instanceof KeyspaceView<K, V> own
                        ? Step.ask(
                                nanos -> own.lookupWithin(key, nanos),
                                nanos -> own.startLookup(key, nanos),
                                answer -> new Step.Done<>(new Reading<>(view, answer)))
                        : Step.ask(
                                nanos -> view.lookup(key),
                                nanos -> view.async().lookup(key),
                                answer -> new Step.Done<>(new Reading<>(view, answer)));
            }

            /** An answer that no verb has counted. */
            private Step<Reading<K, V>> read(Keyspace<K, V> view, Lookup<V> answer) {
                if (view instanceof KeyspaceView<K, V> counting) {
                    counting.found(answer);
                }
                return new Step.Done<>(new Reading<>(view, answer));
            }

            @Override
            protected Reading<K, V> recovered(MemjayException error) {
                return new Reading<>(failing(error), new Lookup.Failed<>(error));
            }
        };
    }

    private long timeoutNanos() {
        return generations instanceof KeyspaceView<?, ?> view ? view.timeoutNanos() : UNKNOWN;
    }

    private Keyspace<String, String> within(Keyspace<String, String> view, long nanos) {
        return timeoutNanos() == UNKNOWN ? view : view.withTimeout(limited(nanos));
    }

    private static Duration limited(long nanos) {
        return Duration.ofNanos(Math.max(MIN_TIMEOUT_NANOS, nanos));
    }

    /** The generation that was seen last, if it need not be asked for again. */
    private @Nullable Known<K, V> young() {
        Known<K, V> last = known;
        return last != null && maxAgeNanos > 0 && Clock.nanoTime() - last.askedAt() < maxAgeNanos ? last : null;
    }

    private synchronized long emptyings() {
        return emptyings;
    }

    /** What was seen last may not be the present generation any more, and nor may what is being asked for. */
    private synchronized void forget() {
        emptyings++;
        known = null;
    }

    /**
     * Remembers a generation, unless the part was emptied here since it was asked for.
     *
     * @param seen {@link #emptyings()} of before it was asked for
     */
    private synchronized void keep(Known<K, V> now, long seen) {
        if (seen == emptyings) {
            known = now;
        }
    }

    /** A view that fails as the failure policy wants; throws the error if that is what it wants. */
    private Keyspace<K, V> failing(MemjayException error) {
        if (!(keyspace instanceof KeyspaceView<K, V> view)
                || !(generations instanceof KeyspaceView<String, String> asked)) {
            throw error;
        }
        return view.failing(error, asked.routeOf(generationKey())).withPrefix(name + random() + ":");
    }

    /** A script that needs the present generation. */
    private abstract class Asking<R> extends Script<R> {
        private final Keyspace<String, String> parts;
        /** {@link #emptyings()} of before the generation was asked for. */
        protected long seen;

        private int round = 1;

        /**
         * @param parts where generations are, for the commands of this call
         */
        Asking(Keyspace<String, String> parts) {
            super("generation", timeoutNanos());
            this.parts = parts;
        }

        /** Goes on with the present generation; if it is new, nothing is stored in it. */
        protected abstract Step<R> found(Known<K, V> now, boolean isNew);

        /** The generation is asked for now; the time. */
        protected final long asks() {
            seen = emptyings();
            return Clock.nanoTime();
        }

        protected final Known<K, V> know(String generation, long askedAt) {
            Known<K, V> last = known;
            Known<K, V> now = last != null && last.generation().equals(generation)
                    ? new Known<>(generation, askedAt, last.view(), last.pair())
                    : new Known<>(
                            generation,
                            askedAt,
                            view(generation),
                            GenerationPair.of(keyspace, generationKey(), name + generation + ":"));
            keep(now, seen);
            return now;
        }

        protected final Step<R> ask() {
            long asked = asks();
            return Step.ask(
                    nanos -> within(parts, nanos).get(generationKey()),
                    nanos -> within(parts, nanos).async().get(generationKey()),
                    generation -> generation == null ? beginning(random()) : found(know(generation, asked), false));
        }

        protected final Step<R> beginning(String fresh) {
            long asked = asks();
            return Step.ask(
                    nanos -> within(parts, nanos).add(generationKey(), fresh, Memjay.NEVER),
                    nanos -> within(parts, nanos).async().add(generationKey(), fresh, Memjay.NEVER),
                    isAdded -> isAdded ? found(know(fresh, asked), true) : again());
        }

        private Step<R> again() {
            if (round++ == ROUNDS) {
                throw new ConflictException(
                        "the generation of '" + name + "' is set and lost again and again", context(false), null);
            }
            return ask();
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
                forget();
                return Step.ask(
                        nanos -> generations.set(generationKey(), fresh, Memjay.NEVER),
                        nanos -> generations.async().set(generationKey(), fresh, Memjay.NEVER),
                        isStored -> {
                            forget();
                            return new Step.Done<>(null);
                        });
            }

            @Override
            protected Void recovered(MemjayException error) {
                forget(); // it may have been emptied all the same
                throw error;
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
