package dev.memjay.model;

import java.util.Objects;

/**
 * A value together with the CAS number that the server gave it at its last change.
 *
 * @param value the value
 * @param cas the CAS number, unsigned 64 bits; pass it to {@code cas} or {@code delete} to change the item only if
 *     nobody else did since
 * @param <V> the type of the value
 */
public record Versioned<V>(V value, long cas) {
    /** Checks that there is a value. */
    public Versioned {
        Objects.requireNonNull(value, "value");
    }
}
