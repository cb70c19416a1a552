package dev.memjay.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types that a pickle may name: the whole list, with what they make of their arguments in Java. */
enum PythonType {
    COMPLEX,
    BYTES,
    BYTEARRAY,
    CODECS_ENCODE,
    LIST,
    SET,
    FROZENSET,
    DICT,
    OBJECT,
    RECONSTRUCTOR,
    DATETIME,
    DATE,
    TIME,
    TIMEDELTA,
    TIMEZONE,
    DECIMAL,
    UUID;

    /** Python's own bound on the digits of a number. */
    private static final int MAX_DIGITS = 4_300;

    private static final Map<String, PythonType> BY_NAME = Map.ofEntries(
            Map.entry("builtins.complex", COMPLEX),
            Map.entry("builtins.bytes", BYTES),
            Map.entry("builtins.bytearray", BYTEARRAY),
            Map.entry("builtins.list", LIST),
            Map.entry("builtins.set", SET),
            Map.entry("builtins.frozenset", FROZENSET),
            Map.entry("builtins.dict", DICT),
            Map.entry("builtins.object", OBJECT),
            Map.entry("_codecs.encode", CODECS_ENCODE),
            Map.entry("copyreg._reconstructor", RECONSTRUCTOR),
            Map.entry("collections.OrderedDict", DICT),
            Map.entry("datetime.datetime", DATETIME),
            Map.entry("datetime.date", DATE),
            Map.entry("datetime.time", TIME),
            Map.entry("datetime.timedelta", TIMEDELTA),
            Map.entry("datetime.timezone", TIMEZONE),
            Map.entry("decimal.Decimal", DECIMAL),
            Map.entry("uuid.UUID", UUID));

    /** The type of a name, Python 2's modules included; null when it is not on the list. */
    static @Nullable PythonType named(String module, String name) {
        String today = switch (module) {
            case "__builtin__" -> "builtins";
            case "copy_reg" -> "copyreg";
            default -> module;
        };
        return BY_NAME.get(today + "." + name);
    }

    /**
     * What a call of the type gives; throws any RuntimeException where Python would have raised an error.
     *
     * @param keys hashes what has to be hashed
     * @param budget counts what is copied: a call of a few bytes may be given as much as the pickle is long
     */
    Object make(List<@Nullable Object> arguments, PickleKeys keys, PickleBudget budget) {
        return switch (this) {
            case COMPLEX -> new Complex(number(arguments, 0), number(arguments, 1));
            case BYTES, BYTEARRAY, CODECS_ENCODE -> arguments.isEmpty() ? new byte[0] : bytes(arguments, budget);
            case LIST -> list(arguments, budget);
            case SET -> set(arguments, keys);
            case FROZENSET -> keys.frozenset(arguments.isEmpty() ? List.of() : items(arguments));
            case DICT -> dict(arguments, keys);
            case RECONSTRUCTOR -> reconstructed(arguments);
            case DATETIME -> dateTime(arguments, budget);
            case DATE -> date(arguments, budget);
            case TIME -> time(arguments, budget);
            case TIMEDELTA ->
                Duration.ofDays(integer(arguments, 0))
                        .plusSeconds(integer(arguments, 1))
                        .plusNanos(Math.multiplyExact(integer(arguments, 2), 1_000L));
            case TIMEZONE -> ZoneOffset.ofTotalSeconds(Math.toIntExact(((Duration) arguments.get(0)).toSeconds()));
            case DECIMAL -> decimal((String) arguments.get(0), budget);
            case UUID -> arguments.isEmpty() ? new PickleReader.UnfinishedUuid() : uuid((String) arguments.get(0));
            case OBJECT -> throw PickleReader.refused("a bare object");
        };
    }

    private static long integer(List<@Nullable Object> arguments, int index) {
        if (index >= arguments.size()) {
            return 0;
        }
        Object argument = arguments.get(index);
        return argument instanceof BigInteger big ? big.longValueExact() : ((Number) argument).longValue();
    }

    private static double number(List<@Nullable Object> arguments, int index) {
        return index < arguments.size() ? ((Number) arguments.get(index)).doubleValue() : 0;
    }

    /** Bytes out of themselves, of text in Latin 1, or of a list of numbers. */
    private static byte[] bytes(List<@Nullable Object> arguments, PickleBudget budget) {
        Object first = arguments.get(0);
        if (first instanceof byte[] bytes) {
            return bytes;
        }
        if (first instanceof String text) {
            budget.spend(text.length());
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) > 0xff) {
                    throw new IllegalArgumentException();
                }
            }
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        List<?> numbers = (List<?>) first;
        budget.spend((long) numbers.size() * PickleBudget.REFERENCE);
        byte[] bytes = new byte[numbers.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = ((Integer) numbers.get(i)).byteValue();
        }
        return bytes;
    }

    private static Collection<?> items(List<@Nullable Object> arguments) {
        Object first = arguments.get(0);
        return first instanceof Tuple tuple ? tuple.items() : (Collection<?>) first;
    }

    private static List<@Nullable Object> list(List<@Nullable Object> arguments, PickleBudget budget) {
        Collection<?> items = arguments.isEmpty() ? List.of() : items(arguments);
        budget.spend((long) items.size() * PickleBudget.REFERENCE);
        return new ArrayList<>(items);
    }

    private static Set<Object> set(List<@Nullable Object> arguments, PickleKeys keys) {
        Set<Object> set = new LinkedHashSet<>();
        if (!arguments.isEmpty()) {
            items(arguments).forEach(item -> keys.add(set, item));
        }
        return set;
    }

    /** An ordered dict by the pairs that its oldest pickles give. */
    private static Map<Object, @Nullable Object> dict(List<@Nullable Object> arguments, PickleKeys keys) {
        Map<Object, @Nullable Object> dict = new LinkedHashMap<>();
        if (!arguments.isEmpty()) {
            for (Object pair : items(arguments)) {
                List<?> both = pair instanceof Tuple tuple ? tuple.items() : (List<?>) pair;
                keys.put(dict, both.get(0), both.get(1));
            }
        }
        return dict;
    }

    /** How protocols 0 and 1 make objects; of the types of the list only UUID needs it. */
    private static Object reconstructed(List<@Nullable Object> arguments) {
        if (arguments.get(0) == UUID && arguments.get(1) == OBJECT) {
            return new PickleReader.UnfinishedUuid();
        }
        throw PickleReader.refused("a reconstructed object");
    }

    /** Ten bytes: two of the year, month, day, hour, minute, second, three of the microsecond; or these as numbers. */
    private static Object dateTime(List<@Nullable Object> arguments, PickleBudget budget) {
        if (arguments.get(0) instanceof Integer) {
            LocalDateTime local = LocalDateTime.of(plainDate(arguments), plainTime(arguments, 3));
            return arguments.size() > 7 && arguments.get(7) instanceof ZoneOffset offset
                    ? local.atOffset(offset)
                    : local;
        }
        byte[] state = state(arguments, 10, budget);
        LocalDateTime local = LocalDateTime.of(
                (state[0] & 0xff) << 8 | state[1] & 0xff,
                state[2] & 0x7f,
                state[3],
                state[4],
                state[5],
                state[6],
                micros(state, 7) * 1_000);
        return arguments.size() > 1 ? OffsetDateTime.of(local, (ZoneOffset) arguments.get(1)) : local;
    }

    private static Object time(List<@Nullable Object> arguments, PickleBudget budget) {
        if (arguments.isEmpty() || arguments.get(0) instanceof Integer) {
            LocalTime local = plainTime(arguments, 0);
            return arguments.size() > 4 && arguments.get(4) instanceof ZoneOffset offset
                    ? local.atOffset(offset)
                    : local;
        }
        byte[] state = state(arguments, 6, budget);
        LocalTime local = LocalTime.of(state[0] & 0x7f, state[1], state[2], micros(state, 3) * 1_000);
        return arguments.size() > 1 ? OffsetTime.of(local, (ZoneOffset) arguments.get(1)) : local;
    }

    private static LocalDate date(List<@Nullable Object> arguments, PickleBudget budget) {
        if (arguments.get(0) instanceof Integer) {
            return plainDate(arguments);
        }
        byte[] state = state(arguments, 4, budget);
        return LocalDate.of((state[0] & 0xff) << 8 | state[1] & 0xff, state[2], state[3]);
    }

    private static LocalDate plainDate(List<@Nullable Object> arguments) {
        return LocalDate.of(
                Math.toIntExact(integer(arguments, 0)),
                Math.toIntExact(integer(arguments, 1)),
                Math.toIntExact(integer(arguments, 2)));
    }

    private static LocalTime plainTime(List<@Nullable Object> arguments, int start) {
        return LocalTime.of(
                Math.toIntExact(integer(arguments, start)),
                Math.toIntExact(integer(arguments, start + 1)),
                Math.toIntExact(integer(arguments, start + 2)),
                Math.multiplyExact(Math.toIntExact(integer(arguments, start + 3)), 1_000));
    }

    private static int micros(byte[] state, int start) {
        return (state[start] & 0xff) << 16 | (state[start + 1] & 0xff) << 8 | state[start + 2] & 0xff;
    }

    /** The bytes that pickles of Python's own have for dates and times. */
    private static byte[] state(List<@Nullable Object> arguments, int length, PickleBudget budget) {
        byte[] state = bytes(arguments, budget);
        if (state.length != length) {
            throw new IllegalArgumentException();
        }
        return state;
    }

    private static java.util.UUID uuid(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException();
        }
        return java.util.UUID.fromString(text);
    }

    private static BigDecimal decimal(String text, PickleBudget budget) {
        if (text.length() > MAX_DIGITS) {
            throw new IllegalArgumentException();
        }
        budget.spendOnDigits(text.length());
        return new BigDecimal(text);
    }
}
