package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Another engine whose every call fails with one error and sends nothing, for keys that are not known since what they are
 * made of could not be asked. What becomes of the failure is up to the policy of the view, as with a node that is down.
 */
public final class FailingEngine implements Engine {
    private final Engine engine;
    private final MemjayException error;
    private final String route;

    /**
     * @param engine the other, which counts the failures
     * @param error what every call fails with
     * @param route whose node is to blame
     */
    public FailingEngine(Engine engine, MemjayException error, String route) {
        this.engine = engine;
        this.error = error;
        this.route = route;
    }

    @Override
    public Exchange call(Request request, WireKey key, long timeoutNanos) {
        throw error;
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return CompletableFuture.failedFuture(error);
    }

    @Override
    public void post(Request request, WireKey key, long timeoutNanos) {
        swallowed(request.verb(), null, error);
    }

    @Override
    public void post(Request request, WireKey key, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        post(request, key, timeoutNanos);
        ended.accept(error);
    }

    @Override
    public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        MemjayException[] errors = new MemjayException[call.keys().length];
        Arrays.fill(errors, error);
        return new BulkOutcome(call.result(), errors);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
        try {
            return CompletableFuture.completedFuture(reader.apply(callAll(call, timeoutNanos)));
        } catch (RuntimeException | Error thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos) {
        swallowed(call.verb(), null, error);
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        postAll(call, timeoutNanos);
        ended.accept(error);
    }

    @Override
    public List<String> text(Node node, TextCommand command, long timeoutNanos) {
        return engine.text(node, command, timeoutNanos);
    }

    @Override
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        return engine.startText(node, command, timeoutNanos);
    }

    @Override
    public String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException {
        return engine.follow(node, command, nanos, lines);
    }

    @Override
    public boolean hasLeases(String otherRoute) {
        return true; // whoever asks for one has the error, which is all that there is to know
    }

    @Override
    public <A, R extends @Nullable Object> CompletableFuture<R> startReading(
            Verb verb, A answer, long timeoutNanos, AnswerReader<A, R> reader) {
        return engine.startReading(verb, answer, timeoutNanos, reader);
    }

    @Override
    public Executor callbacks() {
        return engine.callbacks();
    }

    @Override
    public Executor codecs() {
        return engine.codecs();
    }

    @Override
    public LoadShare loads() {
        return engine.loads();
    }

    @Override
    public void refreshFailed(String otherRoute, Throwable failure) {
        engine.refreshFailed(route, failure);
    }

    @Override
    public void tell(String otherRoute, BiConsumer<MemjayListener, Node> event) {
        engine.tell(route, event);
    }

    @Override
    public void swallowed(Verb verb, @Nullable String otherRoute, MemjayException failure) {
        engine.swallowed(verb, route, failure);
    }

    @Override
    public Node nodeFor(String otherRoute) {
        return engine.nodeFor(otherRoute);
    }

    @Override
    public List<Node> nodes() {
        return engine.nodes();
    }

    @Override
    public boolean changeNodes(UnaryOperator<List<Node>> change) {
        return engine.changeNodes(change);
    }

    @Override
    public boolean awaitReady(long timeoutNanos) {
        return engine.awaitReady(timeoutNanos);
    }

    @Override
    public @Nullable Node knownNodeFor(String otherRoute) {
        return engine.knownNodeFor(otherRoute);
    }

    @Override
    public KeyspaceMeter keyspace() {
        return engine.keyspace();
    }

    @Override
    public @Nullable CallTrace trace() {
        return engine.trace();
    }

    @Override
    public Engine under(@Nullable CallTrace trace) {
        return new FailingEngine(engine.under(trace), error, route);
    }

    @Override
    public Engine named(String name) {
        return new FailingEngine(engine.named(name), error, route);
    }

    @Override
    public void answered(BulkCall call, BulkOutcome outcome) {
        engine.answered(call, outcome);
    }

    @Override
    public Metrics metrics() {
        return engine.metrics();
    }

    @Override
    public void disconnectAll() {
        engine.disconnectAll();
    }

    @Override
    public boolean isClosed() {
        return engine.isClosed();
    }

    @Override
    public void close(long timeoutNanos) {
        engine.close(timeoutNanos);
    }
}
