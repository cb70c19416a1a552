package dev.memjay.error;

/**
 * Makes text that came from outside safe to show: in a message, a line of a log, or on a terminal.
 *
 * <p>A server's words, a name out of a DNS record or a class name out of a stored item can hold anything: line feeds that
 * forge a line of a log, escape sequences that a terminal obeys, controls that turn the direction of writing around, or
 * 65 KB of whatever. Here each such character becomes its escape, such as {@code \u001b}, and the text is cut. Use it
 * in your own codecs and discoveries for whatever they quote.
 *
 * <p>Escaped are control characters (C0, DEL and C1, so also U+009B, which begins an escape sequence by itself), line and
 * paragraph separators, format characters (direction of writing, zero width, tags), and halves of surrogate pairs. All
 * else, letters of any script among it, stays as it is.
 */
public final class Printable {
    /** Characters of an excerpt, escapes included: enough for an error of memcached, or a dozen names. */
    public static final int MAX_EXCERPT = 200;

    private Printable() {}

    /** The text with its escapes, cut after {@link #MAX_EXCERPT} characters; what was cut ends in {@code ...}. */
    public static String excerpt(String text) {
        return excerpt(text, MAX_EXCERPT);
    }

    /**
     * The text with its escapes, cut after so many characters; what was cut ends in {@code ...}.
     *
     * @param maxLength of the result without the dots
     */
    public static String excerpt(String text, int maxLength) {
        if (text.length() <= maxLength && isPrintable(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(Math.min(text.length(), maxLength) + 3);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int before = shown.length();
            append(shown, c);
            if (shown.length() > maxLength) {
                shown.setLength(before);
                return shown.append("...").toString();
            }
            i += Character.charCount(c);
        }
        return shown.toString();
    }

    /** The whole text with its escapes. */
    public static String escaped(String text) {
        return isPrintable(text) ? text : excerpt(text, Integer.MAX_VALUE - 3);
    }

    /** Whether nothing in the text has to be escaped. */
    public static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!isPrintable(c)) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    private static boolean isPrintable(int c) {
        if (c < 127) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static void append(StringBuilder shown, int c) {
        if (isPrintable(c)) {
            shown.appendCodePoint(c);
            return;
        }
        for (char half : Character.toChars(c)) {
            shown.append("\\u").append(Integer.toHexString(0x10000 | half), 1, 5);
        }
    }
}
