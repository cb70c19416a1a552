package dev.memjay.jackson3;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values as JSON in UTF-8 through Jackson 3, with flags 0, so that any client can read them. Reads flags 0 and 16 (text).
 *
 * <p>Immutable and thread-safe. The type is fixed by the codec and never taken from the data; a mapper with default typing
 * would give that up. Errors name types, fields and positions, never a value.
 *
 * @param <V> the type of the values
 */
public final class JacksonCodec<V> implements Codec<V> {
    private static final int BYTES = 0;
    private static final int TEXT = 16;

    private final JavaType type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JacksonCodec(ObjectMapper mapper, JavaType type) {
        this.type = type;
        reader = mapper.readerFor(type);
        writer = mapper.writerFor(type);
    }

    /**
     * Values of a class, by a mapper with the defaults of Jackson 3.
     *
     * @param type the class
     * @param <V> the type of the values
     */
    public static <V> JacksonCodec<V> of(Class<V> type) {
        ObjectMapper mapper = JsonMapper.shared();
        return new JacksonCodec<>(mapper, mapper.constructType(Objects.requireNonNull(type, "type")));
    }

    /**
     * Values of a generic type, by a mapper with the defaults of Jackson 3.
     *
     * @param type such as {@code new TypeReference<List<User>>() {}}
     * @param <V> the type of the values
     */
    public static <V> JacksonCodec<V> of(TypeReference<V> type) {
        ObjectMapper mapper = JsonMapper.shared();
        return new JacksonCodec<>(mapper, mapper.constructType(Objects.requireNonNull(type, "type")));
    }

    /**
     * Values of a class, by a mapper of one's own.
     *
     * @param mapper the mapper
     * @param type the class
     * @param <V> the type of the values
     */
    public static <V> JacksonCodec<V> of(ObjectMapper mapper, Class<V> type) {
        Objects.requireNonNull(mapper, "mapper");
        return new JacksonCodec<>(mapper, mapper.constructType(Objects.requireNonNull(type, "type")));
    }

    /**
     * Values of a generic type, by a mapper of one's own.
     *
     * @param mapper the mapper
     * @param type such as {@code new TypeReference<List<User>>() {}}
     * @param <V> the type of the values
     */
    public static <V> JacksonCodec<V> of(ObjectMapper mapper, TypeReference<V> type) {
        Objects.requireNonNull(mapper, "mapper");
        return new JacksonCodec<>(mapper, mapper.constructType(Objects.requireNonNull(type, "type")));
    }

    /**
     * Values of a type that is only known at run time, by a mapper of one's own.
     *
     * @param mapper the mapper
     * @param type the type, which has to be that of V: nobody checks it
     * @param <V> the type of the values
     */
    public static <V> JacksonCodec<V> of(ObjectMapper mapper, JavaType type) {
        return new JacksonCodec<>(Objects.requireNonNull(mapper, "mapper"), Objects.requireNonNull(type, "type"));
    }

    @Override
    public Encoded encode(V value) {
        try {
            return Encoded.of(writer.writeValueAsBytes(value));
        } catch (JacksonException e) {
            throw new CodecException("cannot write a " + name() + " as JSON: " + reason(e));
        }
    }

    @Override
    public V decode(Encoded encoded) {
        if (encoded.flags() != BYTES && encoded.flags() != TEXT) {
            throw new CodecException("flags " + Integer.toUnsignedString(encoded.flags()) + " are not for " + this
                    + ", which reads 0 and 16; Codec.encoded() reads all");
        }
        try {
            V value = reader.readValue(encoded.data());
            if (value == null) {
                throw new CodecException("the JSON is null, which is no " + name());
            }
            return value;
        } catch (JacksonException e) {
            throw new CodecException(
                    "cannot read a " + name() + " from JSON of " + encoded.length() + " bytes: " + reason(e));
        }
    }

    private String name() {
        return type.toCanonical();
    }

    /** Kind, place and field of an error. Jackson's own message may quote the value, so it is left out. */
    private static String reason(JacksonException error) {
        StringBuilder text = new StringBuilder(error.getClass().getSimpleName());
        TokenStreamLocation location = error.getLocation();
        if (location != null && location.getLineNr() > 0) {
            text.append(" at line ")
                    .append(location.getLineNr())
                    .append(", column ")
                    .append(location.getColumnNr());
        }
        if (!error.getPath().isEmpty()) {
            text.append(", at ").append(error.getPathReference());
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "JacksonCodec.of(" + name() + ")";
    }
}
