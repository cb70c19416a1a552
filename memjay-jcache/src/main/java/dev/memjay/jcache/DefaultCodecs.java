package dev.memjay.jcache;

import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.codec.SerializationCodec;
import dev.memjay.codec.TypedKeys;
import dev.memjay.error.IllegalKeyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The codecs of a cache whose configuration names none, so that an application comes from another provider without a line of
 * code: by the declared types, and by Java serialization where nothing shorter fits, for a list of classes.
 */
final class DefaultCodecs {
    private static final Map<Class<?>, Codec<?>> PLAIN = Map.of(
            String.class, Codec.strings(),
            byte[].class, Codec.bytes(),
            Integer.class, Codec.ints(),
            Long.class, Codec.longs(),
            Instant.class, Codec.instants());

    /** Classes of the JDK, Hibernate and Spring that hold values and run no code of others when they are read. */
    private static final List<String> VALUES = List.of(
            "java.io.Serializable",
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Double",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Short",
            "java.lang.String",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.sql.Date",
            "java.sql.Time",
            "java.sql.Timestamp",
            "java.time.*",
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.CollSer",
            "java.util.Collections$*",
            "java.util.Currency",
            "java.util.Date",
            "java.util.EnumMap",
            "java.util.EnumSet$SerializationProxy",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.ImmutableCollections$*",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.LinkedList",
            "java.util.Locale",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.UUID",
            "org.hibernate.cache.spi.entry.*",
            "org.springframework.cache.support.NullValue");

    /** Spring's key of a method with several parameters, or none. It shows its parts to nobody. */
    private static final String SPRING_KEY = "org.springframework.cache.interceptor.SimpleKey";

    private DefaultCodecs() {}

    /**
     * @param type the declared type of the values
     * @param allowed what they may hold beside it, as patterns of {@link ObjectInputFilter}
     */
    @SuppressWarnings("unchecked") // each codec stands under its own type, and what is read is cast by the codec
    static <V> Codec<V> values(Class<V> type, List<String> allowed) {
        Codec<?> plain = PLAIN.get(type);
        if (plain != null) {
            return (Codec<V>) plain;
        }
        List<String> patterns = new ArrayList<>(VALUES);
        patterns.addAll(allowed);
        Class<? extends Serializable> declared =
                Serializable.class.isAssignableFrom(type) ? type.asSubclass(Serializable.class) : Serializable.class;
        return (Codec<V>) SerializationCodec.allowing(declared, patterns.toArray(String[]::new));
    }

    /**
     * Keys by their type, see {@link TypedKeys}; those of other classes by their serialized bytes, if the class is allowed.
     *
     * @param allowed classes, as patterns of {@link ObjectInputFilter}. Two keys of them are the same if their bytes are
     */
    static KeyCodec<Object> keys(List<String> allowed) {
        TypedKeys keys = HibernateKeys.in(TypedKeys.standard());
        ObjectInputFilter filter = ObjectInputFilter.Config.createFilter(SPRING_KEY + ";" + String.join(";", allowed));
        return keys.orElse(key -> key instanceof Serializable && isAllowed(filter, key.getClass()) ? bytes(key) : null);
    }

    private static boolean isAllowed(ObjectInputFilter filter, Class<?> type) {
        return filter.checkInput(new OfClass(type)) == ObjectInputFilter.Status.ALLOWED;
    }

    private static byte[] bytes(Object key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(key);
        } catch (IOException e) {
            throw new IllegalKeyException("a key of " + key.getClass().getName() + " cannot be serialized (" + e
                    + "); give the cache a KeyCodec by MemjayCacheConfiguration.setKeyCodec");
        }
        return bytes.toByteArray();
    }

    /** The question whether a class is on a filter's list. */
    private record OfClass(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
