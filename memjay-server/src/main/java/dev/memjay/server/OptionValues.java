package dev.memjay.server;

import java.util.Locale;

/** Reads the values of options; a bad one is refused with a message for the user. */
final class OptionValues {
    static final int MEBI = 1 << 20;

    private static final int MIN_ITEM = 1024;
    private static final int MAX_ITEM = 1024 * MEBI;

    private OptionValues() {}

    static int number(String name, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number: " + value, e);
        }
        throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
    }

    static int octal(String value) {
        try {
            return Integer.parseInt(value, 8);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the mode of the UNIX socket must be octal: " + value, e);
        }
    }

    static int itemSize(String value) {
        String digits = value.strip();
        long unit = 1;
        if (digits.toLowerCase(Locale.ROOT).endsWith("k")) {
            unit = 1024;
        } else if (digits.toLowerCase(Locale.ROOT).endsWith("m")) {
            unit = MEBI;
        }
        if (unit > 1) {
            digits = digits.substring(0, digits.length() - 1);
        }
        long size = number("item size", digits, 1, Integer.MAX_VALUE) * unit;
        if (size < MIN_ITEM) {
            throw new IllegalArgumentException("Item max size cannot be less than 1024 bytes.");
        }
        if (size > MAX_ITEM) {
            throw new IllegalArgumentException("Cannot set item size limit higher than a gigabyte.");
        }
        return (int) size;
    }

    static MemcachedServerBuilder.Protocol protocol(String value) {
        return switch (value) {
            case "auto" -> MemcachedServerBuilder.Protocol.AUTO;
            case "ascii" -> MemcachedServerBuilder.Protocol.ASCII;
            case "binary" -> MemcachedServerBuilder.Protocol.BINARY;
            default ->
                throw new IllegalArgumentException(
                        "Invalid value for binding protocol: " + value + " -- should be one of auto, binary, or ascii");
        };
    }

    static void factor(String value) {
        try {
            if (Double.parseDouble(value) > 1) {
                return;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Factor must be a number: " + value, e);
        }
        throw new IllegalArgumentException("Factor must be greater than 1");
    }
}
