package dev.memjay.server;

import java.util.Map;

/** Cuts a command line into options as getopt does: letters joined or apart, long names with a blank or an equals sign. */
final class OptionScanner {
    /** Takes one option. */
    interface Sink {
        /** The option's letter, whether it was given as the letter or by its long name, and its value or nothing. */
        void take(char option, boolean asLetter, String value);
    }

    private final Map<String, Character> longNames;
    private final String withValue;
    private final String alone;

    /** An option that names no letter of either kind is refused. */
    OptionScanner(Map<String, Character> longNames, String withValue, String alone) {
        this.longNames = longNames;
        this.withValue = withValue;
        this.alone = alone;
    }

    /** Gives each option with its value, which is empty for an option without one. */
    void scan(String[] words, Sink sink) {
        int at = 0;
        while (at < words.length) {
            String word = words[at++];
            if (word.startsWith("--")) {
                at = scanLong(words, at, word, sink);
            } else if (word.startsWith("-") && word.length() > 1) {
                at = scanLetters(words, at, word, sink);
            } else {
                throw new IllegalArgumentException("unexpected argument: "
                        + (mayHoldPassword(word) ? "(not shown, since it may hold a password)" : word));
            }
        }
    }

    private int scanLong(String[] words, int next, String word, Sink sink) {
        int equals = word.indexOf('=');
        String option = equals < 0 ? word : word.substring(0, equals); // what stands behind it may be a password
        Character letter = longNames.get(option.substring(2));
        if (letter == null) {
            throw new IllegalArgumentException(
                    "unknown option: " + (mayHoldPassword(option) ? option.substring(0, option.indexOf(':')) : option));
        }
        if (alone.indexOf(letter) >= 0) {
            if (equals >= 0) {
                throw new IllegalArgumentException("option takes no value: " + option);
            }
            sink.take(letter, false, "");
            return next;
        }
        if (equals >= 0) {
            sink.take(letter, false, word.substring(equals + 1));
            return next;
        }
        sink.take(letter, false, value(words, next, word));
        return next + 1;
    }

    private int scanLetters(String[] words, int next, String word, Sink sink) {
        for (int i = 1; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (alone.indexOf(letter) >= 0) {
                sink.take(letter, true, "");
            } else if (withValue.indexOf(letter) < 0) {
                throw new IllegalArgumentException("unknown option: -" + letter);
            } else if (i + 1 < word.length()) {
                sink.take(letter, true, word.substring(i + 1));
                return next;
            } else {
                sink.take(letter, true, value(words, next, "-" + letter));
                return next + 1;
            }
        }
        return next;
    }

    /** Users are given as NAME:PASSWORD. */
    private static boolean mayHoldPassword(String word) {
        return word.indexOf(':') >= 0;
    }

    private static String value(String[] words, int at, String option) {
        if (at == words.length) {
            throw new IllegalArgumentException("option needs a value: " + option);
        }
        return words[at];
    }
}
