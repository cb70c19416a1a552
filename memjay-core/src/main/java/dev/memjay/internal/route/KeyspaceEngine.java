package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.meter.KeyspaceMeters;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
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
 * The way into the fleet of one keyspace: knows its counters, and for the parts of a call that somebody follows that call.
 * All else goes to the client's own engine. Immutable.
 */
public final class KeyspaceEngine implements Engine {
    private final Engine engine;
    private final KeyspaceMeters meters;
    private final KeyspaceMeter keyspace;
    private final @Nullable CallTrace trace;

    /** That of keyspaces without a name. */
    public KeyspaceEngine(Engine engine, KeyspaceMeters meters) {
        this(engine, meters, meters.of(null), null);
    }

    private KeyspaceEngine(Engine engine, KeyspaceMeters meters, KeyspaceMeter keyspace, @Nullable CallTrace trace) {
        this.engine = engine;
        this.meters = meters;
        this.keyspace = keyspace;
        this.trace = trace;
    }

    // ---- The keyspace

    @Override
    public KeyspaceMeter keyspace() {
        return keyspace;
    }

    @Override
    public @Nullable CallTrace trace() {
        return trace;
    }

    @Override
    public Engine under(@Nullable CallTrace call) {
        return new KeyspaceEngine(engine, meters, keyspace, call);
    }

    @Override
    public Engine named(String name) {
        return new KeyspaceEngine(engine, meters, meters.of(name), trace);
    }

    /** What loads and leases read in between is no read of the keyspace's: the load counts what it found in the end. */
    @Override
    public void answered(Verb verb, Exchange answer) {
        if (!isRead(verb)) {
            return;
        }
        boolean isHit = answer.status == Status.HIT && !isPlaceholder(answer);
        int hits = isHit ? 1 : 0;
        int misses = answer.status == Status.MISS || (answer.status == Status.HIT && !isHit) ? 1 : 0;
        int stale = isHit && (answer.marks & Exchange.STALE) != 0 ? 1 : 0;
        if (verb == Verb.GET || verb == Verb.GETS || verb == Verb.GAT || verb == Verb.LOOKUP) {
            keyspace.read(hits - stale, misses, stale);
        }
        if (trace != null) {
            trace.read(hits, misses, stale);
        }
    }

    private static boolean isRead(Verb verb) {
        return switch (verb) {
            case GET, GETS, GAT, GET_ALL, LOOKUP, INSPECT, CONTAINS, GET_OR_COMPUTE, LEASE -> true;
            default -> false;
        };
    }

    private static boolean isPlaceholder(Exchange answer) {
        byte[] value = answer.value;
        return value != null && value.length == 0 && Exchange.isPlaceholder(answer.flags, answer.marks);
    }

    @Override
    public void answered(BulkCall call, BulkOutcome outcome) {
        int hits = 0;
        int misses = 0;
        int stale = 0;
        MemjayException error = null;
        for (int row = 0; row < call.keys().length; row++) {
            Status status = outcome.result().status(row);
            if (outcome.error(row) != null) {
                error = outcome.error(row);
            } else if (status == Status.HIT) {
                hits++;
                stale += (outcome.result().marks(row) & Exchange.STALE) != 0 ? 1 : 0;
            } else if (status == Status.MISS) {
                misses++;
            }
        }
        if (call.verb() == Verb.GET_ALL || call.verb() == Verb.LOOKUP) {
            keyspace.read(hits - stale, misses, stale);
        }
        if (trace != null) {
            if (isRead(call.verb())) {
                trace.read(hits, misses, stale);
            }
            trace.asked(call.result().nodes());
            if (error != null) {
                trace.failed(error);
            }
        }
    }

    @Override
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        keyspace.swallowed(CallErrors.kindOf(error));
        if (trace != null) {
            trace.swallowed(error);
        }
        engine.swallowed(verb, route, error);
    }

    // ---- What goes on to the client's engine

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
        return engine.metrics().withKeyspaces(meters.snapshot());
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
