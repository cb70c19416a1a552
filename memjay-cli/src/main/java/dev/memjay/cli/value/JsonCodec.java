package dev.memjay.cli.value;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.jackson.JacksonCodec;

/** The codec {@code json}: JSON on one line, as memjay-jackson stores it; refuses what is none. */
final class JsonCodec implements Codec<Value> {
    private final Codec<JsonNode> json = JacksonCodec.of(mapper(), JsonNode.class);

    /** Numbers stay as they were written: this codec carries them and does not count with them. */
    private static ObjectMapper mapper() {
        return JsonMapper.builder()
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    @Override
    public Encoded encode(Value value) {
        return json.encode(parsed(Encoded.of(value.bytes())));
    }

    @Override
    public Value decode(Encoded encoded) {
        return new Value(json.encode(parsed(encoded)).data(), encoded.flags(), Value.Kind.JSON);
    }

    private JsonNode parsed(Encoded encoded) {
        try {
            return json.decode(encoded);
        } catch (CodecException e) {
            throw new CodecException("the value is no JSON: " + e.getMessage(), e);
        }
    }
}
