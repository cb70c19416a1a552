package dev.memjay.cli.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.memjay.python.None;
import java.util.List;
import java.util.Map;

/** What an argument means to a codec that knows types: JSON where it reads as such, and text otherwise. */
final class TypedArgument {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TypedArgument() {}

    /** A number, a truth value, None for null, the text within quotes, a list or a map where those are taken; or the text. */
    static Object of(String text, boolean takesContainers) {
        if (text.isEmpty() || "{[\"-0123456789tfn".indexOf(text.charAt(0)) < 0 || text.equals("-0")) {
            return text;
        }
        try {
            Object value = JSON.readValue(text, Object.class);
            if (value == null) {
                return takesContainers ? None.NONE : text;
            }
            return takesContainers || !(value instanceof List || value instanceof Map) ? value : text;
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
