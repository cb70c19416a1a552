package dev.memjay.internal.verb;

import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.engine.Call;
import dev.memjay.internal.engine.Engine;
import dev.memjay.internal.engine.Futures;
import dev.memjay.internal.engine.Recovery;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts a value behind the one that is there, or stores it as the first: append, and where there is none add, and where
 * somebody else was faster append again. The meta flag for it is known to servers from 1.6.20 on only, and older ones ignore
 * it in silence.
 *
 * @param <K> the type of the key
 * @param <V> the type of the value
 */
public final class AppendOrCreate<K, V> {
    private static final int MAX_ROUNDS = 16;

    private final Engine engine;
    private final long timeoutNanos;
    private final Call<Boolean> append;
    private final Call<Boolean> add;
    private final @Nullable Recovery<Boolean> recovery;

    public AppendOrCreate(Engine engine, Verbs<K, V> verbs, K key, V value, Duration ttl) {
        this.engine = engine;
        timeoutNanos = verbs.settings().timeoutNanos();
        append = thrown(verbs.append(key, value));
        add = thrown(verbs.add(key, value, Objects.requireNonNull(ttl, "ttl")));
        recovery = Recovery.ofWrite(verbs.settings().failurePolicy(), false);
    }

    private static Call<Boolean> thrown(Call<Boolean> call) {
        return new Call<>(call.request(), call.key(), call.reader(), null);
    }

    public boolean run() {
        try {
            for (int round = 0; round < MAX_ROUNDS; round++) {
                if (append.run(engine, timeoutNanos) || add.run(engine, timeoutNanos)) {
                    return true;
                }
            }
            throw conflict();
        } catch (MemjayException e) {
            return recovered(e);
        }
    }

    public CompletableFuture<Boolean> start() {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Futures.passOn(Futures.recovering(unwrapped(round(0)), this::recovered), result);
        return result;
    }

    private static CompletableFuture<Boolean> unwrapped(CompletableFuture<Boolean> source) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Futures.passOn(source, result);
        return result;
    }

    private CompletableFuture<Boolean> round(int round) {
        if (round == MAX_ROUNDS) {
            return CompletableFuture.failedFuture(conflict());
        }
        return append.start(engine, timeoutNanos)
                .thenCompose(done -> done ? done(true) : add.start(engine, timeoutNanos))
                .thenCompose(done -> done ? done(true) : round(round + 1));
    }

    private static CompletableFuture<Boolean> done(boolean value) {
        return CompletableFuture.completedFuture(value);
    }

    private boolean recovered(MemjayException error) {
        if (recovery == null) {
            throw error;
        }
        return recovery.recover(engine, Verb.APPEND, append.key().placed(), error);
    }

    private static ConflictException conflict() {
        return new ConflictException(
                "others created and deleted the item in each of " + MAX_ROUNDS + " rounds",
                new MemjayException.Context(null, "appendOrCreate", 0, false),
                null);
    }
}
