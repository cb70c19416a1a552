package dev.memjay.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one node, by name, as the server wrote them, with getters that read them as numbers.
 *
 * <p>Immutable. A statistic that is not there, or does not read as what is asked, is an empty Optional: servers add and
 * drop names between versions.
 */
public final class Stats {
    private final Map<String, String> values;

    private Stats(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Statistics from names and values.
     *
     * @param values the statistics in the server's order; copied
     */
    public static Stats of(Map<String, String> values) {
        return new Stats(Collections.unmodifiableMap(new LinkedHashMap<>(Objects.requireNonNull(values, "values"))));
    }

    /** All statistics as text, in the server's order, unmodifiable. */
    public Map<String, String> asMap() {
        return values;
    }

    /**
     * A statistic as text.
     *
     * @param name the server's name for it, such as {@code version}
     */
    public Optional<String> text(String name) {
        return Optional.ofNullable(find(name));
    }

    /**
     * A statistic as an integer, such as {@code curr_items}; unsigned 64 bits, above 2^63-1 as a negative long.
     *
     * @param name the server's name for it
     */
    public OptionalLong number(String name) {
        String text = find(name);
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * A statistic as a decimal fraction, such as {@code growth_factor}.
     *
     * @param name the server's name for it
     */
    public OptionalDouble fraction(String name) {
        String text = find(name);
        try {
            return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /**
     * A statistic as a switch, such as {@code cas_enabled}: {@code 1}, {@code yes}, {@code on} and {@code true} are true;
     * {@code 0}, {@code no}, {@code off} and {@code false} are false.
     *
     * @param name the server's name for it
     */
    public Optional<Boolean> flag(String name) {
        String text = find(name);
        return text == null
                ? Optional.empty()
                : switch (text.toLowerCase(Locale.ROOT)) {
                    case "1", "yes", "on", "true" -> Optional.of(true);
                    case "0", "no", "off", "false" -> Optional.of(false);
                    default -> Optional.empty();
                };
    }

    /**
     * A statistic in seconds, such as {@code uptime}, {@code rusage_user} (with a fraction after a dot or a colon).
     *
     * @param name the server's name for it
     */
    public Optional<Duration> seconds(String name) {
        String text = find(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            double seconds = Double.parseDouble(text.replace(':', '.'));
            return Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private @Nullable String find(String name) {
        return values.get(Objects.requireNonNull(name, "name"));
    }

    private static long parseLong(String text) {
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stats that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Stats" + values;
    }
}
