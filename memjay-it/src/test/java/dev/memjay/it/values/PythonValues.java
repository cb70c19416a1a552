package dev.memjay.it.values;

import dev.memjay.python.Complex;
import dev.memjay.python.None;
import dev.memjay.python.Tuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The values of python_values.py, by the names that they have there. */
final class PythonValues {
    private PythonValues() {}

    static Map<String, Object> all() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("none", None.NONE);
        values.put("true", true);
        values.put("false", false);
        values.put("zero", 0);
        values.put("minus", -1);
        values.put("int", Integer.MAX_VALUE);
        values.put("long", 1L << 31);
        values.put("longest", Long.MIN_VALUE);
        values.put("beyond", BigInteger.ONE.shiftLeft(64));
        values.put("huge", BigInteger.ONE.shiftLeft(2100).negate());
        values.put("float", 1.5);
        values.put("minus_zero", -0.0);
        values.put("third", 1.0 / 3);
        values.put("infinite", Double.POSITIVE_INFINITY);
        values.put("nan", Double.NaN);
        values.put("complex", new Complex(1.5, -2));
        values.put("str", "Zoë \u65e5\u672c \ud83d\ude00\0\r\n");
        values.put("str_empty", "");
        values.put("bytes", allBytes());
        values.put("bytes_empty", new byte[0]);
        containers(values);
        times(values);
        values.put("decimal", new BigDecimal("12.340"));
        values.put("decimal_small", new BigDecimal("1E-30"));
        values.put("uuid", UUID.fromString("12345678-1234-5678-1234-567812345678"));
        values.put("long_text", "the same words again and again, ".repeat(200));
        return values;
    }

    private static byte[] allBytes() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static void containers(Map<String, Object> values) {
        values.put("list", Arrays.asList(1, "two", "three".getBytes(), null, List.of(4.5, true)));
        values.put("list_empty", List.of());
        values.put("list_long", IntStream.range(0, 3000).boxed().toList());
        values.put("tuple", Tuple.of(1, Tuple.of("a", "b".getBytes()), List.of()));
        Tuple shared = Tuple.of(1, 2);
        values.put("tuple_of_one_twice", Tuple.of(shared, shared));
        values.put("tuple_empty", Tuple.of());
        Map<Object, @Nullable Object> dict = new LinkedHashMap<>();
        dict.put("a", 1);
        dict.put(2, "b");
        dict.put(ByteBuffer.wrap("c".getBytes()), null);
        dict.put(Tuple.of(1, 2), List.of(3));
        dict.put("nested", Map.of("d", Map.of()));
        values.put("dict", dict);
        Map<Object, Object> ofSets = new LinkedHashMap<>();
        ofSets.put(Set.of(1, 2), "a");
        ofSets.put(Tuple.of(3, Set.of(4)), "b");
        values.put("dict_of_sets", ofSets);
        values.put("dict_empty", Map.of());
        values.put("set", new LinkedHashSet<>(List.of(1, "a", ByteBuffer.wrap("b".getBytes()), Tuple.of(2, 3))));
        values.put("set_of_sets", Set.of(Set.of(1, 2)));
        values.put("set_empty", Set.of());
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("name", "Zoë");
        user.put("tags", Set.of("x"));
        user.put("seen", LocalDateTime.of(2024, 1, 1, 0, 0));
        values.put("nested", Map.of("users", List.of(user, user, user)));
    }

    private static void times(Map<String, Object> values) {
        LocalDateTime time = LocalDateTime.of(2024, 2, 29, 12, 34, 56);
        values.put("datetime", time.withNano(789_012_000));
        values.put("datetime_first", LocalDateTime.of(1, 1, 1, 0, 0));
        values.put("datetime_utc", time.atOffset(ZoneOffset.UTC));
        values.put("datetime_offset", OffsetDateTime.of(time, ZoneOffset.ofHoursMinutes(5, 30)));
        values.put("date", time.toLocalDate());
        values.put("time", LocalTime.of(23, 59, 59, 999_999_000));
        values.put("timedelta", Duration.ofDays(-3).plusSeconds(5).plusNanos(7_000));
        values.put("date", LocalDate.of(2024, 2, 29));
    }

    /** Whether two values are the same, arrays of bytes by what they hold. */
    static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof List<?> list && other instanceof List<?> that) {
            return list.size() == that.size()
                    && IntStream.range(0, list.size()).allMatch(i -> same(list.get(i), that.get(i)));
        }
        if (one instanceof Tuple tuple && other instanceof Tuple that) {
            return same(tuple.items(), that.items());
        }
        if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> that) {
            return new ArrayList<>(map.keySet()).equals(new ArrayList<>(that.keySet()))
                    && map.keySet().stream().allMatch(key -> same(map.get(key), that.get(key)));
        }
        return Objects.deepEquals(one, other);
    }
}
