package dev.memjay.cli.value;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import java.math.BigInteger;

/** The codec {@code objects}: the flags of pymemcache and pylibmc; what reads as a whole number is stored as one. */
final class ObjectsCodec implements Codec<Value> {
    @Override
    public Encoded encode(Value value) {
        String text = value.decoded();
        if (text == null) {
            return Codec.objects().encode(value.bytes());
        }
        return Codec.objects().encode(isInteger(text) ? new BigInteger(text) : text);
    }

    @Override
    public Value decode(Encoded encoded) {
        Object object = Codec.objects().decode(encoded);
        if (object instanceof byte[] bytes) {
            return new Value(bytes, encoded.flags(), Value.Kind.TEXT);
        }
        Value shown = Value.text(object.toString(), encoded.flags());
        return object instanceof Number ? new Value(shown.bytes(), shown.flags(), Value.Kind.JSON) : shown;
    }

    /** Whether the text is a number as a program would write it; 007 and -0 are text. */
    private static boolean isInteger(String text) {
        String digits = text.startsWith("-") ? text.substring(1) : text;
        if (digits.isEmpty() || digits.charAt(0) == '0') {
            return text.equals("0");
        }
        return digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
