package dev.memjay;

import dev.memjay.codec.Encoded;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.internal.engine.Futures;
import dev.memjay.internal.verb.CutValue;
import dev.memjay.internal.verb.InTurn;
import dev.memjay.internal.verb.JoinedValue;
import dev.memjay.internal.verb.LargeValueCoder;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of {@link LargeValues} without waiting, with the same promises: no reader sees parts of two writes, and one
 * request deletes. What one has stored the other reads.
 *
 * <p>No verb blocks. What is wrong with an argument or a key, and a value that cannot be encoded, is thrown at once; every
 * later failure ends the future. Futures complete where those of {@link AsyncKeyspace} do, and there values are joined and
 * decoded and further chunks are cut: for many values of megabytes set a {@link MemjayBuilder#callbackExecutor}. Cancelling
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
    private final LargeValueCoder<V> coder;

    AsyncLargeValues(LargeValues<V> blocking, AsyncKeyspace<String, Encoded> items, LargeValueCoder<V> coder) {
        this.blocking = blocking;
        this.items = items;
        this.coder = coder;
    }

    /**
     * Reads a value, see {@link LargeValues#get}.
     *
     * @param key the key
     * @return of the value; of null if there is none, or a chunk of it is missing; of a {@link CodecException} if what is
     *     stored cannot be decoded, is damaged, or longer than allowed
     */
    public CompletableFuture<@Nullable V> get(String key) {
        return InTurn.then(items.get(key), item -> {
            if (item == null) {
                return CompletableFuture.<@Nullable V>completedFuture(null);
            }
            JoinedValue joined = coder.joined(item);
            return joined == null
                    ? CompletableFuture.<@Nullable V>completedFuture(coder.decoded(key, item))
                    : joined(key, joined);
        });
    }

    private CompletableFuture<@Nullable V> joined(String key, JoinedValue joined) {
        CompletableFuture<Boolean> taken = InTurn.all(each(joined, keys -> started(items.getAll(keys), joined::take)));
        return InTurn.then(
                taken,
                isWhole -> CompletableFuture.<@Nullable V>completedFuture(
                        isWhole ? coder.decoded(key, joined.whole()) : null));
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
        return store(key, value, null);
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
        return store(key, value, Objects.requireNonNull(ttl, "ttl"));
    }

    private CompletableFuture<Boolean> store(String key, V value, @Nullable Duration ttl) {
        blocking.check(key);
        Encoded encoded = coder.encoded(key, value);
        CutValue cut = coder.cut(encoded);
        if (cut == null) {
            return start(key, encoded, ttl);
        }
        CompletableFuture<Boolean> chunks = InTurn.all(each(cut, some -> start(some, ttl)));
        return InTurn.then(
                chunks,
                areStored -> areStored ? start(key, cut.manifest(), ttl) : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> start(String key, Encoded item, @Nullable Duration ttl) {
        return ttl == null ? items.set(key, item) : items.set(key, item, ttl);
    }

    private CompletableFuture<Boolean> start(Map<String, Encoded> chunks, @Nullable Duration ttl) {
        CompletableFuture<Boolean> stored =
                started(ttl == null ? items.setAll(chunks) : items.setAll(chunks, ttl), Collection::isEmpty);
        return Futures.recovering(stored, error -> {
            throw error instanceof BulkException bulk ? LargeValueCoder.failure(bulk) : error;
        });
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

    /** What an answer says, as a future whose cancelling reaches the call. */
    private static <T> CompletableFuture<Boolean> started(CompletableFuture<T> call, Function<T, Boolean> reader) {
        return InTurn.then(call, answer -> CompletableFuture.completedFuture(reader.apply(answer)));
    }

    /** The calls for some chunks each, none started before it is asked for. */
    private static <T> Iterator<CompletableFuture<Boolean>> each(
            Iterator<T> some, Function<T, CompletableFuture<Boolean>> start) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return some.hasNext();
            }

            @Override
            public CompletableFuture<Boolean> next() {
                return start.apply(some.next());
            }
        };
    }
}
