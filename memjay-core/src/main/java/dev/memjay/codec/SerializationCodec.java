package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Objects;

/**
 * Values by Java's own serialization, with flags 0, for programs that have to go on with it.
 *
 * <p>Never the default, and never without a list of the classes that may be read: whoever can write to memcached could
 * otherwise have any class of the class path made and its code run. JSON or Protobuf serve better.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <V> the type of the values
 */
public final class SerializationCodec<V extends Serializable> implements Codec<V> {
    /** What belongs to every list: bounds on what hostile bytes can make the reader build. */
    private static final String BOUNDS = "maxdepth=32;maxrefs=1000000;maxarray=16777216;";

    /** What numbers, enums, lists and maps of the JDK cannot be read without, and what has no code of its own to run. */
    private static final String SAFE = "java.lang.Number;java.lang.Enum;java.lang.Object;java.util.Map$Entry;";

    private final Class<V> type;
    private final ObjectInputFilter filter;

    private SerializationCodec(Class<V> type, ObjectInputFilter filter) {
        this.type = type;
        this.filter = filter;
    }

    /**
     * Values of a class, read under a filter of one's own.
     *
     * @param type the class; anything else that is read is refused
     * @param filter decides which classes may be read; what it leaves undecided is refused
     * @param <V> the type of the values
     */
    public static <V extends Serializable> SerializationCodec<V> of(Class<V> type, ObjectInputFilter filter) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(filter, "filter");
        return new SerializationCodec<>(type, info -> {
            ObjectInputFilter.Status status = filter.checkInput(info);
            // Without a class it is a question about sizes, which a filter may have no opinion on.
            return status == ObjectInputFilter.Status.UNDECIDED && info.serialClass() != null
                    ? ObjectInputFilter.Status.REJECTED
                    : status;
        });
    }

    /**
     * Values of a class, read from a list of classes and nothing else; a depth of 32, a million references and arrays of
     * 16 Mi elements are the most.
     *
     * @param type the class; anything else that is read is refused
     * @param patterns further classes, as {@link ObjectInputFilter.Config#createFilter(String)} spells them, such as
     *     {@code java.util.ArrayList} or {@code com.example.model.*}
     * @param <V> the type of the values
     */
    public static <V extends Serializable> SerializationCodec<V> allowing(Class<V> type, String... patterns) {
        StringBuilder filter = new StringBuilder(BOUNDS).append(type.getName()).append(';');
        for (String pattern : patterns) {
            if (pattern.contains(";") || pattern.equals("*") || pattern.equals("**")) {
                throw new IllegalArgumentException(
                        "'" + pattern + "' is no pattern for a list of classes; one class or package each");
            }
            filter.append(pattern).append(';');
        }
        return of(type, ObjectInputFilter.Config.createFilter(filter + SAFE + "!*"));
    }

    @Override
    public Encoded encode(V value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException | StackOverflowError e) {
            throw new CodecException("cannot serialize a " + value.getClass().getName(), e);
        }
        return Encoded.of(bytes.toByteArray());
    }

    @Override
    public V decode(Encoded encoded) {
        if (encoded.flags() != Flags.BYTES) {
            throw Flags.foreign(toString(), encoded.flags());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(encoded.data()))) {
            in.setObjectInputFilter(filter);
            return type.cast(in.readObject());
        } catch (IOException | ClassNotFoundException | RuntimeException | StackOverflowError e) {
            throw new CodecException(
                    "cannot read a serialized " + type.getName() + " from " + encoded.length()
                            + " bytes; only classes of the codec's list are read",
                    e);
        }
    }

    @Override
    public String toString() {
        return "SerializationCodec.of(" + type.getName() + ")";
    }
}
