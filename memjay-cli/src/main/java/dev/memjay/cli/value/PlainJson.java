package dev.memjay.cli.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memjay.codec.Codec;
import dev.memjay.jackson.JacksonCodec;
import dev.memjay.python.None;
import org.jspecify.annotations.Nullable;

/** JSON as lists, maps and plain values, and as None where it is null, which other clients store and no codec may return. */
final class PlainJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PlainJson() {}

    static Codec<Object> codec() {
        return JacksonCodec.of(MAPPER, JsonNode.class).map(PlainJson::plain, PlainJson::tree);
    }

    private static Object plain(JsonNode node) {
        return node.isNull() ? None.NONE : MAPPER.convertValue(node, Object.class);
    }

    private static JsonNode tree(@Nullable Object value) {
        return MAPPER.valueToTree(value == None.NONE ? null : value);
    }
}
