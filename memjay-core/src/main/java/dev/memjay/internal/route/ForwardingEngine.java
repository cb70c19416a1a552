package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.meter.ReadCounter;
import dev.memjay.internal.wire.Exchange;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Another engine, for those that differ from it in some methods. It passes every method on, also those that {@link Engine} has
 * a default for: a default in the place of the other's own is a fault that nobody sees.
 */
abstract sealed class ForwardingEngine implements Engine permits KeyspaceEngine, FailingEngine {
    final Engine engine;

    ForwardingEngine(Engine engine) {
        this.engine = engine;
    }

    @Override
    public abstract Engine under(@Nullable CallTrace trace);

    @Override
    public abstract Engine named(String name);

    @Override
    public abstract Engine countingReads(ReadCounter counter);

    @Override
    public Runnable carry(Runnable work) {
        return engine.carry(work);
    }

    @Override
    public void found(int hits, int misses, int stale) {
        engine.found(hits, misses, stale);
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
    public void answered(Verb verb, Exchange answer) {
        engine.answered(verb, answer);
    }

    @Override
    public void answered(BulkCall call, BulkOutcome outcome) {
        engine.answered(call, outcome);
    }

    @Override
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        engine.swallowed(verb, route, error);
    }

    @Override
    public Exchange call(Request request, WireKey key, long timeoutNanos) {
        return engine.call(request, key, timeoutNanos);
    }

    @Override
    public Exchange call(Request request, String plainKey, long timeoutNanos) {
        return engine.call(request, plainKey, timeoutNanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return engine.start(request, key, timeoutNanos, reader);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, String plainKey, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return engine.start(request, plainKey, timeoutNanos, reader);
    }

    @Override
    public void post(Request request, WireKey key, long timeoutNanos) {
        engine.post(request, key, timeoutNanos);
    }

    @Override
    public void post(Request request, WireKey key, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        engine.post(request, key, timeoutNanos, ended);
    }

    @Override
    public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        return engine.callAll(call, timeoutNanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
        return engine.startAll(call, timeoutNanos, reader);
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos) {
        engine.postAll(call, timeoutNanos);
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        engine.postAll(call, timeoutNanos, ended);
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
    public boolean hasLeases(String route) {
        return engine.hasLeases(route);
    }

    @Override
    public boolean hasMarks(String route) {
        return engine.hasMarks(route);
    }

    @Override
    public boolean guardsMarks(String route) {
        return engine.guardsMarks(route);
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
    public void refreshFailed(String route, Throwable error) {
        engine.refreshFailed(route, error);
    }

    @Override
    public void tell(String route, BiConsumer<MemjayListener, Node> event) {
        engine.tell(route, event);
    }

    @Override
    public Node nodeFor(String route) {
        return engine.nodeFor(route);
    }

    @Override
    public @Nullable Node knownNodeFor(String route) {
        return engine.knownNodeFor(route);
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
