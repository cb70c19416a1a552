package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;

/**
 * A part of a keyspace that can be emptied at once: its keys bear a generation, a random number that is stored in memcached
 * beside them, and emptying replaces it.
 *
 * <p>What belongs to older generations is never read again; it goes by its time to live or by eviction. A generation that
 * was evicted itself empties the part too, since the next one is random again.
 *
 * <p>Immutable and thread-safe; blocking, within the keyspace's timeout for each round trip. {@link #async()} has the same
 * without waiting.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class Generations<K, V> {
    /** A generation is lost between two rounds only by eviction or by deleting it, so four are many. */
    static final int ROUNDS = 4;

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
     * @throws dev.memjay.error.MemjayException if memcached cannot be asked, whatever the keyspace's failure policy
     */
    public Keyspace<K, V> current() {
        for (int round = 0; round < ROUNDS; round++) {
            String generation = generations.get(generationKey());
            if (generation != null) {
                return view(generation);
            }
            String fresh = random();
            if (generations.add(generationKey(), fresh, Memjay.NEVER)) {
                return view(fresh);
            }
        }
        throw conflict();
    }

    /**
     * Starts a new generation: all that was stored before is gone for every view that is taken from now on, on all
     * machines.
     *
     * @throws dev.memjay.error.MemjayException if memcached cannot be asked, whatever the keyspace's failure policy
     */
    public void empty() {
        generations.set(generationKey(), random(), Memjay.NEVER);
    }

    /** The same verbs without waiting: each returns a future of its result. */
    public AsyncGenerations<K, V> async() {
        return new AsyncGenerations<>(this, generations.async());
    }

    ConflictException conflict() {
        return new ConflictException(
                "the generation of '" + name + "' is set and lost again and again", MemjayException.Context.NONE, null);
    }

    Keyspace<K, V> view(String generation) {
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
