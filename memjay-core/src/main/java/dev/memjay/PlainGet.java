package dev.memjay;

import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.route.call.DecodeError;
import dev.memjay.internal.route.call.Futures;
import dev.memjay.internal.verb.KeyEncoder;
import dev.memjay.internal.verb.ValueCoder;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.model.Verb;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The get of a view, the one verb that is called most: where the key goes on the wire as it is, and nobody follows the call,
 * it makes no {@link Call}. It is itself what reads the answers, all of them, since a reply has its key. An asynchronous get of
 * 100 bytes so allocates 250 bytes, of which the value is 120, and 360 with a {@link Call}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class PlainGet<K, V> implements AnswerReader<Exchange, @Nullable V> {
    private final Engine engine;
    private final Verbs<K, V> verbs;
    private final KeyEncoder<K> keys;
    private final ValueCoder<V> values;

    PlainGet(Engine engine, Verbs<K, V> verbs) {
        this.engine = engine;
        this.verbs = verbs;
        keys = verbs.keys();
        values = verbs.values();
    }

    /** Sends it and waits. */
    @Nullable
    V run(K key, long timeoutNanos) {
        String direct = direct(key);
        if (direct == null) {
            return verbs.get(key).run(engine, timeoutNanos);
        }
        try {
            return read(engine.call(verbs.readRequest(), direct, timeoutNanos), direct, (String) key);
        } catch (MemjayException e) {
            return verbs.missed(engine, Verb.GET, direct, e);
        }
    }

    /** Sends it without waiting. */
    CompletableFuture<@Nullable V> start(K key, long timeoutNanos) {
        String direct = direct(key);
        if (direct == null) {
            return verbs.get(key).start(engine, timeoutNanos);
        }
        CompletableFuture<@Nullable V> sent = engine.start(verbs.readRequest(), direct, timeoutNanos, this);
        return verbs.throwsFailures()
                ? sent
                : Futures.recovering(sent, error -> verbs.missed(engine, Verb.GET, direct, error));
    }

    private @Nullable String direct(K key) {
        String direct = keys.direct(Objects.requireNonNull(key, "key"));
        return engine.keyspace().isFollowed() ? null : direct;
    }

    /**
     * @param direct the key as it went on the wire
     * @param text the caller's key
     */
    private @Nullable V read(Exchange answer, String direct, String text) {
        engine.answered(Verb.GET, answer);
        try {
            return verbs.value(answer, text);
        } catch (CodecException e) {
            throw DecodeError.located(engine, Verb.GET, direct, e);
        }
    }

    @Override
    public @Nullable V apply(Exchange answer) {
        String direct = Objects.requireNonNull(answer.key, "the key of a read");
        return read(answer, direct, keys.textOf(direct));
    }

    @Override
    public boolean isForeign() {
        return values.isForeign();
    }

    @Override
    public long slowBytes(Exchange answer) {
        return values.slowBytes(answer);
    }
}
