package dev.memjay.spring;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.SerializationCodec;
import dev.memjay.error.CodecException;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.support.NullValue;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Values of one type of one cache, as they are stored: nulls by a flag, single values as text, and all else by the codec for the
 * type.
 *
 * <p>The first value of each class, or that has another class in it, is read back before it is written, so that a type that does
 * not hold its values, such as a List of Object, fails where it is written and not where it is read. Thread-safe.
 */
final class TypedValues {
    /** Places of values that have been read back, see {@link ReadBack}; values with others are read back each time. */
    private static final int MAX_PROVEN = 1_000;

    private final CacheSpace space;
    private final Class<?> raw;
    private final String typeName;
    private final @Nullable Codec<Object> codec;
    private final Set<ReadBack.Place> proven = ConcurrentHashMap.newKeySet();

    private TypedValues(CacheSpace space, Class<?> raw, String typeName, @Nullable Codec<Object> codec) {
        this.space = space;
        this.raw = raw;
        this.typeName = typeName;
        this.codec = codec;
    }

    /**
     * @param type the type of the values; null if it is not known
     */
    static TypedValues of(CacheSpace space, @Nullable Type type) {
        Class<?> raw = type == null
                ? Object.class
                : ClassUtils.resolvePrimitiveIfNecessary(
                        ResolvableType.forType(type).resolve(Object.class));
        String name = type == null ? "unknown" : type.getTypeName();
        if (!space.configuration().serialization().isEmpty()) {
            return new TypedValues(space, raw, name, serialized(space));
        }
        Codec<Object> codec = type == null || isOpen(raw) || holdsOnlyScalars(raw) ? null : codecFor(space, type);
        return new TypedValues(space, raw, name, codec);
    }

    /** Types whose values may be of any class, so that they do not say how to read what is stored. */
    private static boolean isOpen(Class<?> raw) {
        return raw == Object.class || raw == Serializable.class || raw == Comparable.class;
    }

    /** Types whose values are single ones; what else is stored is not theirs. */
    private static boolean holdsOnlyScalars(Class<?> raw) {
        return Scalars.isScalar(raw) || raw == CharSequence.class || raw == Number.class;
    }

    @SuppressWarnings("unchecked") // the values are of this type, which is looked at when they are written and read
    private static Codec<Object> codecFor(CacheSpace space, Type type) {
        return (Codec<Object>) space.codecs().codecFor(type);
    }

    @SuppressWarnings("unchecked") // what is not serializable is refused when it is written
    private static Codec<Object> serialized(CacheSpace space) {
        String[] allow = space.configuration().serialization().toArray(String[]::new);
        Codec<Object> codec = (Codec<Object>) (Codec<?>) SerializationCodec.allowing(Serializable.class, allow);
        return new ProgramsClasses(codec, space.classLoader());
    }

    /** Classes are looked for where the program's are, also on threads that know none of them. */
    private record ProgramsClasses(
            Codec<Object> codec, @Nullable ClassLoader loader) implements Codec<Object> {
        @Override
        public Encoded encode(Object value) {
            return codec.encode(value);
        }

        @Override
        public Object decode(Encoded encoded) {
            ClassLoader before = ClassUtils.overrideThreadContextClassLoader(loader);
            try {
                return codec.decode(encoded);
            } finally {
                if (before != null) {
                    Thread.currentThread().setContextClassLoader(before);
                }
            }
        }
    }

    /**
     * A value as it is stored.
     *
     * @param value the value, or NullValue
     * @throws CodecException if the type does not hold the value
     */
    Encoded encode(Object value) {
        if (value instanceof NullValue) {
            return Stored.NULL;
        }
        if (!raw.isInstance(value)) {
            throw new CodecException("a " + value.getClass().getName() + " was put into the cache '" + space.name()
                    + "', whose values here are of " + typeName + "; give it a cache of its own");
        }
        Encoded scalar = Scalars.encode(value);
        if (scalar != null) {
            return scalar;
        }
        Codec<Object> structured = structuredCodec();
        if (structured == null) {
            throw new CodecException("the cache '" + space.name() + "' cannot write a value of "
                    + value.getClass().getName() + ": the type of its values is " + typeName
                    + ", which does not say how to read them; declare a more exact return type, or set the type of the cache ("
                    + space.typeSetting() + ")");
        }
        if (!space.configuration().serialization().isEmpty() && !(value instanceof Serializable)) {
            throw new CodecException("the cache '" + space.name() + "' is written by serialization, and "
                    + value.getClass().getName() + " is not Serializable");
        }
        space.uses(structured);
        Encoded encoded = encoded(structured, value);
        Set<ReadBack.Place> places = ReadBack.places(value);
        if (!proven.containsAll(places)) {
            prove(structured, value, encoded);
            if (proven.size() < MAX_PROVEN) {
                proven.addAll(places);
            }
        }
        return encoded;
    }

    /** How values that are not single ones are written and read; null if the type does not say it, and nothing else does. */
    private @Nullable Codec<Object> structuredCodec() {
        return codec == null && isOpen(raw) ? space.onlyCodec() : codec;
    }

    private Encoded encoded(Codec<Object> structured, Object value) {
        try {
            return structured.encode(value);
        } catch (CodecException e) {
            throw refused(value, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw refused(value, e.getClass().getName(), e);
        }
    }

    private void prove(Codec<Object> structured, Object value, Encoded encoded) {
        Object again;
        try {
            again = structured.decode(encoded);
        } catch (CodecException e) {
            throw refused(value, e.getMessage(), e);
        }
        String difference = ReadBack.difference(value, again);
        if (difference != null) {
            throw refused(value, difference, null);
        }
    }

    private CodecException refused(Object value, @Nullable String why, @Nullable Throwable cause) {
        String message = "a value of " + value.getClass().getName() + " for the cache '" + space.name()
                + "' does not read back as it was written, as " + typeName + ": " + why
                + "; declare a more exact type, set the type of the cache (" + space.typeSetting()
                + "), or list its classes for serialization";
        return cause == null ? new CodecException(message) : new CodecException(message, cause);
    }

    /**
     * The value that is stored, or NullValue.
     *
     * @throws CodecException if it is not of the type, such as one of another version of the class
     * @throws IllegalStateException if the type is not known
     */
    Object decode(Encoded stored) {
        if (Stored.isNull(stored)) {
            return NullValue.INSTANCE;
        }
        Object value;
        if (Scalars.isScalar(stored)) {
            value = Scalars.decode(stored);
        } else {
            Codec<Object> structured = structuredCodec();
            if (structured == null && holdsOnlyScalars(raw)) {
                throw new CodecException("the cache '" + space.name() + "' has a value of " + stored.length()
                        + " bytes with flags " + Integer.toUnsignedString(stored.flags()) + " in the place of a "
                        + typeName);
            }
            if (structured == null) {
                throw new IllegalStateException("the cache '" + space.name()
                        + "' has a value whose type is not known here; set the type of the cache ("
                        + space.typeSetting()
                        + ")");
            }
            space.uses(structured);
            value = structured.decode(stored);
        }
        if (!raw.isInstance(value)) {
            throw new CodecException("the cache '" + space.name() + "' has a "
                    + value.getClass().getName() + " in the place of a " + typeName);
        }
        return value;
    }
}
