package dev.memjay.internal.connection.talk;

import dev.memjay.error.Printable;
import dev.memjay.model.Credentials;

/** What a server says during a login, safe to show: shortened, escaped, and without the password. */
final class ServerWords {
    /** So much of a password is a help to whoever guesses the rest. */
    private static final int TELLING = 4;

    private ServerWords() {}

    /** An excerpt of what the server said, unless that holds the password or a part of it: some servers repeat commands. */
    static String excerpt(String words, Credentials credentials) {
        return holds(words, credentials.password())
                ? "(its words are not shown, since they hold part of the password)"
                : Printable.excerpt(words);
    }

    private static boolean holds(String words, String password) {
        int length = Math.min(TELLING, password.length());
        for (int i = 0; length > 0 && i + length <= password.length(); i++) {
            if (words.contains(password.substring(i, i + length))) {
                return true;
            }
        }
        return false;
    }
}
