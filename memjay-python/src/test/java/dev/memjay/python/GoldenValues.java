package dev.memjay.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memjay.codec.Encoded;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** The golden data of values.json: what pymemcache and pylibmc stored, and which Java value each is. */
final class GoldenValues {
    /** Values that several writers stored alike. */
    record Group(String name, JsonNode described, List<String> by, Encoded stored) {
        Object value() {
            return GoldenValues.value(described);
        }

        String type() {
            return described.get("t").asText();
        }

        @Override
        public String toString() {
            return name + " by " + by.get(0) + " with flags " + stored.flags();
        }
    }

    private GoldenValues() {}

    static JsonNode file() throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenValues.class.getResourceAsStream("/vectors/values.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    static List<Group> groups() throws IOException {
        List<Group> groups = new ArrayList<>();
        for (JsonNode value : file().get("values")) {
            for (JsonNode stored : value.get("stored")) {
                if (stored.has("d")) {
                    List<String> by = new ArrayList<>();
                    stored.get("by").forEach(writer -> by.add(writer.asText()));
                    byte[] data = Base64.getDecoder().decode(stored.get("d").asText());
                    int flags = Integer.parseUnsignedInt(stored.get("f").asText());
                    groups.add(new Group(value.get("name").asText(), value.get("value"), by, Encoded.of(data, flags)));
                }
            }
        }
        return groups;
    }

    static Object value(JsonNode described) {
        Object value = inner(described);
        return value == null ? None.NONE : value;
    }

    private static Object inner(JsonNode described) {
        JsonNode v = described.get("v");
        return switch (described.get("t").asText()) {
            case "none" -> null;
            case "bool" -> v.asBoolean();
            case "int" -> PythonFlags.integer(v.asText().getBytes());
            case "float" -> number(v.asText());
            case "complex" ->
                new Complex(number(v.get(0).asText()), number(v.get(1).asText()));
            case "str" -> v.asText();
            case "bytes", "bytearray" ->
                Base64.getDecoder().decode(described.get("b64").asText());
            case "list" -> items(v);
            case "tuple" -> Tuple.of(items(v));
            case "set", "frozenset" -> new LinkedHashSet<>(items(v));
            case "dict", "ordereddict" -> dict(v);
            default -> object(described.get("repr").asText());
        };
    }

    private static double number(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    private static List<Object> items(JsonNode nodes) {
        List<Object> items = new ArrayList<>();
        nodes.forEach(node -> items.add(inner(node)));
        return items;
    }

    private static Map<Object, Object> dict(JsonNode pairs) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        for (JsonNode pair : pairs) {
            Object key = inner(pair.get(0));
            dict.put(key instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : key, inner(pair.get(1)));
        }
        return dict;
    }

    private static Object object(String repr) {
        return switch (repr) {
            case "datetime.datetime(2024, 2, 29, 12, 34, 56, 789012)" ->
                LocalDateTime.of(2024, 2, 29, 12, 34, 56, 789_012_000);
            case "datetime.datetime(2024, 2, 29, 12, 34, 56, tzinfo=datetime.timezone.utc)" ->
                OffsetDateTime.of(2024, 2, 29, 12, 34, 56, 0, ZoneOffset.UTC);
            case "datetime.date(2024, 2, 29)" -> LocalDate.of(2024, 2, 29);
            case "datetime.timedelta(days=1, seconds=2, microseconds=3)" ->
                Duration.ofDays(1).plusSeconds(2).plusNanos(3_000);
            case "Decimal('12.340')" -> new BigDecimal("12.340");
            case "UUID('12345678-1234-5678-1234-567812345678')" ->
                UUID.fromString("12345678-1234-5678-1234-567812345678");
            default -> throw new IllegalArgumentException(repr);
        };
    }

    /** Whether two values are the same, arrays of bytes by what they hold. */
    static boolean same(Object one, Object other) {
        if (one instanceof List<?> list && other instanceof List<?> that) {
            boolean same = list.size() == that.size();
            for (int i = 0; same && i < list.size(); i++) {
                same = same(list.get(i), that.get(i));
            }
            return same;
        }
        if (one instanceof Tuple tuple && other instanceof Tuple that) {
            return same(tuple.items(), that.items());
        }
        if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> that) {
            return map.keySet().equals(that.keySet())
                    && new ArrayList<Object>(map.keySet()).equals(new ArrayList<Object>(that.keySet()))
                    && map.keySet().stream().allMatch(key -> same(map.get(key), that.get(key)));
        }
        if (one instanceof Set<?>) {
            return one.equals(other);
        }
        return Objects.deepEquals(one, other);
    }
}
