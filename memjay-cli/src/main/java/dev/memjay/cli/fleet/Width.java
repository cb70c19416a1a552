package dev.memjay.cli.fleet;

import dev.memjay.error.Printable;

/** How many columns of a terminal a text takes, and texts of a given width. */
final class Width {
    private Width() {}

    /** The columns of a printable text: two for most of East Asia's characters, none for marks on the one before. */
    static int of(String text) {
        return text.codePoints().map(Width::of).sum();
    }

    private static int of(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = c >= 0x1100 && c <= 0x115f
                || c >= 0x2e80 && c <= 0xa4cf
                || c >= 0xac00 && c <= 0xd7a3
                || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xfe6f
                || c >= 0xff00 && c <= 0xff60
                || c >= 0xffe0 && c <= 0xffe6
                || c >= 0x1f300 && c <= 0x1faff
                || c >= 0x20000 && c <= 0x3fffd;
        return wide ? 2 : 1;
    }

    /** The text, escaped, at the left of so many columns; what is too long is cut. */
    static String left(String text, int columns) {
        String shown = cut(text, columns);
        return shown + " ".repeat(Math.max(0, columns - of(shown)));
    }

    /** The same at the right. */
    static String right(String text, int columns) {
        String shown = cut(text, columns);
        return " ".repeat(Math.max(0, columns - of(shown))) + shown;
    }

    /** The text, escaped, in at most so many columns; two dots stand for what is cut off. */
    static String cut(String text, int columns) {
        // what does not fit is not even looked at, however long it is
        String shown = Printable.excerpt(text, Math.max(16, 2 * columns));
        if (of(shown) <= columns) {
            return shown;
        }
        String dots = columns > 4 ? ".." : "";
        StringBuilder cut = new StringBuilder();
        int room = columns - dots.length();
        for (int i = 0; i < shown.length(); ) {
            int c = shown.codePointAt(i);
            room -= of(c);
            if (room < 0) {
                break;
            }
            cut.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return cut + dots;
    }
}
