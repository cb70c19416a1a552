package dev.memjay.spring;

import dev.memjay.codec.Codec;
import dev.memjay.jackson3.JacksonCodec;
import java.lang.reflect.Type;
import java.util.Objects;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Values as JSON by Jackson 3, through memjay-jackson3. Immutable and thread-safe. */
public final class Jackson3Values implements ValueCodecs {
    private final ObjectMapper mapper;

    private Jackson3Values(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * By a mapper that refuses what does not fit: a property that the class has not, and a component of a record that the JSON
     * has not, as after a redeploy with another class.
     */
    public static Jackson3Values standard() {
        return new Jackson3Values(JsonMapper.builder()
                .findAndAddModules(Jackson3Values.class.getClassLoader())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build());
    }

    /** By a mapper of your own. One that ignores what does not fit reads values of a class as it was before as such of today's. */
    public static Jackson3Values of(ObjectMapper mapper) {
        return new Jackson3Values(Objects.requireNonNull(mapper, "mapper"));
    }

    @Override
    public Codec<?> codecFor(Type type) {
        return JacksonCodec.of(mapper, mapper.constructType(type));
    }

    @Override
    public String toString() {
        return "Jackson3Values";
    }
}
