package dev.memjay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.jackson.JacksonCodec;

/** The codec {@code json}: JSON as memjay-jackson stores it, on one line; refuses what is none. */
final class JsonCodec implements Codec<Value> {
    private final Codec<JsonNode> json = JacksonCodec.of(JsonNode.class);

    @Override
    public Encoded encode(Value value) {
        return json.encode(json.decode(Encoded.of(value.bytes())));
    }

    @Override
    public Value decode(Encoded encoded) {
        return new Value(json.encode(json.decode(encoded)).data(), encoded.flags(), Value.Kind.JSON);
    }
}
