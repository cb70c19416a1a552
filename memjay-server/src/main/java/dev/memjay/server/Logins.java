package dev.memjay.server;

import dev.memjay.server.MemcachedServerBuilder.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users that the options name, for SASL or for a login by set. */
final class Logins {
    /** Memcached's environment variable for the file of its users. */
    private static final String SASL_PASSWORDS = "MEMCACHED_SASL_PWDB";

    private final Map<String, String> users = new HashMap<>();
    private boolean sasl;

    /** Asks for SASL. */
    void withSasl() {
        sasl = true;
    }

    /** Whether SASL is asked for, but there is no user. */
    boolean nobody() {
        return sasl && users.isEmpty();
    }

    /** Takes the users of a file of memcached's {@code -Y}, a line for each. */
    void read(String name, String file) {
        read(name, file, false);
        if (users.isEmpty()) {
            throw new IllegalArgumentException("no user in the " + name + " " + file);
        }
    }

    /**
     * Takes the users of a file, a line for each.
     *
     * @param hasMore whether a second colon ends the password, as in memcached's file for SASL
     */
    private void read(String name, String file, boolean hasMore) {
        try {
            for (String line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    add(hasMore ? withoutMore(line) : line, name + " " + file);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the " + name + " " + file + ": " + e.getMessage(), e);
        }
    }

    private static String withoutMore(String line) {
        int second = line.indexOf(':', line.indexOf(':') + 1);
        return second < 0 ? line : line.substring(0, second);
    }

    /** Takes one user; all behind the first colon is the password, as memcached's {@code -Y} has it. */
    void add(String line, String where) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("a user must be given as name:password in " + where);
        }
        users.put(line.substring(0, colon), line.substring(colon + 1));
    }

    /** Tells the builder, unless protocol or UDP do not go with a login. */
    void finish(MemcachedServerBuilder builder, @Nullable Protocol given, boolean udp) {
        String file = System.getenv(SASL_PASSWORDS);
        if (nobody() && file != null) {
            read("SASL password file", file, true);
        }
        if ((sasl || !users.isEmpty()) && udp) {
            throw new IllegalArgumentException("Cannot enable UDP while using a login.");
        }
        if (sasl && given != null && given != Protocol.BINARY) {
            throw new IllegalArgumentException("You cannot allow the ASCII protocol while using SASL.");
        }
        if (!sasl && !users.isEmpty() && given != null && given != Protocol.ASCII) {
            throw new IllegalArgumentException(
                    "You cannot allow the BINARY protocol while using ascii authentication tokens.");
        }
        if (sasl) {
            builder.saslLogin();
        }
        users.forEach((name, password) -> {
            if (sasl) {
                builder.saslUser(name, password);
            } else {
                builder.asciiUser(name, password);
            }
        });
    }
}
