package dev.memjay.codec;

import dev.memjay.error.CodecException;
import dev.memjay.error.Printable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values by Java's own serialization, with flags 0, for programs that have to go on with it.
 *
 * <p>Never the default, and never without a list of the classes that may be read: whoever can write to memcached could
 * otherwise have any class of the class path made and its code run. JSON or Protobuf serve better.
 *
 * <p>Memory and work are bounded by the length of the value: arrays may not be declared longer, all together, than the value
 * has bytes, and the hashing of sets and maps is counted before anything is read, see {@link #maxWork}. A class whose
 * {@code writeObject} does not begin with {@code defaultWriteObject} or {@code putFields} although it has fields, which the
 * specification asks for, cannot be counted and is refused. Classes are looked for by the loader of the codec's class, then
 * by the thread's context loader. An error names the class that was refused or not found, but quotes no value.
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

    private static final int MAX_NAME = 120;
    private static final long DEFAULT_MAX_WORK = 100_000_000;

    private final Class<V> type;
    private final ObjectInputFilter filter;
    private final long maxWork;

    private SerializationCodec(Class<V> type, ObjectInputFilter filter, long maxWork) {
        this.type = type;
        this.filter = filter;
        this.maxWork = maxWork;
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
        return new SerializationCodec<>(
                type,
                info -> {
                    ObjectInputFilter.Status status = filter.checkInput(info);
                    // Without a class it is a question about sizes, which a filter may have no opinion on.
                    return status == ObjectInputFilter.Status.UNDECIDED && info.serialClass() != null
                            ? ObjectInputFilter.Status.REJECTED
                            : status;
                },
                DEFAULT_MAX_WORK);
    }

    /**
     * Values of a class, read from a list of classes, with arrays of primitives, and nothing else; a depth of 32, a million
     * references and arrays of 16 Mi elements are the most.
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
        ObjectInputFilter listed = ObjectInputFilter.Config.createFilter(filter + SAFE + "!*");
        return of(type, info -> {
            ObjectInputFilter.Status status = listed.checkInput(info);
            // No pattern names an array of primitives, which every BigInteger is written with.
            return status == ObjectInputFilter.Status.UNDECIDED && isOfPrimitives(info.serialClass())
                    ? ObjectInputFilter.Status.ALLOWED
                    : status;
        });
    }

    private static boolean isOfPrimitives(@Nullable Class<?> type) {
        Class<?> element = type;
        while (element != null && element.isArray()) {
            element = element.getComponentType();
        }
        return element != type && element != null && element.isPrimitive();
    }

    /**
     * Bounds the hashing that reading a value can take: a value that takes more is refused with a {@link CodecException}.
     *
     * @param steps 1 or more; 100 million by default, which are about a second. An element of a set and a key of a map take
     *     ten steps for each of their parts; those that are neither text nor a number take for each part half as many more as
     *     the set or map has elements, since they could all have the same hash: some 5,000 small objects are read by default
     */
    public SerializationCodec<V> maxWork(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("maxWork is " + steps + "; it has to be 1 or more");
        }
        return new SerializationCodec<>(type, filter, steps);
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
        SerializedWork.check(encoded.data(), maxWork);
        FilteredInput watched = new FilteredInput(encoded.length(), filter);
        try (ObjectInputStream in = new LoadingStream(encoded.data(), type.getClassLoader())) {
            in.setObjectInputFilter(watched);
            return type.cast(in.readObject());
        } catch (ClassNotFoundException e) {
            throw unreadable(
                    encoded, "class " + Printable.excerpt(String.valueOf(e.getMessage()), MAX_NAME) + " was not found");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            String refused = watched.refusal();
            // Without a cause, since its message may quote the value.
            throw unreadable(encoded, refused != null ? refused : e.getClass().getSimpleName());
        }
    }

    private CodecException unreadable(Encoded encoded, String reason) {
        return new CodecException(
                "cannot read a serialized " + type.getName() + " from " + encoded.length() + " bytes: " + reason);
    }

    /** The codec's filter for one value, with a bound on the sum of arrays; remembers what was refused. */
    private static final class FilteredInput implements ObjectInputFilter {
        private final long bytes;
        private final ObjectInputFilter filter;
        private long elements;
        private @Nullable String refusal;

        FilteredInput(long bytes, ObjectInputFilter filter) {
            this.bytes = bytes;
            this.filter = filter;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            elements += Math.max(0, info.arrayLength());
            if (elements > bytes) {
                refusal = "it declares arrays of more elements than it has bytes";
                return Status.REJECTED;
            }
            Status status = filter.checkInput(info);
            if (status == Status.REJECTED) {
                refusal = info.serialClass() == null
                        ? "it is beyond the bounds on depth, references or bytes"
                        : "class " + Printable.excerpt(info.serialClass().getName(), MAX_NAME)
                                + " is not on the codec's list of classes that are read, or beyond its bounds on depth,"
                                + " references or arrays";
            }
            return status;
        }

        @Nullable
        String refusal() {
            return refusal;
        }
    }

    /** Finds classes where the codec's own class is, or where the thread looks, and not where the stack happens to be. */
    private static final class LoadingStream extends ObjectInputStream {
        private final @Nullable ClassLoader own;

        LoadingStream(byte[] data, @Nullable ClassLoader own) throws IOException {
            super(new ByteArrayInputStream(data));
            this.own = own;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, own);
            } catch (ClassNotFoundException e) {
                return resolveByThread(description);
            }
        }

        private Class<?> resolveByThread(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(
                        description.getName(), false, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException e) {
                // Primitive types have names that no loader finds.
                return super.resolveClass(description);
            }
        }
    }

    @Override
    public String toString() {
        return "SerializationCodec.of(" + type.getName() + ")";
    }
}
