package dev.memjay.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Values by Kryo, with flags 0.
 *
 * <p>Only classes that are registered are written and read, in the order of their registration: every program that shares
 * the values has to register the same in the same order. Lengths are checked against the bytes that are there before memory
 * is taken, and the hashing that sets and maps do while they are read is bounded; a serializer of your own has to do the
 * first for itself. Thread-safe: each call borrows a Kryo of its own.
 *
 * @param <V> the type of the values
 */
public final class KryoCodec<V> implements Codec<V> {
    private static final int FIRST_BUFFER = 256;
    /** No item of memcached is larger. */
    private static final int MAX_BUFFER = 1 << 30;
    /** More idle ones than threads that encode at the same time serve nobody. */
    private static final int MAX_IDLE = 64;

    private static final long DEFAULT_MAX_WORK = 100_000_000;

    private final Class<V> type;
    private final Consumer<? super Kryo> registrations;
    private final long maxWork;
    private final Pool<Kryo> kryos;

    private KryoCodec(Class<V> type, Consumer<? super Kryo> registrations, long maxWork) {
        this.type = type;
        this.registrations = registrations;
        this.maxWork = maxWork;
        kryos = new Pool<>(true, true, MAX_IDLE) {
            @Override
            protected Kryo create() {
                CountingKryo kryo = new CountingKryo(maxWork);
                kryo.setRegistrationRequired(true);
                registrations.accept(kryo);
                if (!kryo.isRegistrationRequired()) {
                    throw new IllegalArgumentException(
                            "registration has to stay required: without it, whoever can write to memcached chooses which classes are made");
                }
                kryo.boundLengths();
                return kryo;
            }
        };
        kryos.free(kryos.obtain());
    }

    /**
     * Values of a class.
     *
     * @param type the class
     * @param registrations registers it and the classes of its fields, called for every Kryo that is made, by any thread:
     *     {@code kryo -> kryo.register(User.class)}
     * @param <V> the type of the values
     * @throws IllegalArgumentException if {@code registrations} switches the need for registration off
     */
    public static <V> KryoCodec<V> of(Class<V> type, Consumer<? super Kryo> registrations) {
        return new KryoCodec<>(
                Objects.requireNonNull(type, "type"),
                Objects.requireNonNull(registrations, "registrations"),
                DEFAULT_MAX_WORK);
    }

    /**
     * Bounds the hashing that reading a value can take: a value that takes more is refused with a {@link CodecException}.
     *
     * @param steps 1 or more; 100 million by default, which are about a second. An element of a set and a key of a map take
     *     ten steps for each of their parts, and one more for each part and each element before them with the same hash
     */
    public KryoCodec<V> maxWork(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("maxWork is " + steps + "; it has to be 1 or more");
        }
        return new KryoCodec<>(type, registrations, steps);
    }

    @Override
    public Encoded encode(V value) {
        Kryo kryo = kryos.obtain();
        try {
            Output output = new Output(FIRST_BUFFER, MAX_BUFFER);
            kryo.writeObject(output, value);
            return Encoded.of(output.toBytes());
        } catch (RuntimeException | StackOverflowError e) {
            kryo.reset();
            throw new CodecException("Kryo cannot write a " + type.getName(), e);
        } finally {
            kryos.free(kryo);
        }
    }

    @Override
    public V decode(Encoded encoded) {
        if (encoded.flags() != 0) {
            throw new CodecException("flags " + Integer.toUnsignedString(encoded.flags())
                    + " are not for KryoCodec, which reads 0; Codec.encoded() reads all");
        }
        Kryo kryo = kryos.obtain();
        try {
            Input input = new BoundedInput(encoded.data());
            V value = kryo.readObject(input, type);
            if (input.available() > 0) {
                throw new KryoException("there are bytes behind the value");
            }
            return value;
        } catch (CountingKryo.TooMuchWork e) {
            kryo.reset();
            throw new CodecException("a " + type.getName() + " of " + encoded.length() + " bytes takes more than "
                    + maxWork + " steps of hashing to read, by sets or maps whose elements share their parts or can all"
                    + " have the same hash; maxWork of the codec allows more");
        } catch (Exception | StackOverflowError e) {
            kryo.reset();
            // Without a cause, since Kryo's messages may quote the value.
            throw new CodecException("Kryo cannot read a " + type.getName() + " from " + encoded.length() + " bytes ("
                    + e.getClass().getSimpleName() + ")");
        } finally {
            kryos.free(kryo);
        }
    }

    /** How users write it. */
    @Override
    public String toString() {
        return "KryoCodec.of(" + type.getName() + ")";
    }
}
