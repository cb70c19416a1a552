package dev.memjay.internal.route.call;

import dev.memjay.error.BulkException;
import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.model.CallInfo;
import dev.memjay.model.Verb;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call for several keys, encoded and checked, with all that is needed to read its outcome: what a blocking and an
 * asynchronous bulk verb have in common.
 *
 * @param call what is asked; no rows for empty input
 * @param reader turns the outcome into the result, and throws for keys that failed
 * @param values what the reader decodes with; null when it decodes nothing
 * @param begun when its time began, of which encoding took some
 * @param <R> the type of the result
 */
public record Bulk<R>(
        BulkCall call,
        Function<BulkOutcome, R> reader,
        @Nullable ValueDecoder values,
        long begun) implements Question<R> {

    /** A call whose time begins now. */
    public Bulk(BulkCall call, Function<BulkOutcome, R> reader, @Nullable ValueDecoder values) {
        this(call, reader, values, Clock.nanoTime());
    }

    /** A call whose reader decodes nothing. */
    public Bulk(BulkCall call, Function<BulkOutcome, R> reader) {
        this(call, reader, null);
    }

    @Override
    public R ask(Engine engine, long timeoutNanos) {
        if (isEmpty(engine)) {
            return reader.apply(nothing());
        }
        BulkOutcome outcome = engine.callAll(call, Timeouts.left(timeoutNanos, begun));
        EmptyItems doubtful = doubtful(engine, outcome);
        return read(
                engine,
                doubtful == null
                        ? outcome
                        : doubtful.settled(
                                outcome, engine.callAll(doubtful.call(), Timeouts.left(timeoutNanos, begun))));
    }

    @Override
    public CompletableFuture<R> askLater(Engine engine, long timeoutNanos) {
        try {
            return isEmpty(engine)
                    ? CompletableFuture.completedFuture(reader.apply(nothing()))
                    : startFull(engine, timeoutNanos);
        } catch (ClosedException | BulkException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<R> startFull(Engine engine, long timeoutNanos) {
        if (!call.plainValues()) {
            return engine.startAll(call, Timeouts.left(timeoutNanos, begun), reading(outcome -> read(engine, outcome)));
        }
        Function<BulkOutcome, CompletableFuture<R>> first = outcome -> {
            EmptyItems doubtful = doubtful(engine, outcome);
            return doubtful == null
                    ? CompletableFuture.completedFuture(read(engine, outcome))
                    : engine.startAll(
                            doubtful.call(),
                            Timeouts.left(timeoutNanos, begun),
                            reading(second -> read(engine, doubtful.settled(outcome, second))));
        };
        CompletableFuture<CompletableFuture<R>> sent =
                engine.startAll(call, Timeouts.left(timeoutNanos, begun), reading(first));
        CompletableFuture<R> result = sent.newIncompleteFuture();
        Futures.cancelTogether(result, sent);
        sent.whenComplete((again, error) -> {
            if (error != null) {
                result.completeExceptionally(Futures.unwrapped(error));
            } else {
                Futures.cancelTogether(result, again);
                Futures.passOn(again, result);
            }
        });
        return result;
    }

    private @Nullable EmptyItems doubtful(Engine engine, BulkOutcome outcome) {
        return call.plainValues() ? EmptyItems.of(call, outcome, engine::hasMarks) : null;
    }

    private R read(Engine engine, BulkOutcome outcome) {
        engine.answered(call, outcome);
        R result = reader.apply(outcome);
        CallTrace trace = engine.trace();
        if (trace != null
                && call.verb() != Verb.LOOKUP
                && call.verb() != Verb.GET_OR_COMPUTE) { // those give errors back
            trace.goesOn();
        }
        return result;
    }

    @Override
    public void post(Engine engine, long timeoutNanos, @Nullable Consumer<@Nullable Throwable> ended) {
        if (isEmpty(engine)) {
            R unused = reader.apply(nothing()); // throws where there was no time to encode, which nobody would hear of
        } else if (ended == null) {
            engine.postAll(call, timeoutNanos);
        } else {
            engine.postAll(call, timeoutNanos, ended);
        }
    }

    @Override
    public @Nullable CallInfo info(Engine engine) {
        int count = call.keys().length;
        if (count == 0) {
            return null;
        }
        return new CallInfo(
                engine.keyspace().name(),
                call.verb(),
                CallInfo.Kind.CLIENT,
                count,
                count == 1 ? engine.knownNodeFor(call.placed(0)) : null,
                () -> List.of(call.keys()));
    }

    private boolean isEmpty(Engine engine) {
        if (call.keys().length > 0) {
            return false;
        }
        if (engine.isClosed()) {
            throw new ClosedException(
                    "the client is closed",
                    new MemjayException.Context(null, call.verb().toString(), 0, false),
                    null);
        }
        return true;
    }

    private <T extends @Nullable Object> AnswerReader<BulkOutcome, T> reading(Function<BulkOutcome, T> function) {
        return new Reader<>(function, values);
    }

    private BulkOutcome nothing() {
        return new BulkOutcome(call.result(), null);
    }

    /** A reader of one asynchronous call. */
    private record Reader<T extends @Nullable Object>(
            Function<BulkOutcome, T> function, @Nullable ValueDecoder values) implements AnswerReader<BulkOutcome, T> {
        @Override
        public T apply(BulkOutcome outcome) {
            return function.apply(outcome);
        }

        @Override
        public boolean isForeign() {
            return values != null && values.isForeign();
        }

        @Override
        public long slowBytes(BulkOutcome outcome) {
            if (values == null) {
                return 0;
            }
            BulkResult result = outcome.result();
            long bytes = values.isForeign() ? 1 : 0;
            for (int row = 0; row < result.size(); row++) {
                byte[] value = result.value(row);
                if (value != null && values.isSlow(result.flags(row))) {
                    bytes += 1 + value.length;
                }
            }
            return bytes;
        }
    }
}
