package dev.memjay.combine;

import dev.memjay.Keyspace;
import java.util.List;

/**
 * Keyspaces in a row as one: a new cache before the old one, say, or a small one before a large one.
 *
 * <p>Reads ask the first; what it does not have, or what fails there, is asked of the next, for many keys at once only
 * those. Where the last one fails too, its error is thrown. Nothing is copied from one to another. All writes go to the
 * first alone. So do {@code gets}, {@code gats} and {@code getsAll}, since a CAS number means nothing elsewhere, and
 * loading.
 *
 * <p>The asynchronous and noreply faces and all views do the same. Time limits are those of each keyspace: a call that
 * goes through several takes as long as all of them at most.
 */
public final class Fallback {
    private Fallback() {}

    /**
     * Two keyspaces in a row.
     *
     * @param first is written to, and asked first
     * @param second is asked for what the first does not have
     */
    public static <K, V> Keyspace<K, V> of(Keyspace<K, V> first, Keyspace<K, V> second) {
        return of(List.of(first, second));
    }

    /**
     * Keyspaces in a row.
     *
     * @param keyspaces in the order to ask, at least one; the first is written to
     * @throws IllegalArgumentException if there is none
     */
    public static <K, V> Keyspace<K, V> of(List<? extends Keyspace<K, V>> keyspaces) {
        if (keyspaces.isEmpty()) {
            throw new IllegalArgumentException("keyspaces is empty; give at least one");
        }
        return new RelayedKeyspace<>(new Chain<>(List.copyOf(keyspaces)));
    }
}
