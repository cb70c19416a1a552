package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.Deferred;
import dev.memjay.internal.connection.EventLoop;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.Verb;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls for one key: sent to its own node, or by the detour that there is. */
final class KeyCalls {
    private final Roster roster;
    private final Shutdown shutdown;
    private final DetouredCalls detoured;
    private final @Nullable Executor callbackExecutor;

    KeyCalls(Roster roster, Shutdown shutdown, EventLoop loop, @Nullable Executor callbackExecutor) {
        this.roster = roster;
        this.shutdown = shutdown;
        this.detoured = new DetouredCalls(loop, callbackExecutor);
        this.callbackExecutor = callbackExecutor;
    }

    /** Sends a request and waits for its answer; failures are thrown. */
    Exchange call(
            Request request, String key, boolean base64Key, @Nullable String route, long start, long timeoutNanos) {
        Topology current = roster.now();
        return current.detour() == null
                ? current.client(key, route).call(request, key, base64Key, start, start + timeoutNanos)
                : detoured.call(current, new Sending(request, key, base64Key, route, start, start + timeoutNanos));
    }

    /** Sends a request without waiting. */
    <R extends @Nullable Object> CompletableFuture<R> start(
            Request request,
            String key,
            boolean base64Key,
            @Nullable String route,
            long timeoutNanos,
            Function<Exchange, R> reader) {
        long start = Clock.nanoTime();
        Topology current = roster.now();
        NodeClient client = current.client(key, route);
        try {
            shutdown.checkOpen(request.verb());
            if (current.detour() != null) {
                return detoured.start(
                        current, new Sending(request, key, base64Key, route, start, start + timeoutNanos), reader);
            }
            client.refuse(request, base64Key, start);
        } catch (MemjayException refused) {
            client.report().writeFailed(request, key, refused);
            return CompletableFuture.failedFuture(refused);
        }
        return new CallFuture<>(client, request, key, base64Key, start, start + timeoutNanos, reader, callbackExecutor)
                .send();
    }

    /** Sends a request whose answer nobody wants; throws only what is known at once. */
    void post(Request request, String key, boolean base64Key, @Nullable String route, long timeoutNanos) {
        long start = Clock.nanoTime();
        shutdown.checkOpen(request.verb());
        Topology current = roster.now();
        if (current.detour() != null) {
            detoured.post(current, new Sending(request, key, base64Key, route, start, start + timeoutNanos));
            return;
        }
        post(current.client(key, route), request, key, base64Key, start, timeoutNanos);
    }

    private static void post(
            NodeClient client, Request request, String key, boolean base64Key, long start, long timeoutNanos) {
        Verb verb = request.verb();
        client.refuseUnsaid(request, base64Key, start);
        MemjayException down = client.down(verb, start);
        if (down != null) {
            client.report().postLost(request, key, down);
            return;
        }
        Failure refusal = client.connections()
                .start(Deferred.forgettable(request, key, base64Key, start + timeoutNanos, (done, failure) -> {
                    MemjayException error = failure != null
                            ? client.failed(verb, request, failure, start)
                            : client.conclude(done, request, start);
                    if (error != null) {
                        if (failure != null) {
                            client.report().writeFailed(request, key, error);
                        }
                        client.report().postFailed(verb, error);
                    }
                }));
        if (refusal == null) {
            return;
        }
        MemjayException error = client.failed(verb, request, refusal, start);
        if (refusal.kind() == Failure.Kind.OVERLOADED || refusal.kind() == Failure.Kind.CLOSED) {
            client.report().writeFailed(request, key, error);
            throw error;
        }
        client.report().postLost(request, key, error);
    }
}
