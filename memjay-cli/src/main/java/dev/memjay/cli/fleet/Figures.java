package dev.memjay.cli.fleet;

import java.time.Duration;
import java.util.Locale;

/** Figures as people read them. */
public final class Figures {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final String[] THOUSANDS = {"", "k", "M", "G", "T", "P", "E"};

    private Figures() {}

    /** Such as {@code 64.0 MiB}. */
    public static String bytes(double bytes) {
        double shown = bytes;
        int unit = 0;
        while (shown >= 1024 && unit < BYTES.length - 1) {
            shown /= 1024;
            unit++;
        }
        return unit == 0 ? (long) shown + " B" : text("%.1f ", shown) + BYTES[unit];
    }

    /** At most five characters, such as {@code 64.0M}. */
    static String shortBytes(double bytes) {
        double shown = bytes;
        int unit = 0;
        while (shown >= 999.5 && unit < THOUSANDS.length - 1) {
            shown /= 1024;
            unit++;
        }
        String symbol = unit == 0 ? "B" : unit == 1 ? "K" : THOUSANDS[unit];
        return text(unit > 0 && shown < 99.95 ? "%.1f" : "%.0f", shown) + symbol;
    }

    /** The largest unit alone, such as {@code 3d} and {@code 12s}. */
    static String age(long seconds) {
        return duration(seconds).split(" ", 2)[0];
    }

    /** At most five characters, such as {@code 9.9k} and {@code 123M}. */
    public static String count(double count) {
        double shown = count;
        int unit = 0;
        while (shown >= 999.5 && unit < THOUSANDS.length - 1) {
            shown /= 1000;
            unit++;
        }
        String digits = unit > 0 && shown < 9.95 ? "%.1f" : "%.0f";
        return text(digits, shown) + THOUSANDS[unit];
    }

    /** A part of a whole such as {@code 93.2%}; a dash where there is no whole. */
    public static String percent(double part, double whole) {
        return whole <= 0 || Double.isNaN(part) ? "-" : text("%.1f%%", 100 * part / whole);
    }

    /** The two largest units, such as {@code 3d 4h} and {@code 12s}. */
    public static String duration(long seconds) {
        long days = seconds / 86_400;
        long hours = seconds / 3600 % 24;
        long minutes = seconds / 60 % 60;
        if (days > 0) {
            return days + "d " + hours + "h";
        }
        if (hours > 0) {
            return hours + "h " + minutes + "m";
        }
        return minutes > 0 ? minutes + "m " + seconds % 60 + "s" : seconds + "s";
    }

    /** Such as {@code 1s} and {@code 500ms}. */
    static String interval(Duration interval) {
        return interval.toMillis() % 1000 == 0 ? duration(interval.toSeconds()) : interval.toMillis() + "ms";
    }

    private static String text(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
