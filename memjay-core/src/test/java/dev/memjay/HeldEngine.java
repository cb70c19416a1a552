package dev.memjay;

import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.Node;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A fake engine whose asynchronous calls are answered when the test says so. They count as sent when they are made. */
class HeldEngine extends FakeEngine {
    /** A call that waits for its answer. */
    private record Held(CompletableFuture<Object> call, Supplier<CompletableFuture<?>> answer) {}

    /** What was asked without waiting, by its verb. */
    final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final BlockingDeque<Held> held = new LinkedBlockingDeque<>();

    /** The oldest call that waits for its answer; waits until there is one. */
    private Held next() {
        try {
            Held next = held.pollFirst(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing more was asked after " + asked);
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers the oldest call, be it given up or not. */
    void answerNext() {
        Held next = next();
        next.answer.get().whenComplete((answer, error) -> {
            if (error == null) {
                next.call.complete(answer);
            } else {
                next.call.completeExceptionally(error);
            }
        });
    }

    /** Waits until a call waits for its answer. */
    void awaitCall() {
        held.addFirst(next());
    }

    boolean isWaiting() {
        return !held.isEmpty();
    }

    /** Whether the oldest call is given up; that may come a moment later, from the thread that has just sent it. */
    boolean isGivenUp() throws Exception {
        try {
            held.getFirst().call.get(20, TimeUnit.SECONDS);
            return false;
        } catch (CancellationException givenUp) {
            return true;
        } catch (TimeoutException still) {
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private <R extends @Nullable Object> CompletableFuture<R> hold(String verb, Supplier<CompletableFuture<?>> answer) {
        asked.add(verb);
        CompletableFuture<Object> call = new CompletableFuture<>();
        held.add(new Held(call, answer));
        return (CompletableFuture<R>) call;
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return hold(request.verb().toString(), () -> super.start(request, key, timeoutNanos, reader));
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
        return hold(call.verb().toString(), () -> super.startAll(call, timeoutNanos, reader));
    }

    @Override
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        return hold(command.line(), () -> super.startText(node, command, timeoutNanos));
    }
}
