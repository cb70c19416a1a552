package dev.memjay.cli.value;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;

/**
 * The codecs that are named after other clients: what is typed becomes the value that JSON would be, text where it is no
 * JSON, and what those clients stored is shown as JSON or as text.
 *
 * @param layout how the other client lays values out
 * @param takesContainers whether it takes lists and maps; their text is stored where not
 */
record ForeignCodec(Codec<Object> layout, boolean takesContainers) implements Codec<Value> {
    @Override
    public Encoded encode(Value value) {
        String text = value.decoded();
        return layout.encode(text == null ? value.bytes() : TypedArgument.of(text, takesContainers));
    }

    @Override
    public Value decode(Encoded encoded) {
        Object object = layout.decode(encoded);
        if (object instanceof byte[] bytes) {
            return new Value(bytes, encoded.flags(), Value.Kind.TEXT);
        }
        if (object instanceof String text) {
            return Value.text(text, encoded.flags());
        }
        return new Value(Value.text(ShownObject.json(object), 0).bytes(), encoded.flags(), Value.Kind.JSON);
    }

    @Override
    public boolean isCompressible() {
        return layout.isCompressible();
    }
}
