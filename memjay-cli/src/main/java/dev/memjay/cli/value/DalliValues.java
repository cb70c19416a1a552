package dev.memjay.cli.value;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.layouts.Layouts;
import dev.memjay.python.None;
import java.util.List;
import java.util.Map;

/** Dalli's values by their flags: text and numbers raw, so that they count; the rest as {@code serializer: JSON} has it. */
final class DalliValues implements Codec<Object> {
    private static final int SERIALIZED = 1;

    private final Codec<String> raw = Layouts.dalli();
    private final Codec<Object> json = Layouts.dalliSerialized(PlainJson.codec());

    @Override
    public Encoded encode(Object value) {
        if (value instanceof byte[] bytes) {
            return Layouts.dalli(Codec.bytes()).encode(bytes);
        }
        boolean isJson =
                value instanceof List || value instanceof Map || value instanceof Boolean || value == None.NONE;
        return isJson ? json.encode(value) : raw.encode(value.toString());
    }

    @Override
    public Object decode(Encoded encoded) {
        return (encoded.flags() & SERIALIZED) != 0
                ? json.decode(encoded)
                : Layouts.dalli(Codec.bytes()).decode(encoded);
    }

    @Override
    public boolean isCompressible() {
        return false;
    }
}
