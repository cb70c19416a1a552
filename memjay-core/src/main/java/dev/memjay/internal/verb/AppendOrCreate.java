package dev.memjay.internal.verb;

import dev.memjay.error.ConflictException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.route.call.Recovery;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.model.Verb;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Puts a value behind the one that is there, or stores it as the first: append, and where there is none add, and where
 * somebody else was faster append again; within one deadline. The meta flag for it is known to servers from 1.6.20 on only,
 * and older ones ignore it in silence.
 */
public final class AppendOrCreate extends Script<Boolean> {
    private static final int MAX_ROUNDS = 16;

    private final Engine engine;
    private final Call<Boolean> append;
    private final Call<Boolean> add;
    private final @Nullable Recovery<Boolean> recovery;
    private int round = 1;

    public <K, V> AppendOrCreate(Engine engine, Verbs<K, V> verbs, K key, V value, Duration ttl) {
        super("appendOrCreate", verbs.settings().timeoutNanos());
        this.engine = engine;
        append = verbs.append(key, value).orThrow();
        add = verbs.add(key, value, ttl).orThrow();
        recovery = Recovery.ofWrite(verbs.settings().failurePolicy(), false);
    }

    @Override
    protected Step<Boolean> begin() {
        return append.asked(engine, this::appended);
    }

    private Step<Boolean> appended(boolean isDone) {
        return isDone ? new Step.Done<>(true) : add.asked(engine, this::added);
    }

    private Step<Boolean> added(boolean isDone) {
        if (isDone) {
            return new Step.Done<>(true);
        }
        if (round++ == MAX_ROUNDS) {
            throw new ConflictException(
                    "others created and deleted the item in each of " + MAX_ROUNDS + " rounds", context(false), null);
        }
        return begin();
    }

    @Override
    protected Boolean recovered(MemjayException error) {
        if (recovery == null) {
            throw error;
        }
        return recovery.recover(engine, Verb.APPEND, append.key().placed(), error);
    }
}
