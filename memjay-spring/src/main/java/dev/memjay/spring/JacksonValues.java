package dev.memjay.spring;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.memjay.codec.Codec;
import dev.memjay.jackson.JacksonCodec;
import java.lang.reflect.Type;
import java.util.Objects;

/** Values as JSON by Jackson 2, through memjay-jackson. Immutable and thread-safe. */
public final class JacksonValues implements ValueCodecs {
    private final ObjectMapper mapper;

    private JacksonValues(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * By a mapper that refuses what does not fit: a property that the class has not, and a component of a record that the JSON
     * has not, as after a redeploy with another class. Modules are found on the class path: jackson-datatype-jsr310
     * for dates and times, jackson-datatype-jdk8 for an Optional.
     */
    public static JacksonValues standard() {
        return new JacksonValues(JsonMapper.builder()
                .addModules(ObjectMapper.findModules(JacksonValues.class.getClassLoader()))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build());
    }

    /** By a mapper of your own. One that ignores what does not fit reads values of a class as it was before as such of today's. */
    public static JacksonValues of(ObjectMapper mapper) {
        return new JacksonValues(Objects.requireNonNull(mapper, "mapper"));
    }

    @Override
    public Codec<?> codecFor(Type type) {
        return JacksonCodec.of(mapper, mapper.constructType(type));
    }

    @Override
    public String toString() {
        return "JacksonValues";
    }
}
