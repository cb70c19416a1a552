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

    /** Takes the users of a file, a line for each. */
    void read(String name, String file, boolean required) {
        try {
            for (String line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    add(line, name + " " + file);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the " + name + " " + file + ": " + e.getMessage(), e);
        }
        if (required && users.isEmpty()) {
            throw new IllegalArgumentException("no user in the " + name + " " + file);
        }
    }

    /** Takes one user. */
    void add(String line, String where) {
        String[] parts = line.split(":", -1);
        if (parts.length < 2 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("a user must be given as name:password in " + where);
        }
        users.put(parts[0], parts[1]);
    }

    /** Tells the builder, unless protocol or UDP do not go with a login. */
    void finish(MemcachedServerBuilder builder, @Nullable Protocol given, boolean udp) {
        String file = System.getenv(SASL_PASSWORDS);
        if (nobody() && file != null) {
            read("SASL password file", file, false);
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
