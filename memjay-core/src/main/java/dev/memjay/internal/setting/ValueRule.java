package dev.memjay.internal.setting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which values a setting takes: how they are read from text, checked, and shown.
 *
 * @param bounds what would do, in words that go on after "it has to be"
 * @param parse reads a value from text; null when the text is none
 * @param allows whether a value is within the bounds
 * @param show the value as text, which {@code parse} reads again
 * @param isSecret whether no value may be told back, not even one that is refused
 * @param <T> the type of the values
 */
public record ValueRule<T>(
        String bounds,
        Function<String, @Nullable T> parse,
        Predicate<T> allows,
        Function<T, String> show,
        boolean isSecret) {
    private static final String MASK = "***";

    /** A rule for what everybody may see. */
    ValueRule(String bounds, Function<String, @Nullable T> parse, Predicate<T> allows, Function<T, String> show) {
        this(bounds, parse, allows, show, false);
    }

    /** A length of time with a bound at each end. */
    static ValueRule<Duration> duration(Duration least, Duration most) {
        return new ValueRule<>(
                DurationText.of(least) + " to " + DurationText.of(most),
                DurationText::parse,
                value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                DurationText::of);
    }

    /** A time to live, or never. */
    static ValueRule<Duration> timeToLive() {
        return new ValueRule<>(
                "longer than zero, or never",
                text -> text.equals("never") ? TimeToLive.NEVER : DurationText.parse(text),
                value -> !value.isZero() && !value.isNegative(),
                value -> value.equals(TimeToLive.NEVER) ? "never" : DurationText.of(value));
    }

    /** A whole number with a bound at each end. */
    static ValueRule<Integer> count(int least, int most) {
        return new ValueRule<>(
                least + " to " + most,
                ValueRule::parseInt,
                value -> value >= least && value <= most,
                value -> Integer.toString(value));
    }

    /** A power of two with a bound at each end. */
    static ValueRule<Integer> powerOfTwo(int least, int most) {
        return new ValueRule<>(
                "a power of two, " + least + " to " + most,
                ValueRule::parseInt,
                value -> value >= least && value <= most && Integer.bitCount(value) == 1,
                value -> Integer.toString(value));
    }

    /** A number of bytes with a bound at each end. */
    static ValueRule<Long> bytes(long least, long most) {
        return new ValueRule<>(
                least + " to " + most,
                ValueRule::parseLong,
                value -> value >= least && value <= most,
                value -> Long.toString(value));
    }

    /** True or false. */
    static ValueRule<Boolean> toggle() {
        Map<String, Boolean> names = Map.of("true", true, "false", false);
        return new ValueRule<>("true or false", names::get, value -> true, value -> Boolean.toString(value));
    }

    /** One of the constants of an enum, in lower case. */
    static <E extends Enum<E>> ValueRule<E> oneOf(Class<E> type) {
        return oneOf(
                List.of(type.getEnumConstants()), constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    /** One of several values that a name stands for; the builder may take others of their type. */
    static <T> ValueRule<T> named(List<String> names, Function<String, T> byName, Function<T, String> name) {
        return new ValueRule<>(
                alternatives(names), text -> names.contains(text) ? byName.apply(text) : null, value -> true, name);
    }

    /** One of several values; the builder may take others of their type. */
    static <T> ValueRule<T> oneOf(List<T> known, Function<T, String> name) {
        Map<String, T> byName = new LinkedHashMap<>();
        known.forEach(value -> byName.put(name.apply(value), value));
        return new ValueRule<>(alternatives(new ArrayList<>(byName.keySet())), byName::get, value -> true, name);
    }

    /** Text that a condition holds for. */
    static ValueRule<String> text(String bounds, Predicate<String> allows) {
        return new ValueRule<>(bounds, text -> text, allows, text -> text);
    }

    /** Text that nobody may see. */
    static ValueRule<String> secret() {
        return new ValueRule<>("text", text -> text, text -> true, text -> text.isEmpty() ? "" : MASK, true);
    }

    /** An object that only the builder can take. */
    static ValueRule<Object> object(String bounds) {
        return new ValueRule<>(bounds, text -> null, value -> true, Object::toString);
    }

    /** An object that only the builder can take, and whose own text nobody may see. */
    static ValueRule<Object> secretObject(String bounds) {
        return new ValueRule<>(bounds, text -> null, value -> true, value -> MASK, true);
    }

    private static String alternatives(List<String> names) {
        if (names.size() == 1) {
            return names.get(0);
        }
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private static @Nullable Integer parseInt(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Long parseLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
