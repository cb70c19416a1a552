package dev.memjay.spring;

import dev.memjay.codec.Codec;
import java.lang.reflect.Type;
import org.springframework.util.ClassUtils;

/**
 * How values of a type are written and read. {@link Jackson3Values} and {@link JacksonValues} write JSON; a bean of this type
 * replaces them.
 */
@FunctionalInterface
public interface ValueCodecs {
    /**
     * The codec for a type; called once for each type of a cache.
     *
     * @param type a class, or a generic type without variables, such as {@code List<Book>}
     */
    Codec<?> codecFor(Type type);

    /**
     * JSON by Jackson 3 if memjay-jackson3 is on the class path, or else by Jackson 2, with memjay-jackson.
     *
     * @throws IllegalStateException if neither is
     */
    static ValueCodecs standard() {
        ClassLoader loader = ValueCodecs.class.getClassLoader();
        if (ClassUtils.isPresent("dev.memjay.jackson3.JacksonCodec", loader)
                && ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper", loader)) {
            return Jackson3Values.standard();
        }
        if (ClassUtils.isPresent("dev.memjay.jackson.JacksonCodec", loader)
                && ClassUtils.isPresent("com.fasterxml.jackson.databind.ObjectMapper", loader)) {
            return JacksonValues.standard();
        }
        throw new IllegalStateException(
                "nothing on the class path writes the values of caches: add dev.memjay:memjay-jackson3"
                        + " (Jackson 3) or dev.memjay:memjay-jackson (Jackson 2), or give the builder ValueCodecs of your own");
    }
}
