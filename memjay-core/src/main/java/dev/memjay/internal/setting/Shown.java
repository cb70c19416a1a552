package dev.memjay.internal.setting;

import dev.memjay.error.Printable;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of a text that somebody configured, where it is refused.
 *
 * <p>The parts of a URI with a slip in it are not where they belong: a password with a {@code /} that was not encoded is a
 * port and a prefix to the parser. So it is not asked which part a text is of, but whether there could be a login in it:
 * where there is an {@code @}, or an encoded one, nothing is shown. Behind a host's colon, where the password would stand
 * if the host was forgotten, only numbers as short as a port are.
 */
final class Shown {
    static final String WHERE_A_LOGIN_GOES =
            "user and password go into a URI, as memcached://user:password@host with %2F"
                    + " for '/', %3F for '?', %23 for '#' and %40 for '@', or to the builder's user() and password()";

    private static final String HIDDEN = "(not shown, since it may hold a password)";
    private static final String MASK = "***";
    private static final int MAX_SETTING = 24;
    /** Those of the largest port. */
    private static final int MAX_DIGITS = 5;

    private Shown() {}

    /** Whether a login could be part of a text. */
    static boolean mayHoldLogin(String text) {
        return text.indexOf('@') >= 0 || text.indexOf('%') >= 0;
    }

    /** Whether a text is the path of a UNIX socket in which an {@code @} is only one. */
    static boolean isPathWithoutLogin(String text) {
        String path = text.startsWith("unix:/") ? text.substring("unix:".length()) : text;
        int colon = path.indexOf(':');
        return path.startsWith("/") && (colon < 0 || path.indexOf('@', colon) < 0);
    }

    /** Whether a text may be the name of a setting with a slip in it, and nothing that belongs to a password's. */
    static boolean mayBeSetting(String name) {
        return name.length() <= MAX_SETTING
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
                && !name.toLowerCase(Locale.ROOT).contains("passw");
    }

    /**
     * The known name that a misspelt one most likely means, or null: the one with the fewest changes of a character, at
     * most every third.
     */
    static @Nullable String closest(String name, List<String> known) {
        String closest = null;
        int fewest = name.length() / 3 + 1;
        for (String each : known) {
            int changes = changes(name.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
            if (changes < fewest) {
                closest = each;
                fewest = changes;
            }
        }
        return closest;
    }

    /** Levenshtein's distance: insertions, removals and replacements that make one text of another. */
    private static int changes(String from, String to) {
        int[] row = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    /** A text in quotes, short and printable, or words that stand for it. */
    static String text(String text) {
        return mayHoldLogin(text) ? HIDDEN : "'" + Printable.excerpt(text) + "'";
    }

    /** A server in quotes: of what stands behind its host only what may be a port or a weight. */
    static String server(String server) {
        boolean isPath = server.startsWith("/") || server.startsWith("unix:/");
        int colon = server.startsWith("[") ? server.indexOf(':', server.indexOf(']') + 1) : server.indexOf(':');
        if (mayHoldLogin(server) || isPath || colon < 0 || ServerText.looksLikeV6(server)) {
            return text(server);
        }
        if (server.startsWith(ServerText.UDP)) {
            String address = server(server.substring(ServerText.UDP.length()));
            return "'" + ServerText.UDP + address.substring(1);
        }
        StringBuilder shown = new StringBuilder(server.substring(0, colon));
        for (String part : server.substring(colon + 1).split(":", -1)) {
            shown.append(':').append(isShortNumber(part) ? part : MASK);
        }
        return text(shown.toString());
    }

    private static boolean isShortNumber(String text) {
        return text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
