package dev.memjay.codec;

import dev.memjay.error.IllegalKeyException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one key as text, as {@link TypedKeys} says.
 *
 * <p>Why no two keys have the same text: from left to right, each part says what it is, and where it ends. A quote begins a
 * string, whose own quotes are doubled; brackets and braces are closed; a word before a parenthesis or a bracket is a
 * built-in type or a registered name if it has no dot, and a class otherwise (one without a package gets a dot in front).
 * Of the rest, 36 characters with four dashes are a UUID; what begins with a digit or a minus sign is a number, typed by its
 * last letter or its absence; a word is null, true, false, a double or float that is not a number or infinite, or,
 * with a dot, an enum's constant. A string that is the whole key needs no
 * end, and so neither a closing quote nor doubled ones. Names with other characters than Java's letters and digits,
 * which other languages allow, stand in backquotes.
 *
 * <p>Why equal keys have the same text on every machine: doubles are not written by {@code Double.toString}, which gives
 * other digits since JDK 19, but by the first of 15, 16 and 17 digits that reads back the same.
 *
 * <p>For one key and one thread.
 */
final class KeyText {
    private static final BigDecimal EXACT_AS_LONG = BigDecimal.valueOf(1L << 53);

    /** Final classes with an unambiguous {@code toString}, which has neither a comma nor a closing parenthesis. */
    private static final Set<Class<?>> PLAIN = Set.of(
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            OffsetTime.class,
            ZonedDateTime.class,
            Duration.class,
            Period.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            Currency.class);

    private static final Set<String> OTHER_NAMES = Set.of(
            "null",
            "true",
            "false",
            "ZoneId",
            "Date",
            "Locale",
            "Optional",
            "OptionalInt",
            "OptionalLong",
            "OptionalDouble",
            "Entry",
            "Object",
            "boolean",
            "byte",
            "char",
            "double",
            "float",
            "int",
            "long",
            "short");

    private final TypedKeys keys;
    private StringBuilder out = new StringBuilder();
    private int left = TypedKeys.MAX_LENGTH;
    private int depth;

    KeyText(TypedKeys keys) {
        this.keys = keys;
    }

    /** Whether a built-in type is written by this name. */
    static boolean isTaken(String name) {
        return OTHER_NAMES.contains(name)
                || PLAIN.stream().anyMatch(type -> type.getSimpleName().equals(name));
    }

    /** The full name of a class, which always has a dot. */
    static String nameOf(Class<?> type) {
        String name = type.getName();
        return quotedIfOdd(name.indexOf('.') < 0 ? "." + name : name);
    }

    private static String quotedIfOdd(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && !Character.isJavaIdentifierPart(c)) {
                return '`' + name.replace("`", "``") + '`';
            }
        }
        return name;
    }

    String of(Object key) {
        if (key instanceof String text) {
            append("'").append(text);
        } else {
            value(key);
        }
        return out.toString();
    }

    private KeyText append(String text) {
        takeRoom(text.length());
        out.append(text);
        return this;
    }

    /** Counts characters that come, before they are made. */
    private void takeRoom(int length) {
        if (length > left) {
            throw new IllegalKeyException("the text of the key is longer than " + TypedKeys.MAX_LENGTH
                    + " characters; use a key that names the value, such as its id");
        }
        left -= length;
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            append("null");
        } else if (value instanceof String text) {
            quoted(text);
        } else if (value instanceof Integer || value instanceof Boolean || value instanceof UUID) {
            append(value.toString());
        } else if (value instanceof Long) {
            append(value.toString()).append("L");
        } else if (value instanceof Short) {
            append(value.toString()).append("s");
        } else if (value instanceof Byte) {
            append(value.toString()).append("b");
        } else {
            deeper(value);
        }
    }

    private void deeper(Object value) {
        if (++depth > TypedKeys.MAX_DEPTH) {
            throw new IllegalKeyException("the key nests deeper than " + TypedKeys.MAX_DEPTH
                    + " levels, the innermost of class " + value.getClass().getName()
                    + "; use a key that names the value, such as its id");
        }
        TypedKeys.Parts parts = keys.partsOf(value.getClass());
        if (parts != null) {
            named(parts.name(), parts.of().apply(value), value);
        } else if (!isScalar(value) && !isOfParts(value)) {
            Object rest = keys.restOf(value);
            if (rest == null) {
                throw unknown(value);
            }
            named(nameOf(value.getClass()), rest, value);
        }
        depth--;
    }

    private void named(String name, @Nullable Object parts, Object value) {
        if (parts == null) {
            throw new IllegalKeyException("the function that was registered for keys of "
                    + value.getClass().getName() + " returned null; it has to return what tells two keys apart");
        }
        append(name).append("(");
        value(parts);
        append(")");
    }

    private static IllegalKeyException unknown(Object value) {
        String name = value.getClass().getName();
        String why = value instanceof Collection
                ? "it is neither a List nor a Set, so equal elements do not make it equal; copy it into one"
                : "it is not among those that TypedKeys lists; use a record, a string or a number in its place";
        return new IllegalKeyException("keys of " + name + " cannot be written as text, since the class is not known: "
                + why + ", or register a function for it with TypedKeys.with");
    }

    // ---- Scalars

    private boolean isScalar(Object value) {
        if (value instanceof Character c) {
            append("c");
            quoted(c.toString());
        } else if (value instanceof Double d) {
            append(decimal(d)).append("d");
        } else if (value instanceof Float f) {
            append(decimal(f)).append("f");
        } else if (value.getClass() == BigInteger.class) {
            append(digits((BigInteger) value).toString()).append("n");
        } else if (value.getClass() == BigDecimal.class) {
            digits(((BigDecimal) value).unscaledValue());
            append(value.toString()).append("m");
        } else if (value instanceof Enum<?> constant) {
            Class<?> type = constant.getDeclaringClass();
            String name = type.getName() + "." + constant.name();
            append(quotedIfOdd(type.getName().indexOf('.') < 0 ? "." + name : name));
        } else if (PLAIN.contains(value.getClass())) {
            wrapped(value.getClass().getSimpleName(), value.toString());
        } else if (value instanceof ZoneId zone) {
            wrapped("ZoneId", zone.getId());
        } else if (value.getClass() == Date.class) {
            wrapped("Date", Instant.ofEpochMilli(((Date) value).getTime()).toString());
        } else if (value instanceof Locale locale) {
            locale(locale);
        } else {
            return false;
        }
        return true;
    }

    private void wrapped(String name, String text) {
        append(name).append("(").append(text).append(")");
    }

    private void quoted(String text) {
        takeRoom(text.length() + 2);
        out.append('\'');
        int from = 0;
        for (int quote = text.indexOf('\''); quote >= 0; quote = text.indexOf('\'', from)) {
            out.append(text, from, quote + 1);
            append("'");
            from = quote + 1;
        }
        out.append(text, from, text.length()).append('\'');
    }

    /** Refuses what is too long before it is turned into decimal digits, which takes time by the square of the length. */
    private BigInteger digits(BigInteger number) {
        // a decimal digit has more than three bits
        if (number.bitLength() / 4 > left) {
            throw new IllegalKeyException("the number of " + number.bitLength() + " bits is too long for a key of "
                    + TypedKeys.MAX_LENGTH + " characters; use a key that names the value, such as its id");
        }
        return number;
    }

    private static String decimal(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        for (int digits = 15; digits < 17; digits++) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return decimal(rounded, isNegativeZero(value));
            }
        }
        return decimal(new BigDecimal(value).round(new MathContext(17, RoundingMode.HALF_EVEN)), false);
    }

    private static String decimal(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            return Float.toString(value);
        }
        for (int digits = 6; digits < 9; digits++) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.floatValue() == value) {
                return decimal(rounded, isNegativeZero(value));
            }
        }
        return decimal(new BigDecimal(value).round(new MathContext(9, RoundingMode.HALF_EVEN)), false);
    }

    private static boolean isNegativeZero(double value) {
        return value == 0 && Math.copySign(1, value) < 0;
    }

    private static String decimal(BigDecimal value, boolean isNegativeZero) {
        if (isNegativeZero) {
            return "-0";
        }
        BigDecimal stripped = value.stripTrailingZeros();
        boolean isWhole = stripped.scale() < 0 && stripped.abs().compareTo(EXACT_AS_LONG) < 0;
        return isWhole ? stripped.toPlainString() : stripped.toString();
    }

    private void locale(Locale locale) {
        String language = locale.getLanguage();
        String country = locale.getCountry();
        boolean isPlain = locale.getScript().isEmpty()
                && locale.getVariant().isEmpty()
                && !locale.hasExtensions()
                && isWord(language)
                && isWord(country);
        if (isPlain) {
            wrapped("Locale", country.isEmpty() ? language : language + "_" + country);
            return;
        }
        append("Locale(");
        list(List.of(language, locale.getScript(), country, locale.getVariant()));
        for (Character key : locale.getExtensionKeys()) {
            append(",").append(key.toString()).append("=");
            quoted(String.valueOf(locale.getExtension(key)));
        }
        append(")");
    }

    private static boolean isWord(String text) {
        return text.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
    }

    // ---- Keys of several parts

    private boolean isOfParts(Object value) {
        if (value instanceof Record record) {
            append(nameOf(record.getClass())).append("(");
            list(RecordParts.of(record));
            append(")");
        } else if (value instanceof List<?> list) {
            append("[");
            list(list);
            append("]");
        } else if (value instanceof Set<?> set) {
            append("{");
            sorted(set, false);
            append("}");
        } else if (value instanceof Map<?, ?> map) {
            append("{=");
            sorted(map.entrySet(), true);
            append("}");
        } else if (value instanceof Map.Entry<?, ?> entry) {
            append("Entry(");
            value(entry.getKey());
            append(",");
            value(entry.getValue());
            append(")");
        } else if (value instanceof Optional<?> optional) {
            optional("Optional", optional.orElse(null));
        } else if (value instanceof OptionalInt optional) {
            optional("OptionalInt", optional.isPresent() ? optional.getAsInt() : null);
        } else if (value instanceof OptionalLong optional) {
            optional("OptionalLong", optional.isPresent() ? optional.getAsLong() : null);
        } else if (value instanceof OptionalDouble optional) {
            optional("OptionalDouble", optional.isPresent() ? optional.getAsDouble() : null);
        } else {
            return isArray(value);
        }
        return true;
    }

    private void optional(String name, @Nullable Object content) {
        append(name).append("(");
        if (content != null) {
            value(content);
        }
        append(")");
    }

    private void list(Iterable<? extends @Nullable Object> values) {
        String before = "";
        for (Object value : values) {
            append(before);
            value(value);
            before = ",";
        }
    }

    /** Elements of a set, or entries of a map, in the order of their text. */
    private void sorted(Collection<?> elements, boolean isMap) {
        StringBuilder whole = out;
        List<String> texts = new ArrayList<>();
        for (Object element : elements) {
            out = new StringBuilder();
            if (isMap && element instanceof Map.Entry<?, ?> entry) {
                value(entry.getKey());
                append("=");
                value(entry.getValue());
            } else {
                value(element);
            }
            takeRoom(1);
            texts.add(out.toString());
        }
        texts.sort(null);
        out = whole.append(String.join(",", texts));
    }

    private boolean isArray(Object value) {
        if (value instanceof Object[] array) {
            append("Object[");
            list(Arrays.asList(array));
        } else if (value instanceof byte[] bytes) {
            append("byte[");
            takeRoom(bytes.length);
            takeRoom(bytes.length);
            out.append(HexFormat.of().formatHex(bytes));
        } else if (value instanceof int[] ints) {
            elements("int", ints.length, i -> Integer.toString(ints[i]));
        } else if (value instanceof long[] longs) {
            elements("long", longs.length, i -> Long.toString(longs[i]));
        } else if (value instanceof short[] shorts) {
            elements("short", shorts.length, i -> Short.toString(shorts[i]));
        } else if (value instanceof char[] chars) {
            append("char[");
            quoted(new String(chars));
        } else if (value instanceof double[] doubles) {
            elements("double", doubles.length, i -> decimal(doubles[i]));
        } else if (value instanceof float[] floats) {
            elements("float", floats.length, i -> decimal(floats[i]));
        } else if (value instanceof boolean[] booleans) {
            elements("boolean", booleans.length, i -> Boolean.toString(booleans[i]));
        } else {
            return false;
        }
        append("]");
        return true;
    }

    private interface Element {
        String at(int index);
    }

    private void elements(String name, int length, Element element) {
        append(name).append("[");
        for (int i = 0; i < length; i++) {
            append(i == 0 ? "" : ",").append(element.at(i));
        }
    }
}
