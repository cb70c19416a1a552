package dev.memjay.cli.value;

import dev.memjay.python.Complex;
import dev.memjay.python.None;
import dev.memjay.python.Tuple;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of other clients as JSON: tuples and sets as lists, bytes within them as an object with their base64, dates and
 * all else that JSON has no word for as text.
 */
final class ShownObject {
    private ShownObject() {}

    static String json(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null || value == None.NONE) {
            text.append("null");
        } else if (value instanceof Boolean || isFinite(value)) {
            text.append(value);
        } else if (value instanceof byte[] bytes) {
            text.append(new JsonLine().text("base64", Base64.getEncoder().encodeToString(bytes)));
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            append(text, bytes);
        } else if (value instanceof Map<?, ?> map) {
            appendMap(text, map);
        } else if (value instanceof Tuple tuple) {
            appendList(text, tuple.items());
        } else if (value instanceof Iterable<?> items) {
            appendList(text, items);
        } else if (value instanceof Complex complex) {
            JsonLine.quote(text, complex.real() + (complex.imaginary() < 0 ? "" : "+") + complex.imaginary() + "j");
        } else {
            JsonLine.quote(text, value.toString());
        }
    }

    /** Numbers that JSON has: not NaN and the infinite. */
    private static boolean isFinite(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return Double.isFinite(((Number) value).doubleValue());
        }
        return value instanceof Number && !(value instanceof BigDecimal);
    }

    private static void appendList(StringBuilder text, Iterable<?> items) {
        char before = '[';
        for (Object item : items) {
            text.append(before);
            append(text, item);
            before = ',';
        }
        text.append(before == '[' ? "[]" : "]");
    }

    private static void appendMap(StringBuilder text, Map<?, ?> map) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(before);
            JsonLine.quote(text, entry.getKey() instanceof String key ? key : json(entry.getKey()));
            text.append(':');
            append(text, entry.getValue());
            before = ',';
        }
        text.append(before == '{' ? "{}" : "}");
    }
}
