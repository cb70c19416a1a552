package dev.memjay.cli.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads lengths of time: a whole number with its unit, such as {@code 500ms}; without one it is seconds. */
public final class DurationConverter implements ITypeConverter<Duration> {
    /** Nine digits keep every unit within what a Duration holds. */
    private static final int MAX_DIGITS = 9;

    @Override
    public Duration convert(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MAX_DIGITS) {
            throw refusal(text);
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(number);
            case "s", "" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw refusal(text);
        };
    }

    private static TypeConversionException refusal(String text) {
        return new TypeConversionException("'" + text + "' is not a duration; write it as 500ms, 2s, 10m, 1h or 30d");
    }
}
