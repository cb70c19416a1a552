package dev.memjay.internal.route.fleet;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Verb;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The time before a discovery has found the first nodes: calls wait here, each within its own time, and what waits in vain
 * is counted, and told where it was a write. Thread-safe.
 */
final class FirstFleet {
    private final MemjayListener listener;
    private final LongAdder inVain = new LongAdder();
    /** Completes with the first fleet, or with its absence when the client is closed before. */
    private final CompletableFuture<Optional<Engine>> found = new CompletableFuture<>();
    /** What those wait for who came before it, in the order in which they came. */
    private final Set<CompletableFuture<Optional<Engine>>> waiting = new LinkedHashSet<>();

    private volatile @Nullable Throwable lastFailure;

    FirstFleet(MemjayListener listener) {
        this.listener = listener;
    }

    /** The nodes are known. */
    void found(Engine engine) {
        settle(Optional.of(engine));
    }

    /** Lets those who wait go on in the order in which they came, before anybody else goes on without a wait. */
    private void settle(Optional<Engine> end) {
        while (true) {
            CompletableFuture<Optional<Engine>> next;
            synchronized (waiting) {
                Iterator<CompletableFuture<Optional<Engine>>> first = waiting.iterator();
                if (!first.hasNext()) {
                    found.complete(end);
                    return;
                }
                next = first.next();
                first.remove();
            }
            next.complete(end);
        }
    }

    /** What a call waits for; its own, so that calls go on one after the other. */
    private CompletableFuture<Optional<Engine>> place() {
        synchronized (waiting) {
            if (found.isDone()) {
                return found;
            }
            CompletableFuture<Optional<Engine>> place = new CompletableFuture<>();
            waiting.add(place);
            return place;
        }
    }

    private void leave(CompletableFuture<Optional<Engine>> place) {
        synchronized (waiting) {
            waiting.remove(place);
        }
    }

    /** Why the last look failed; null once one did not. */
    void lookFailed(@Nullable Throwable cause) {
        lastFailure = cause;
    }

    /** The client is closed: who still waits is told. */
    void close() {
        settle(Optional.empty());
    }

    /** How many calls ended before any nodes were known. */
    long inVain() {
        return inVain.sum();
    }

    /** Waits for a question that belongs to no key. */
    Engine await(Verb verb, long nanos) {
        return new Waiting<>(verb, nanos, Step.Done::new, error -> {
                    throw error;
                })
                .run();
    }

    /** Makes a call for one key when the nodes are known, with the time that is left to it. */
    Exchange call(Request request, WireKey key, long nanos) {
        return waiting(request, key, nanos, AnswerReader.<Exchange>same()).run();
    }

    /** As {@link #call(Request, WireKey, long)}, without waiting. */
    <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long nanos, AnswerReader<Exchange, R> reader) {
        return waiting(request, key, nanos, reader).start(Runnable::run);
    }

    private <R extends @Nullable Object> Waiting<R> waiting(
            Request request, WireKey key, long nanos, AnswerReader<Exchange, R> reader) {
        return new Waiting<>(
                request.verb(),
                nanos,
                engine -> Step.ask(
                        left -> reader.apply(engine.call(request, key, left)),
                        left -> engine.start(request, key, left, reader),
                        Step.Done::new),
                error -> {
                    lost(request, key.wire(), error);
                    throw error;
                });
    }

    /** Posts a call for one key when the nodes are known, with the time that is left to it. */
    void post(Request request, WireKey key, long nanos, Consumer<@Nullable Throwable> ended) {
        tellFailure(
                request.verb(),
                new Waiting<Boolean>(
                                request.verb(),
                                nanos,
                                engine -> posting(left -> engine.post(request, key, left, ended), ended),
                                error -> {
                                    lost(request, key.wire(), error);
                                    ended.accept(error);
                                    throw error;
                                })
                        .start(Runnable::run));
    }

    /** Makes a bulk call when the nodes are known, with the time that is left to it; what comes too late fails for each key. */
    BulkOutcome call(BulkCall call, long nanos) {
        return waiting(call, nanos, AnswerReader.<BulkOutcome>same()).run();
    }

    /** As {@link #call(BulkCall, long)}, without waiting. */
    <R extends @Nullable Object> CompletableFuture<R> start(
            BulkCall call, long nanos, AnswerReader<BulkOutcome, R> reader) {
        return waiting(call, nanos, reader).start(Runnable::run);
    }

    private <R extends @Nullable Object> Waiting<R> waiting(
            BulkCall call, long nanos, AnswerReader<BulkOutcome, R> reader) {
        return new Waiting<>(
                call.verb(),
                nanos,
                engine -> Step.ask(
                        left -> reader.apply(engine.callAll(call, left)),
                        left -> engine.startAll(call, left, reader),
                        Step.Done::new),
                error -> reader.apply(lost(call, error)));
    }

    /** Posts a bulk call when the nodes are known, with the time that is left to it. */
    void post(BulkCall call, long nanos, Consumer<@Nullable Throwable> ended) {
        tellFailure(
                call.verb(),
                new Waiting<Boolean>(
                                call.verb(),
                                nanos,
                                engine -> posting(left -> engine.postAll(call, left, ended), ended),
                                error -> {
                                    lost(call, error);
                                    ended.accept(error);
                                    throw error;
                                })
                        .start(Runnable::run));
    }

    private static Step<Boolean> posting(LongConsumer post, Consumer<@Nullable Throwable> ended) {
        LongFunction<CompletableFuture<Boolean>> posted = left -> {
            try {
                post.accept(left);
            } catch (RuntimeException | Error refused) {
                ended.accept(refused);
                throw refused;
            }
            return CompletableFuture.completedFuture(true);
        };
        return Step.ask(left -> posted.apply(left).join(), posted, Step.Done::new);
    }

    /** Has whatever a posted call ends with told, since nobody waits for it. */
    private void tellFailure(Verb verb, CompletableFuture<?> posted) {
        posted.whenComplete((done, error) -> {
            if (error instanceof MemjayException failure) {
                listener.postFailed(null, verb, failure);
            }
        });
    }

    /** A call that waits for the first fleet, and is then made with the time that is left. */
    private final class Waiting<R extends @Nullable Object> extends Script<R> {
        private final Verb verb;
        private final long nanos;
        private final Function<Engine, Step<R>> then;
        private final Function<MemjayException, R> lost;
        private final CompletableFuture<Optional<Engine>> place = place();
        private boolean isKnown;

        /**
         * @param then makes the call
         * @param lost counts and tells a call that ended before any nodes were known, and gives its result or throws
         */
        Waiting(Verb verb, long nanos, Function<Engine, Step<R>> then, Function<MemjayException, R> lost) {
            super(verb.toString(), nanos);
            this.verb = verb;
            this.nanos = nanos;
            this.then = then;
            this.lost = lost;
        }

        @Override
        protected Step<R> begin() {
            return new Step.Await<>(place, nanos, end -> {
                if (end == null) {
                    return new Step.Failed<>(tooLate(verb, nanos));
                } else if (end.isEmpty()) {
                    return new Step.Failed<>(closed(verb));
                }
                isKnown = true;
                return then.apply(end.get());
            });
        }

        @Override
        protected void ended() {
            leave(place);
        }

        @Override
        protected R recovered(MemjayException error) {
            if (isKnown) {
                throw error;
            }
            return lost.apply(error);
        }
    }

    // ---- What ends in vain

    private void lost(Request request, String key, MemjayException error) {
        inVain.increment();
        tell(request, key, error);
    }

    /** Every key has failed; but what concerns the caller alone ends the whole call. */
    private BulkOutcome lost(BulkCall call, MemjayException error) {
        inVain.increment();
        MemjayException[] errors = new MemjayException[call.keys().length];
        for (int row = 0; row < errors.length; row++) {
            errors[row] = error;
            tell(call.requests()[row], call.keys()[row], error);
        }
        if (error instanceof ClosedException || error instanceof InterruptedCallException) {
            throw error;
        }
        return new BulkOutcome(call.result(), errors);
    }

    private void tell(Request request, String key, MemjayException error) {
        if (!(request instanceof ReadRequest)) {
            listener.writeFailed(null, request.verb(), key, error);
        }
    }

    private MemjayException tooLate(Verb verb, long nanos) {
        Throwable failure = lastFailure;
        String why = failure == null ? "the first look is under way" : "the last look failed: " + failure.getMessage();
        return new OperationTimeoutException(
                "no nodes are known yet, and none were found within " + nanos / 1_000_000 + " ms; " + why,
                new Context(null, verb.toString(), nanos, false),
                Phase.CONNECTING,
                failure);
    }

    /** The error of a call to a client that is closed. */
    static ClosedException closed(Verb verb) {
        return new ClosedException("the client is closed", new Context(null, verb.toString(), 0, false), null);
    }
}
