package dev.memjay;

import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.error.ValueTooLargeException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of {@link LargeValues} without waiting, with the same promises: no reader sees parts of two writes, and one
 * request deletes. What one has stored the other reads.
 *
 * <p>No verb blocks. What is wrong with an argument or a key, and a value that cannot be encoded, is thrown at once; every
 * later failure ends the future. Values are joined and decoded on the client's decoding thread, or on the
 * {@link MemjayBuilder#callbackExecutor}: for many values of megabytes set one. The timeout holds for each round trip; joining
 * and decoding come on top. Cancelling
 * a future gives up the call that is under way and starts no other; a write that was cancelled before its manifest was sent
 * changes nothing.
 *
 * <p>Immutable and thread-safe; made by {@link LargeValues#async()}.
 *
 * @param <V> the type of the values
 */
public final class AsyncLargeValues<V> {
    private final LargeValues<V> blocking;
    private final AsyncKeyspace<String, Encoded> items;

    AsyncLargeValues(LargeValues<V> blocking, AsyncKeyspace<String, Encoded> items) {
        this.blocking = blocking;
        this.items = items;
    }

    /**
     * Reads a value, see {@link LargeValues#get}.
     *
     * @param key the key
     * @return of the value; of null if there is none, or a chunk of it is missing; of a {@link CodecException} if what is
     *     stored cannot be decoded, is damaged, or longer than allowed
     */
    public CompletableFuture<@Nullable V> get(String key) {
        return blocking.reading(key).start();
    }

    /**
     * Stores a value with the keyspace's own time to live, see {@link LargeValues#set(String, Object)}.
     *
     * @param key the key
     * @param value the value; may be changed as soon as this returns, where the codec encodes it at once
     * @return of whether it was stored; if not, or if it fails, what was there before may still be there; of a
     *     {@link ValueTooLargeException} if a chunk is larger than the server takes
     * @throws CodecException if the value cannot be encoded or is longer than allowed
     */
    public CompletableFuture<Boolean> set(String key, V value) {
        return blocking.storing(key, value, null).start();
    }

    /**
     * Stores a value, see {@link LargeValues#set(String, Object, Duration)}.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live of manifest and chunks, {@link Memjay#NEVER} for none
     * @return of whether it was stored
     */
    public CompletableFuture<Boolean> set(String key, V value, Duration ttl) {
        return blocking.storing(key, value, Objects.requireNonNull(ttl, "ttl")).start();
    }

    /**
     * Deletes a value, in one request; see {@link LargeValues#delete}.
     *
     * @param key the key
     * @return of whether there was one
     */
    public CompletableFuture<Boolean> delete(String key) {
        return items.delete(key);
    }

    @Override
    public String toString() {
        return "Async" + blocking;
    }
}
