package dev.memjay;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of {@link Generations} without waiting; what one empties is empty for the other.
 *
 * <p>No verb blocks. Futures complete where those of {@link AsyncKeyspace} do; cancelling one gives up the call that is
 * under way and starts no other. Thread-safe; made by {@link Generations#async()}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class AsyncGenerations<K, V> {
    private final Generations<K, V> blocking;

    AsyncGenerations(Generations<K, V> blocking) {
        this.blocking = blocking;
    }

    /**
     * The keyspace of the present generation, see {@link Generations#current()}. Asks memcached, one round trip, each time
     * it is called, unless {@link Generations#withMaxAge} says otherwise.
     *
     * @return of a view that goes on with this generation, whatever is emptied later; its {@link Keyspace#async()} does not
     *     block. Of a {@link dev.memjay.error.MemjayException} if memcached cannot be asked, and the keyspace's failure policy
     *     does not make a miss of it
     */
    public CompletableFuture<Keyspace<K, V>> current() {
        return blocking.currentLater();
    }

    /**
     * Reads a key in the present generation, see {@link Generations#lookup(Object)}.
     *
     * @return of the answer, and the keyspace to go on with; of a {@link dev.memjay.error.MemjayException} as for
     *     {@link #current()}
     */
    public CompletableFuture<Generations.Reading<K, V>> lookup(K key) {
        return blocking.looking(key).start(Runnable::run);
    }

    /**
     * Starts a new generation, see {@link Generations#empty()}.
     *
     * @return of nothing, when it has begun; of a {@link dev.memjay.error.MemjayException} if memcached cannot be asked,
     *     whatever the keyspace's failure policy
     */
    public CompletableFuture<@Nullable Void> empty() {
        return blocking.emptying().start(Runnable::run);
    }

    @Override
    public String toString() {
        return "Async" + blocking;
    }
}
