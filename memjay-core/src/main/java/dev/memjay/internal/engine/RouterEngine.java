package dev.memjay.internal.engine;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Router;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The router as the front door's engine. */
public final class RouterEngine implements Engine {
    private static final ReadRequest LEASE = ReadRequest.lease(Verb.GET_OR_COMPUTE, 1, 0, false);

    private final Router router;
    private final LoadShare loads = new LoadShare();

    public RouterEngine(Router router) {
        this.router = router;
    }

    @Override
    public Exchange call(Request request, String key, boolean base64Key, @Nullable String route, long timeoutNanos) {
        return router.call(request, key, base64Key, route, timeoutNanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request,
            String key,
            boolean base64Key,
            @Nullable String route,
            long timeoutNanos,
            Function<Exchange, R> reader) {
        return router.start(request, key, base64Key, route, timeoutNanos, reader);
    }

    @Override
    public void post(Request request, String key, boolean base64Key, @Nullable String route, long timeoutNanos) {
        router.post(request, key, base64Key, route, timeoutNanos);
    }

    @Override
    public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        return router.callAll(call, timeoutNanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, Function<BulkOutcome, R> reader) {
        return router.startAll(call, timeoutNanos, reader);
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos) {
        router.postAll(call, timeoutNanos);
    }

    @Override
    public List<String> text(Node node, TextCommand command, long timeoutNanos) {
        return router.text(node, command, timeoutNanos);
    }

    @Override
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        return router.startText(node, command, timeoutNanos);
    }

    @Override
    public String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException {
        return router.follow(node, command, nanos, lines);
    }

    @Override
    public boolean hasLeases(String route) {
        return router.canSay(LEASE, route);
    }

    @Override
    public Executor callbacks() {
        return router.callbacks();
    }

    @Override
    public LoadShare loads() {
        return loads;
    }

    @Override
    public void tell(String route, BiConsumer<MemjayListener, Node> event) {
        router.tell(route, event);
    }

    @Override
    public void refreshFailed(String route, Throwable error) {
        router.refreshFailed(route, error);
    }

    @Override
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        router.swallowed(verb, route, error);
    }

    @Override
    public Node nodeFor(String route) {
        return router.nodeFor(route);
    }

    @Override
    public List<Node> nodes() {
        return router.nodes();
    }

    @Override
    public synchronized boolean changeNodes(UnaryOperator<List<Node>> change) {
        List<Node> old = router.nodes();
        List<Node> changed = change.apply(old);
        if (changed.equals(old)) {
            return false;
        }
        router.replace(changed);
        return true;
    }

    @Override
    public boolean awaitReady(long timeoutNanos) {
        return router.awaitReady(timeoutNanos);
    }

    @Override
    public Metrics metrics() {
        return router.metrics();
    }

    @Override
    public void disconnectAll() {
        router.disconnectAll();
    }

    @Override
    public boolean isClosed() {
        return router.isClosed();
    }

    @Override
    public void close(long timeoutNanos) {
        loads.close();
        router.close(timeoutNanos);
    }
}
