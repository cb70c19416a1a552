package dev.memjay.internal.route;

import dev.memjay.error.ClosedException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OverloadedException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls for one key while keys are served by other nodes than their own, or by several. */
final class DetouredCalls {
    private final EventLoop loop;
    private final @Nullable Executor callbackExecutor;

    DetouredCalls(EventLoop loop, @Nullable Executor callbackExecutor) {
        this.loop = loop;
        this.callbackExecutor = callbackExecutor;
    }

    /** Sends a request and waits for its answer; goes on to the next holder where the call was certainly not applied. */
    Exchange call(Topology topology, Sending sending) {
        for (int attempt = 0; ; attempt++) {
            int index = index(topology, sending, attempt);
            try {
                Exchange answer = topology.clients()[index].call(
                        limited(topology, sending, index),
                        sending.key(),
                        sending.base64Key(),
                        sending.start(),
                        sending.deadline());
                copy(topology, sending, index, answer.status);
                return answer;
            } catch (MemjayException error) {
                if (!movesOn(topology, sending, attempt, error)) {
                    copyAfter(topology, sending, index, error);
                    throw error;
                }
            }
        }
    }

    /** Sends a request without waiting. */
    <R extends @Nullable Object> CompletableFuture<R> start(
            Topology topology, Sending sending, Function<Exchange, R> reader) {
        return new DetouredFuture<>(this, topology, sending, reader, loop, callbackExecutor).send(0);
    }

    /** Sends a request whose answer nobody wants; throws only what is known at once. */
    void post(Topology topology, Sending sending) {
        Request request = sending.request();
        int index = index(topology, sending, 0);
        NodeClient client = topology.clients()[index];
        client.refuseUnsaid(request, sending.base64Key(), sending.start());
        CompletableFuture<?> sent = new DetouredFuture<>(this, topology, sending, answer -> answer, loop, null).send(0);
        MemjayException refusal = refusal(sent);
        if (refusal != null) {
            throw refusal;
        }
        sent.whenComplete((answer, error) -> {
            if (error instanceof MemjayException failure) {
                client.report().postFailed(request.verb(), failure);
            }
        });
    }

    /** What a post is to throw, since it is known at once. */
    private static @Nullable MemjayException refusal(CompletableFuture<?> sent) {
        MemjayException[] refusal = new MemjayException[1];
        if (sent.isCompletedExceptionally()) {
            sent.whenComplete((answer, error) -> {
                if (error instanceof OverloadedException || error instanceof ClosedException) {
                    refusal[0] = (MemjayException) error;
                }
            });
        }
        return refusal[0];
    }

    static int index(Topology topology, Sending sending, int attempt) {
        Detour detour = topology.detour();
        return detour == null ? topology.ring().indexOf(sending.place()) : detour.index(sending.place(), attempt);
    }

    static Request limited(Topology topology, Sending sending, int index) {
        Detour detour = topology.detour();
        return detour == null ? sending.request() : detour.limited(sending.request(), sending.place(), index);
    }

    /** Whether the call goes on to the next holder. */
    static boolean movesOn(Topology topology, Sending sending, int attempt, MemjayException error) {
        return error instanceof ConnectionException
                && !error.mayHaveBeenApplied()
                && sending.deadline() - Clock.nanoTime() > 0
                && index(topology, sending, attempt + 1) != Detour.NONE;
    }

    /** Writes the copies after a call that failed for good. */
    void copyAfter(Topology topology, Sending sending, int holder, Throwable error) {
        boolean isKnown = !(error instanceof MemjayException failure) || !failure.mayHaveBeenApplied();
        boolean isOutside = error instanceof ConnectionException || error instanceof OperationTimeoutException;
        if (isOutside && (!isKnown || Copies.areUnconditional(sending.request()))) {
            copy(topology, sending, holder, null);
        }
    }

    /** Writes the copies of all holders but one, in the background. */
    void copy(Topology topology, Sending sending, int holder, @Nullable Status status) {
        Detour detour = topology.detour();
        if (detour == null || detour.copies() == 0) {
            return;
        }
        Request copy = Copies.of(sending.request(), status);
        for (int attempt = 0; copy != null && attempt <= detour.copies(); attempt++) {
            int index = detour.index(sending.place(), attempt);
            if (index == Detour.NONE) {
                return;
            }
            if (index != holder) {
                send(topology.clients()[index], sending.with(copy));
            }
        }
    }

    private static void send(NodeClient client, Sending sending) {
        Request request = sending.request();
        long start = Clock.nanoTime();
        long deadline = start + (sending.deadline() - sending.start());
        Failure refusal = client.connections()
                .start(new Deferred(request, sending.key(), sending.base64Key(), deadline, (done, failure) -> {
                    MemjayException error = failure != null
                            ? client.failed(request.verb(), request, failure, start)
                            : client.conclude(done, request, start);
                    if (failure != null && error != null) {
                        client.report().postLost(request, sending.key(), error);
                    } else if (error != null) {
                        client.report().postFailed(request.verb(), error);
                    }
                }));
        if (refusal != null) {
            client.report().postLost(request, sending.key(), client.failed(request.verb(), request, refusal, start));
        }
    }
}
