package dev.memjay.model;

import java.util.Objects;

/** A user name and a password. Immutable; its text does not show the password. */
public final class Credentials {
    private final String user;
    private final String password;

    private Credentials(String user, String password) {
        this.user = user;
        this.password = password;
    }

    /**
     * A user name and a password.
     *
     * @param user the name, not empty
     * @param password the password
     */
    public static Credentials of(String user, String password) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (user.isEmpty()) {
            throw new IllegalArgumentException("user is empty; give a name");
        }
        return new Credentials(user, password);
    }

    /** The user's name. */
    public String user() {
        return user;
    }

    /** The password. */
    public String password() {
        return password;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credentials that && user.equals(that.user) && password.equals(that.password);
    }

    @Override
    public int hashCode() {
        return user.hashCode() * 31 + password.hashCode();
    }

    /** The user name, with {@code ***} for the password. */
    @Override
    public String toString() {
        return user + ":***";
    }
}
