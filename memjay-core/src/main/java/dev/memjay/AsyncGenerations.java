package dev.memjay;

import dev.memjay.error.ConflictException;
import dev.memjay.internal.verb.InTurn;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of {@link Generations} without waiting; what one empties is empty for the other.
 *
 * <p>No verb blocks. Futures complete where those of {@link AsyncKeyspace} do; cancelling one gives up the call that is
 * under way and starts no other. Immutable and thread-safe; made by {@link Generations#async()}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class AsyncGenerations<K, V> {
    private final Generations<K, V> blocking;
    private final AsyncKeyspace<String, String> generations;

    AsyncGenerations(Generations<K, V> blocking, AsyncKeyspace<String, String> generations) {
        this.blocking = blocking;
        this.generations = generations;
    }

    /**
     * The keyspace of the present generation, see {@link Generations#current()}. Asks memcached, one round trip, each time
     * it is called.
     *
     * @return of a view that goes on with this generation, whatever is emptied later; its {@link Keyspace#async()} does not
     *     block. Of a {@link dev.memjay.error.MemjayException} if memcached cannot be asked, whatever the keyspace's
     *     failure policy
     */
    public CompletableFuture<Keyspace<K, V>> current() {
        return round(Generations.ROUNDS);
    }

    private CompletableFuture<Keyspace<K, V>> round(int left) {
        if (left == 0) {
            ConflictException conflict = blocking.conflict();
            return CompletableFuture.failedFuture(conflict);
        }
        return InTurn.then(
                generations.get(blocking.generationKey()),
                generation -> generation == null ? begun(left) : completed(generation));
    }

    private CompletableFuture<Keyspace<K, V>> begun(int left) {
        String fresh = Generations.random();
        return InTurn.then(
                generations.add(blocking.generationKey(), fresh, Memjay.NEVER),
                isAdded -> isAdded ? completed(fresh) : round(left - 1));
    }

    private CompletableFuture<Keyspace<K, V>> completed(String generation) {
        return CompletableFuture.completedFuture(blocking.view(generation));
    }

    /**
     * Starts a new generation, see {@link Generations#empty()}.
     *
     * @return of nothing, when it has begun; of a {@link dev.memjay.error.MemjayException} if memcached cannot be asked,
     *     whatever the keyspace's failure policy
     */
    public CompletableFuture<@Nullable Void> empty() {
        return InTurn.then(
                generations.set(blocking.generationKey(), Generations.random(), Memjay.NEVER),
                isStored -> CompletableFuture.<@Nullable Void>completedFuture(null));
    }
}
