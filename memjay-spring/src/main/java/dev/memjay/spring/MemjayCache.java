package dev.memjay.spring;

import dev.memjay.Generations;
import dev.memjay.Keyspace;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import dev.memjay.spring.Judged.Finding;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.support.AbstractValueAdaptingCache;
import org.springframework.cache.support.NullValue;

/**
 * A cache of Spring's in memcached. Made by {@link MemjayCacheManager}; thread-safe.
 *
 * <p>The cache that a manager gives knows no method: values are read by the cache's configured type, by the only type that methods
 * of this JVM have it hold, or if they are single values such as numbers and strings. {@link MemjayCacheResolver} gives each
 * invocation of a cached method a view that knows its return type, and that remembers what it read: where the value was
 * missing, a mark takes its place, and what the method returns is stored only if the mark is still there. So an eviction,
 * a clear or another caller's value in between wins, and nobody waits for a method that throws. {@link #get(Object, Callable)} and
 * {@link #retrieve(Object, Supplier)} load once for the whole fleet, by {@link Keyspace#getOrCompute}.
 *
 * <p>While memcached cannot be reached, reads are misses and writes are dropped, unless the configuration's failure policy says
 * otherwise.
 */
public final class MemjayCache extends AbstractValueAdaptingCache {
    /** A value that is in the way of putIfAbsent comes and goes seldom more than once. */
    private static final int ROUNDS = 4;

    private final CacheSpace space;
    private final TypedValues values;
    private final boolean isAsync;
    private final boolean isInvocation;
    private volatile @Nullable Ticket ticket;

    MemjayCache(CacheSpace space) {
        this(space, space.valuesOf(null), false, false);
    }

    private MemjayCache(CacheSpace space, TypedValues values, boolean isAsync, boolean isInvocation) {
        super(space.configuration().allowsNulls());
        this.space = space;
        this.values = values;
        this.isAsync = isAsync;
        this.isInvocation = isInvocation;
    }

    /** The view of one invocation of a method. */
    MemjayCache forInvocation(MethodValue value) {
        return new MemjayCache(space, space.valuesOf(value.type()), value.isAsync(), true);
    }

    @Override
    public String getName() {
        return space.name();
    }

    /** The keyspace in which the cache's generations are; its values are what is stored. */
    @Override
    public Object getNativeCache() {
        return space.keyspace();
    }

    /** The configuration. */
    public MemjayCacheConfiguration configuration() {
        return space.configuration();
    }

    /** What this cache did in this JVM, all views of it together. */
    public CacheStatistics statistics() {
        return space.statistics();
    }

    // ---- Reading

    /** Like the inherited one, but that its error does not quote the value. */
    @Override
    @SuppressWarnings("unchecked") // looked at, where the caller names a class
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        Object value = fromStoreValue(lookup(key));
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException("the cache '" + getName() + "' has a "
                    + value.getClass().getName() + " under this key, where a " + type.getName() + " was asked for");
        }
        return (T) value;
    }

    @Override
    protected @Nullable Object lookup(Object key) {
        awaitWrite(key);
        Object near = nearValue(key, false);
        if (near != null) {
            return near;
        }
        Generations.Reading<Object, Encoded> reading = space.generations().lookup(key);
        Keyspace<Object, Encoded> view = space.viewOf(reading.keyspace());
        Judged judged = judge(reading.answer(), Duration.ZERO);
        if (isInvocation && judged.finding() == Finding.ABSENT) {
            view.add(key, Stored.MARK, CacheSpace.MARK_TTL);
            judged = marked(view, key);
        } else if (isInvocation && judged.needsNumber()) {
            judged = judged.numbered(view, key);
        }
        return finish(key, view, judged);
    }

    /** A hit is the result; else the ticket says whether the value may be stored. */
    private @Nullable Object finish(Object key, Keyspace<Object, Encoded> view, Judged judged) {
        if (judged.isHit()) {
            ticket = null;
            space.found();
            return judged.value();
        }
        if (isInvocation) {
            ticket = new Ticket(key, view, judged.cas());
        }
        space.misses.increment();
        return null;
    }

    /** What is there after a mark was added: it, or what came first. */
    private Judged marked(Keyspace<Object, Encoded> view, Object key) {
        try {
            return marked(view.gets(key));
        } catch (UnsupportedByServerException e) {
            return unnumbered(view.lookup(key));
        }
    }

    private CompletableFuture<Judged> markedLater(Keyspace<Object, Encoded> view, Object key) {
        return view.async()
                .gets(key)
                .thenApply(this::marked)
                .exceptionallyCompose(failure -> Judged.isUnsupported(failure)
                        ? view.async().lookup(key).thenApply(this::unnumbered)
                        : CompletableFuture.failedFuture(failure));
    }

    private Judged unnumbered(Lookup<Encoded> answer) {
        Judged judged = judge(answer, Duration.ZERO);
        return judged.isHit() || judged.finding() == Finding.FAILED ? judged : judged.withNumber(Ticket.UNNUMBERED);
    }

    private Judged marked(@Nullable Versioned<Encoded> found) {
        if (found == null) {
            return Judged.FAILED;
        }
        if (Stored.isMark(found.value())) {
            return new Judged(Finding.REPLACEABLE, null, found.cas());
        }
        return decoded(found.value(), found.cas());
    }

    private @Nullable Object nearValue(Object key, boolean loads) {
        Encoded copy = space.nearValue(key, loads);
        if (copy == null || Stored.isMark(copy)) {
            return null;
        }
        Judged judged = decoded(copy, 0);
        if (judged.isHit()) {
            ticket = null;
            space.found();
        }
        return judged.value();
    }

    private Judged judge(Lookup<Encoded> answer, Duration ahead) {
        if (answer instanceof Lookup.Failed<Encoded> failed) {
            if (space.configuration().failurePolicy() == FailurePolicy.THROW) {
                throw failed.error();
            }
            return Judged.FAILED;
        }
        Encoded stored = answer.value();
        if (stored == null) {
            return Judged.ABSENT;
        }
        long cas = CacheSpace.casOf(answer);
        if (Stored.isMark(stored)) {
            return new Judged(Finding.REPLACEABLE, null, cas);
        }
        boolean isOld = !answer.isHit() || space.isEnded(answer.info(), ahead);
        return isOld ? new Judged(Finding.OLD, null, cas) : decoded(stored, cas);
    }

    private Judged decoded(Encoded stored, long cas) {
        try {
            return new Judged(Finding.HIT, values.decode(stored), cas);
        } catch (CodecException e) {
            space.undecodable(e);
            return new Judged(Finding.REPLACEABLE, null, cas);
        }
    }

    // ---- Loading

    /** The caller's loader, and what it returned. */
    private final class Loading<T> {
        private final Callable<T> loader;
        private volatile boolean hasLoaded;
        private volatile @Nullable T loaded;

        Loading(Callable<T> loader) {
            this.loader = loader;
        }

        Encoded load() throws Exception {
            T value;
            try {
                value = loader.call();
            } catch (RuntimeException e) {
                throw new LoadFailed(e);
            }
            return encoded(value);
        }

        private Encoded encoded(@Nullable T value) {
            loaded = value;
            hasLoaded = true;
            try {
                return values.encode(toStoreValue(value));
            } catch (RuntimeException e) {
                throw new LoadFailed(e);
            }
        }
    }

    /** Tells a failure of the loader from one of the cache. */
    private static final class LoadFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LoadFailed(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> loader) {
        awaitWrite(key);
        Object near = nearValue(key, true);
        if (near != null) {
            return userValue(near);
        }
        Generations.Reading<Object, Encoded> reading = space.generations().lookup(key);
        Judged judged = judge(reading.answer(), space.loadPolicy().refreshAhead());
        if (judged.isHit()) {
            space.found();
            return userValue(judged.value());
        }
        Keyspace<Object, Encoded> view = reading.keyspace();
        if (judged.finding() == Finding.REPLACEABLE) {
            makeRoom(view, key, judged.cas());
        }
        Loading<T> loading = new Loading<>(loader);
        try {
            Encoded result =
                    view.withCodec(Stored.LOADING).getOrCompute(key, missing -> loading.load(), space.loadPolicy());
            return loading.hasLoaded ? stored(key, view, loading, judged) : foreign(key, loader, result);
        } catch (LoadFailed | LoaderException e) {
            space.misses.increment();
            throw new ValueRetrievalException(key, loader, e.getCause());
        }
    }

    /**
     * So that the load that follows finds nothing, and has a lease. Where no number is known, another's new value may go too,
     * which costs one more load.
     */
    private void makeRoom(Keyspace<Object, Encoded> view, Object key, long cas) {
        try {
            if (cas == 0) {
                view.delete(key);
            } else {
                view.delete(key, cas);
            }
        } catch (MemjayException e) {
            if (!space.drops(e)) {
                throw e;
            }
        }
    }

    /**
     * The value that this caller loaded, which core has stored unless somebody was faster.
     *
     * @param read what was found before; where memcached could not be asked, it was not stored
     */
    private <T> @Nullable T stored(Object key, Keyspace<Object, Encoded> view, Loading<T> loading, Judged read) {
        space.misses.increment();
        count(read.finding() != Finding.FAILED);
        T value = loading.loaded;
        Duration kept = value == null && space.configuration().nullTtl().isPresent() ? space.kept(Stored.NULL) : null;
        if (kept != null) {
            view.noreply().touch(key, kept);
        }
        return value;
    }

    /** The value that another caller loaded or stored; one of another type is no use, and this caller loads for itself. */
    private <T> @Nullable T foreign(Object key, Callable<T> loader, @Nullable Encoded result) {
        Judged judged = result == null ? Judged.ABSENT : decoded(result, 0);
        if (judged.isHit()) {
            space.found();
            return userValue(judged.value());
        }
        space.misses.increment();
        try {
            return loader.call();
        } catch (Exception e) {
            throw new ValueRetrievalException(key, loader, e);
        }
    }

    @SuppressWarnings("unchecked") // what the caller's loader would return
    private <T> @Nullable T userValue(@Nullable Object stored) {
        return (T) fromStoreValue(stored);
    }

    // ---- Reading and loading without waiting

    /** Never null: empty means a miss, and a hit is a wrapper. Completes on the manager's executor, with RuntimeExceptions alone. */
    @Override
    public CompletableFuture<?> retrieve(Object key) {
        return handedOver(afterWrite(
                key,
                () -> readLater(key, isInvocation, Duration.ZERO)
                        .thenApply(found -> toValueWrapper(finish(key, found.view(), found.judged())))));
    }

    /** The loader runs on the manager's executor. */
    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
        Duration ahead = space.loadPolicy().refreshAhead();
        return handedOver(afterWrite(
                key, () -> readLater(key, false, ahead).thenCompose(found -> loadLater(key, loader, found))));
    }

    /** What a read found, and where. */
    private record Found(Keyspace<Object, Encoded> view, Judged judged) {}

    private CompletableFuture<Found> readLater(Object key, boolean takesTicket, Duration ahead) {
        return space.asking(space.generations().async().lookup(key)).thenCompose(reading -> {
            Keyspace<Object, Encoded> view = space.viewOf(reading.keyspace());
            Judged judged = judge(reading.answer(), ahead);
            CompletableFuture<Judged> ready;
            if (takesTicket && judged.finding() == Finding.ABSENT) {
                ready = view.async()
                        .add(key, Stored.MARK, CacheSpace.MARK_TTL)
                        .thenCompose(isAdded -> markedLater(view, key));
            } else if (takesTicket && judged.needsNumber()) {
                ready = judged.numberedLater(view, key);
            } else {
                ready = CompletableFuture.completedFuture(judged);
            }
            return ready.thenApply(known -> new Found(view, known));
        });
    }

    private <T> CompletableFuture<T> loadLater(Object key, Supplier<CompletableFuture<T>> loader, Found found) {
        Judged judged = found.judged();
        if (judged.isHit()) {
            space.found();
            return CompletableFuture.completedFuture(userValue(judged.value()));
        }
        Keyspace<Object, Encoded> view = found.view();
        Loading<T> loading = new Loading<>(() -> null);
        return makeRoomLater(view, key, judged)
                .thenCompose(ready -> view.withCodec(Stored.LOADING)
                        .async()
                        .getOrCompute(key, missing -> loadingLater(loader, loading), space.loadPolicy()))
                .whenComplete((result, failure) -> {
                    if (failure != null && isLoaders(failure)) {
                        space.misses.increment();
                    }
                })
                .thenComposeAsync(
                        result -> loading.hasLoaded
                                ? CompletableFuture.completedFuture(stored(key, view, loading, judged))
                                : foreignLater(loader, result),
                        space.executor());
    }

    private static CompletableFuture<?> makeRoomLater(Keyspace<Object, Encoded> view, Object key, Judged judged) {
        if (judged.finding() != Finding.REPLACEABLE) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<?> deleted =
                judged.cas() == 0 ? view.async().delete(key) : view.async().delete(key, judged.cas());
        return deleted.handle((done, failure) -> null);
    }

    private <T> CompletableFuture<Encoded> loadingLater(Supplier<CompletableFuture<T>> loader, Loading<T> loading) {
        return CompletableFuture.supplyAsync(loader, space.executor())
                .thenCompose(started -> started)
                .handle((value, failure) -> {
                    if (failure != null) {
                        throw new LoadFailed(cause(failure));
                    }
                    return loading.encoded(value);
                });
    }

    /** Whether the loader failed, and not the cache. */
    private static boolean isLoaders(Throwable failure) {
        Throwable own = failure instanceof CompletionException ? failure.getCause() : failure;
        return own instanceof LoadFailed || own instanceof LoaderException;
    }

    private <T> CompletableFuture<T> foreignLater(Supplier<CompletableFuture<T>> loader, @Nullable Encoded result) {
        Judged judged = result == null ? Judged.ABSENT : decoded(result, 0);
        if (judged.isHit()) {
            space.found();
            return CompletableFuture.completedFuture(userValue(judged.value()));
        }
        space.misses.increment();
        return loader.get();
    }

    private void awaitWrite(Object key) {
        CompletableFuture<?> write = space.writeOf(key);
        if (write != null) {
            try {
                write.join();
            } catch (RuntimeException e) {
                // its failure was counted; on the event loop, which must not wait, the read goes ahead
            }
        }
    }

    private <T> CompletableFuture<T> afterWrite(Object key, Supplier<CompletableFuture<T>> call) {
        return after(space.writeOf(key), call);
    }

    private static <T> CompletableFuture<T> after(
            @Nullable CompletableFuture<?> write, Supplier<CompletableFuture<T>> call) {
        try {
            return write == null
                    ? call.get()
                    : write.handle((done, failure) -> call).thenCompose(Supplier::get);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A future of its own for each caller, so that cancelling one leaves the others, and off Memjay's threads. */
    private <T> CompletableFuture<T> handedOver(CompletableFuture<T> inner) {
        CompletableFuture<T> outer = new CompletableFuture<>();
        inner.whenComplete((value, failure) -> {
            Runnable completing = () -> {
                if (failure == null) {
                    outer.complete(value);
                } else {
                    outer.completeExceptionally(cause(failure));
                }
            };
            try {
                space.executor().execute(completing);
            } catch (RejectedExecutionException e) {
                completing.run();
            }
        });
        return outer;
    }

    private static Throwable cause(Throwable failure) {
        boolean isWrapper = failure instanceof CompletionException
                || failure instanceof LoadFailed
                || failure instanceof LoaderException;
        Throwable cause = failure.getCause();
        return isWrapper && cause != null ? cause(cause) : failure;
    }

    // ---- Writing

    /**
     * Stores a value, and waits for it unless the method returns a future or a publisher. In the view of an invocation that read
     * the key before, the value is dropped if the key was evicted or filled since.
     *
     * @throws CodecException if the type of the values does not hold this one
     */
    @Override
    public void put(Object key, @Nullable Object value) {
        Ticket right = takeTicket(key);
        if (isAsync) {
            putLater(key, value, right);
            return;
        }
        Encoded encoded = values.encode(toStoreValue(value));
        awaitWrite(key);
        try {
            count(right == null ? store(key, encoded) : right.store(encoded, space.kept(encoded)));
        } catch (MemjayException e) {
            dropped(e);
        }
    }

    private @Nullable Ticket takeTicket(Object key) {
        Ticket right = ticket;
        if (right == null || !right.key().equals(key)) {
            return null;
        }
        ticket = null;
        return right;
    }

    private void count(boolean isStored) {
        if (isStored) {
            space.stored();
        } else {
            space.droppedPuts.increment();
        }
    }

    private void dropped(MemjayException error) {
        if (!space.drops(error)) {
            throw error;
        }
        space.droppedPuts.increment();
    }

    private boolean store(Object key, Encoded encoded) {
        Duration kept = space.kept(encoded);
        Keyspace<Object, Encoded> present = space.present();
        try {
            return kept == null ? present.set(key, encoded) : present.set(key, encoded, kept);
        } finally {
            space.forget(key);
        }
    }

    private CompletableFuture<Boolean> storeLater(Object key, Encoded encoded, @Nullable Ticket right) {
        Duration kept = space.kept(encoded);
        if (right == null) {
            return space.presentLater()
                    .thenCompose(present -> kept == null
                            ? present.async().set(key, encoded)
                            : present.async().set(key, encoded, kept))
                    .whenComplete((isStored, failure) -> space.forget(key));
        }
        return right.storeLater(encoded, kept);
    }

    /** The next read here waits from now on, also for the encoding, which takes long for the first value of a type. */
    private void putLater(Object key, @Nullable Object value, @Nullable Ticket right) {
        CompletableFuture<?> before = space.writeOf(key);
        CompletableFuture<Boolean> writing = space.writing(key);
        Encoded encoded;
        try {
            encoded = values.encode(toStoreValue(value));
        } catch (RuntimeException | Error e) {
            writing.complete(false);
            throw e;
        }
        after(before, () -> storeLater(key, encoded, right)).whenComplete((isStored, failure) -> {
            count(failure == null && isStored);
            writing.complete(true);
        });
    }

    private void evictLater(Object key) {
        CompletableFuture<?> before = space.writeOf(key);
        CompletableFuture<Boolean> writing = space.writing(key);
        after(
                        before,
                        () -> space.presentLater()
                                .thenCompose(present -> present.async().delete(key)))
                .whenComplete((isDeleted, failure) -> {
                    space.forget(key);
                    ended("evicted from", failure);
                    writing.complete(true);
                });
    }

    /**
     * Stores a value unless there is one.
     *
     * @return null if it was stored, or else what is there; where memcached cannot be reached, a wrapper of the given value
     */
    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        Object given = toStoreValue(value);
        Encoded encoded = values.encode(given);
        awaitWrite(key);
        try {
            Judged inTheWay = add(space.present(), key, encoded);
            if (inTheWay == null) {
                space.stored();
                return null;
            }
            if (inTheWay.isHit()) {
                return toValueWrapper(inTheWay.value());
            }
            space.droppedPuts.increment();
        } catch (MemjayException e) {
            dropped(e);
        } finally {
            space.forget(key);
        }
        return toValueWrapper(given);
    }

    /** Stores what is not there, or only as something replaceable; else what is in the way. */
    private @Nullable Judged add(Keyspace<Object, Encoded> present, Object key, Encoded encoded) {
        Duration kept = space.kept(encoded);
        Judged judged = Judged.ABSENT;
        for (int i = 0; i < ROUNDS && !judged.isHit(); i++) {
            if (kept == null ? present.add(key, encoded) : present.add(key, encoded, kept)) {
                return null;
            }
            judged = judge(present.lookup(key), Duration.ZERO);
            if (judged.needsNumber()) {
                judged = judged.numbered(present, key);
            }
            if (!judged.isHit() && new Ticket(key, present, judged.cas()).store(encoded, kept)) {
                return null;
            }
        }
        return judged;
    }

    // ---- Evicting

    /** Deletes the key, and waits for it unless the method returns a future or a publisher. What is being loaded is not stored. */
    @Override
    public void evict(Object key) {
        ticket = null;
        if (isAsync) {
            evictLater(key);
            return;
        }
        awaitWrite(key);
        try {
            space.present().delete(key);
            space.evictions.increment();
        } catch (MemjayException e) {
            lost("evicted from", e);
        } finally {
            space.forget(key);
        }
    }

    /**
     * Deletes the key.
     *
     * @return whether there was a value or a cached null; false also where nobody waits for the answer, since the method returns
     *     a future or a publisher
     */
    @Override
    public boolean evictIfPresent(Object key) {
        if (isAsync) {
            evict(key);
            return false;
        }
        ticket = null;
        awaitWrite(key);
        try {
            Generations.Reading<Object, Encoded> reading = space.lookupPresent(key);
            Encoded found = reading.answer().value();
            boolean isDeleted = reading.keyspace().delete(key);
            space.evictions.increment();
            return isDeleted && (found == null || !Stored.isMark(found));
        } catch (MemjayException e) {
            lost("evicted from", e);
            return false;
        } finally {
            space.forget(key);
        }
    }

    /** Counts an eviction or a clear that nobody waited for. */
    private void ended(String what, @Nullable Throwable failure) {
        if (failure == null) {
            space.evictions.increment();
        } else if (cause(failure) instanceof MemjayException error) {
            space.failed(what, error);
        }
    }

    private void lost(String what, MemjayException error) {
        if (!space.drops(error)) {
            throw error;
        }
        space.failed(what, error);
    }

    /** Begins a new generation, for all programs; waits for it unless the method returns a future or a publisher. */
    @Override
    public void clear() {
        if (isAsync) {
            ticket = null;
            space.emptied();
            space.generations().async().empty().whenComplete((done, failure) -> ended("cleared", failure));
            return;
        }
        invalidate();
    }

    /**
     * Begins a new generation, for all programs, and waits for it.
     *
     * @return whether this JVM saw anything in the cache since it was cleared here
     */
    @Override
    public boolean invalidate() {
        ticket = null;
        boolean had = space.emptied();
        try {
            space.generations().empty();
            space.evictions.increment();
        } catch (MemjayException e) {
            lost("cleared", e);
        }
        return had;
    }

    @Override
    protected @Nullable Object fromStoreValue(@Nullable Object storeValue) {
        return storeValue instanceof NullValue ? null : storeValue;
    }

    @Override
    protected Object toStoreValue(@Nullable Object userValue) {
        return super.toStoreValue(userValue instanceof NullValue ? null : userValue);
    }

    @Override
    public String toString() {
        return "MemjayCache[" + getName() + "]";
    }
}
