package dev.memjay.internal.route.call;

import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.CallInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call for one key, encoded and checked, with all that is needed to read its answer: what a blocking and an
 * asynchronous verb have in common.
 *
 * @param request what is asked
 * @param key for which key
 * @param reader turns the answer into the result
 * @param recovery what to answer on a failure, or null to throw it
 * @param values what the reader decodes with; null when it decodes nothing
 * @param <R> the type of the result
 */
public record Call<R extends @Nullable Object>(
        Request request,
        WireKey key,
        Function<Exchange, R> reader,
        @Nullable Recovery<R> recovery,
        @Nullable ValueDecoder values)
        implements Question<R> {

    /** A call whose reader decodes nothing. */
    public Call(Request request, WireKey key, Function<Exchange, R> reader, @Nullable Recovery<R> recovery) {
        this(request, key, reader, recovery, null);
    }

    @Override
    public R ask(Engine engine, long timeoutNanos) {
        try {
            return read(engine, engine.call(request, key, timeoutNanos));
        } catch (MemjayException e) {
            return recovered(engine, e);
        }
    }

    @Override
    public CompletableFuture<R> askLater(Engine engine, long timeoutNanos) {
        CompletableFuture<R> sent = engine.start(request, key, timeoutNanos, new Reader<>(this, engine));
        return recovery == null ? sent : Futures.recovering(sent, error -> recovered(engine, error));
    }

    /** The same call, whose failures are thrown whatever the policy. */
    public Call<R> orThrow() {
        return recovery == null ? this : new Call<>(request, key, reader, null, values);
    }

    @Override
    public void post(Engine engine, long timeoutNanos, @Nullable Consumer<@Nullable Throwable> ended) {
        if (ended == null) {
            engine.post(request, key, timeoutNanos);
        } else {
            engine.post(request, key, timeoutNanos, ended);
        }
    }

    @Override
    public CallInfo info(Engine engine) {
        return new CallInfo(
                engine.keyspace().name(),
                request.verb(),
                CallInfo.Kind.CLIENT,
                1,
                engine.knownNodeFor(key.placed()),
                () -> List.of(key.wire()));
    }

    private R read(Engine engine, Exchange answer) {
        engine.answered(request.verb(), answer);
        try {
            return reader.apply(answer);
        } catch (CodecException e) {
            throw DecodeError.located(engine, request.verb(), key.placed(), e);
        }
    }

    private R recovered(Engine engine, MemjayException error) {
        if (recovery == null) {
            throw error;
        }
        R answer = recovery.recover(engine, request.verb(), key.placed(), error);
        CallTrace trace = engine.trace();
        if (trace != null) {
            trace.failed(error);
        }
        return answer;
    }

    /** The reader of one asynchronous call. */
    private record Reader<R extends @Nullable Object>(Call<R> call, Engine engine)
            implements AnswerReader<Exchange, R> {
        @Override
        public R apply(Exchange answer) {
            return call.read(engine, answer);
        }

        @Override
        public boolean isForeign() {
            return call.values != null && call.values.isForeign();
        }

        @Override
        public long slowBytes(Exchange answer) {
            return call.values == null ? 0 : call.values.slowBytes(answer);
        }
    }
}
