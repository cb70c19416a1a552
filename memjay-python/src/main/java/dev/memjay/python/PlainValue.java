package dev.memjay.python;

import dev.memjay.error.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a pickle's value may consist of, and how deep it may be nested. */
final class PlainValue {
    /** Deeper values would overflow the stack of whoever compares or prints them. */
    static final int DEEPEST = 200;

    private final Map<Object, Integer> heights = new IdentityHashMap<>();

    private PlainValue() {}

    /** The value, if it holds nothing but plain ones and is neither nested too deep nor in itself. */
    static @Nullable Object checked(@Nullable Object value) {
        new PlainValue().height(value, 0);
        return value;
    }

    private int height(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw tooDeep();
        }
        if (value instanceof List<?>
                || value instanceof Map<?, ?>
                || value instanceof Set<?>
                || value instanceof Tuple) {
            Integer known = heights.get(value);
            int height = known == null ? heightOf(value, depth) : known;
            if (depth + height > DEEPEST) {
                throw tooDeep();
            }
            heights.put(value, height);
            return height;
        }
        if (value != null && !isScalar(value)) {
            throw PickleReader.refused("what is left unfinished");
        }
        return 0;
    }

    private int heightOf(Object container, int depth) {
        int highest = 0;
        if (container instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                highest = Math.max(highest, height(entry.getKey(), depth + 1));
                highest = Math.max(highest, height(entry.getValue(), depth + 1));
            }
            return highest + 1;
        }
        Iterable<?> items = container instanceof Tuple tuple ? tuple.items() : (Iterable<?>) container;
        for (Object item : items) {
            highest = Math.max(highest, height(item, depth + 1));
        }
        return highest + 1;
    }

    static boolean isScalar(Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof Double
                || value instanceof byte[]
                || value instanceof ByteBuffer
                || value instanceof Complex
                || value instanceof BigDecimal
                || value instanceof UUID
                || value instanceof LocalDateTime
                || value instanceof OffsetDateTime
                || value instanceof LocalDate
                || value instanceof LocalTime
                || value instanceof OffsetTime
                || value instanceof Duration
                || value instanceof ZoneOffset;
    }

    static CodecException tooDeep() {
        return new CodecException("the pickle's value is nested deeper than " + DEEPEST + ", or in itself");
    }
}
