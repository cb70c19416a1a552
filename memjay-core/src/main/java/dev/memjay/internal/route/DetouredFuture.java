package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The future of one asynchronous call that may go from holder to holder; made of one {@link CallFuture} each. */
final class DetouredFuture<R extends @Nullable Object> extends StoppableFuture<R> {
    private final DetouredCalls calls;
    private final Topology topology;
    private final Sending sending;
    private final Function<Exchange, R> reader;
    private volatile @Nullable CompletableFuture<Exchange> current;

    DetouredFuture(
            DetouredCalls calls,
            Topology topology,
            Sending sending,
            Function<Exchange, R> reader,
            EventLoop loop,
            @Nullable Executor executor) {
        super(loop, executor);
        this.calls = calls;
        this.topology = topology;
        this.sending = sending;
        this.reader = reader;
    }

    /** Sends the request to the holder of the {@code attempt}. */
    DetouredFuture<R> send(int attempt) {
        int index = DetouredCalls.index(topology, sending, attempt);
        Request request = DetouredCalls.limited(topology, sending, index);
        NodeClient client = topology.clients()[index];
        try {
            client.refuse(request, sending.base64Key(), sending.start());
        } catch (MemjayException refused) {
            client.report().writeFailed(request, sending.key(), refused);
            failed(attempt, index, refused);
            return this;
        }
        CallFuture<Exchange> call = new CallFuture<>(
                client,
                request,
                sending.key(),
                sending.base64Key(),
                sending.start(),
                sending.deadline(),
                answer -> answer,
                null);
        current = call;
        call.whenComplete((answer, error) -> {
            if (error != null) {
                failed(attempt, index, error);
            } else {
                calls.copy(topology, sending, index, answer.status);
                finish(reader, answer);
            }
        });
        call.send();
        return this;
    }

    private void failed(int attempt, int index, Throwable error) {
        if (!isDone()
                && error instanceof MemjayException failure
                && DetouredCalls.movesOn(topology, sending, attempt, failure)) {
            send(attempt + 1);
            return;
        }
        calls.copyAfter(topology, sending, index, error);
        finishExceptionally(error);
    }

    @Override
    void stop() {
        CompletableFuture<Exchange> call = current;
        if (call != null) {
            call.cancel(false);
        }
    }

    @Override
    String whatIfCancelled() {
        return sending.request().verb() + ": cancelled"
                + (sending.request().isHarmlessToRepeat() ? "" : "; it may have been applied");
    }
}
