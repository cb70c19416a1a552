package dev.memjay.internal.route;

import static java.util.Objects.requireNonNull;

import dev.memjay.error.ClosedException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OverloadedException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.Verb;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call for one key while keys are served by other nodes than their own, or by several: it goes on to the next holder where
 * it was certainly not applied, and writes the copies.
 *
 * @param topology the fleet that it began with
 * @param detour the detour of that fleet
 * @param request what is asked
 * @param key for which key
 * @param start when the call began
 * @param deadline when its time is over
 */
record DetouredCall(Topology topology, Detour detour, Request request, WireKey key, long start, long deadline) {
    /** Sends the request and waits for its answer. */
    Exchange await() {
        for (int attempt = 0; ; attempt++) {
            int index = index(attempt);
            NodeClient node = node(index);
            Request sent = limited(index);
            try {
                Exchange answer = node.concluded(
                        node.call(sent.verb(), sent, key.wire(), key.base64(), start, deadline, key.trace()),
                        sent,
                        start);
                copy(index, SecondHolder.Outcome.of(answer.status));
                return answer;
            } catch (MemjayException error) {
                if (!movesOn(attempt, error)) {
                    copy(index, SecondHolder.Outcome.of(error));
                    throw error;
                }
                movedOn();
            }
        }
    }

    /** Sends the request without waiting. */
    <R extends @Nullable Object> CompletableFuture<R> start(AnswerReader<Exchange, R> reader, CompletionPlace place) {
        return new Started<>(this, reader, place).send(0);
    }

    /** Sends a request whose answer nobody wants; throws only what is known at once. */
    void post(CompletionPlace place, Consumer<@Nullable Throwable> ended) {
        NodeClient node = node(index(0));
        CompletableFuture<Exchange> sent = start(AnswerReader.same(), place.inner());
        MemjayException refusal = refusal(sent);
        if (refusal != null) {
            throw refusal;
        }
        sent.whenComplete((answer, error) -> {
            if (error instanceof MemjayException failure) {
                node.report().postFailed(request.verb(), failure);
            }
            ended.accept(error);
        });
    }

    /** What a post is to throw, since it is known at once. */
    private static @Nullable MemjayException refusal(CompletableFuture<?> sent) {
        MemjayException[] refusal = new MemjayException[1];
        if (sent.isCompletedExceptionally()) {
            sent.whenComplete((answer, error) -> {
                if (error instanceof OverloadedException
                        || error instanceof ClosedException
                        || error instanceof UnsupportedByServerException) {
                    refusal[0] = (MemjayException) error;
                }
            });
        }
        return refusal[0];
    }

    private int index(int attempt) {
        return detour.index(key.placed(), attempt);
    }

    private NodeClient node(int index) {
        return topology.clients()[index];
    }

    private Request limited(int index) {
        return detour.limited(request, key.placed(), index);
    }

    /** Whether the call goes on to the next holder. */
    private boolean movesOn(int attempt, MemjayException error) {
        return error instanceof ConnectionException
                && !error.mayHaveBeenApplied()
                && deadline - Clock.nanoTime() > 0
                && index(attempt + 1) != Detour.NONE;
    }

    /** The next holder is asked. */
    private void movedOn() {
        if (key.trace() != null) {
            key.trace().isSentAgain();
        }
    }

    // ---- Copies

    /** Sends all holders but one what the outcome there means for them, in the background. */
    void copy(int holder, SecondHolder.Outcome outcome) {
        Request copy = detour.copies() == 0 ? null : SecondHolder.request(request, outcome);
        for (int attempt = 0; copy != null && attempt <= detour.copies(); attempt++) {
            int index = index(attempt);
            if (index == Detour.NONE) {
                return;
            }
            if (index != holder) {
                send(node(index), copy);
            }
        }
    }

    private void send(NodeClient node, Request copy) {
        long now = Clock.nanoTime();
        try {
            node.post(copy, key.unfollowed(), now, now + (deadline - start), nobody -> {});
        } catch (MemjayException refused) {
            node.report().postFailed(copy.verb(), refused);
        }
    }

    /** The future of a call without a thread; made of one {@link CallFuture} for each holder. */
    private static final class Started<R extends @Nullable Object> extends StoppableFuture<R> {
        private final DetouredCall call;
        private final AnswerReader<Exchange, R> reader;
        private volatile @Nullable CallFuture<Exchange> current;

        Started(DetouredCall call, AnswerReader<Exchange, R> reader, CompletionPlace place) {
            super(place);
            this.call = call;
            this.reader = reader;
        }

        /** Sends the request to the holder of the {@code attempt}. */
        Started<R> send(int attempt) {
            int index = call.index(attempt);
            Request request = call.limited(index);
            NodeClient node = call.node(index);
            MemjayException down = node.down(request.verb(), call.start);
            if (down != null) {
                node.report().writeFailed(request, call.key.wire(), down);
                failed(attempt, index, down);
                return this;
            }
            CallFuture<Exchange> sent =
                    CallFuture.of(node, request, call.key, call.start, AnswerReader.same(), place().inner());
            current = sent;
            sent.whenComplete((answer, error) -> {
                if (error != null) {
                    failed(attempt, index, error);
                } else {
                    call.copy(index, SecondHolder.Outcome.of(answer.status));
                    finish(reader, answer);
                }
            });
            sent.send(call.key.base64(), call.deadline, Clock.nanoTime());
            return this;
        }

        private void failed(int attempt, int index, Throwable error) {
            if (!isDone() && error instanceof MemjayException failure && call.movesOn(attempt, failure)) {
                call.movedOn();
                send(attempt + 1);
                return;
            }
            call.copy(index, SecondHolder.Outcome.of(error));
            finishExceptionally(error);
        }

        @Override
        Verb verb() {
            return call.request.verb();
        }

        @Override
        long deadline() {
            return call.deadline;
        }

        @Override
        void stop() {
            CallFuture<Exchange> sent = current;
            if (sent != null) {
                sent.cancel(false);
            }
        }

        @Override
        MemjayException unread(String message) {
            return requireNonNull(current, "only what was sent is answered").unread(message);
        }

        @Override
        String whatIfCancelled() {
            Request request = call.request;
            return request.verb() + ": cancelled" + (request.isHarmlessToRepeat() ? "" : "; it may have been applied");
        }
    }
}
