package dev.memjay.internal.setting;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of time as settings spell them: a whole number with its unit, such as {@code 50ms}. */
public final class DurationText {
    private record Unit(String symbol, Duration length) {}

    /** From the longest to the shortest, since a duration is shown in the longest that divides it. */
    private static final List<Unit> UNITS = List.of(
            new Unit("d", Duration.ofDays(1)),
            new Unit("h", Duration.ofHours(1)),
            new Unit("m", Duration.ofMinutes(1)),
            new Unit("s", Duration.ofSeconds(1)),
            new Unit("ms", Duration.ofMillis(1)),
            new Unit("us", Duration.ofNanos(1_000)),
            new Unit("ns", Duration.ofNanos(1)));

    /** Ten digits keep every unit within what a Duration holds. */
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,10})(d|h|m|s|ms|us|ns)");

    /** Beyond it nanoseconds overflow a long. */
    private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);

    private DurationText() {}

    /** The duration that the text spells, or null if it spells none. */
    static @Nullable Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        for (Unit unit : UNITS) {
            if (unit.symbol().equals(matcher.group(2))) {
                return unit.length().multipliedBy(number);
            }
        }
        return null;
    }

    /** The duration as text, in the longest unit that divides it. */
    static String of(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.abs().compareTo(MAX) > 0) {
            return duration.toString();
        }
        for (Unit unit : UNITS) {
            long count = duration.dividedBy(unit.length());
            if (unit.length().multipliedBy(count).equals(duration)) {
                return count + unit.symbol();
            }
        }
        throw new IllegalStateException("every duration is a number of nanoseconds");
    }
}
