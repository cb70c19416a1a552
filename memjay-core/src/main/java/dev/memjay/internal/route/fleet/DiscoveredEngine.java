package dev.memjay.internal.route.fleet;

import dev.memjay.discovery.Fleet;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.clock.Lapse;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.Listeners;
import dev.memjay.internal.route.StateLog;
import dev.memjay.internal.route.WireKey;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose nodes are found by a discovery. Until the first look has found some there is no router: calls wait for
 * it within their own time, since a key sent to a guessed node would be missed once the others are known. From then on
 * everything goes straight to the router, and later looks change its fleet.
 */
public final class DiscoveredEngine implements Engine, FleetWatch.Listener {
    private final BiFunction<List<Node>, MemjayListener, Engine> opener;
    private final MemjayListener listener;
    private final long timeoutNanos;
    private final FirstFleet first;
    private final LongAdder looks = new LongAdder();
    private final LongAdder failedLooks = new LongAdder();
    private final LoadShare loads = new LoadShare();
    private final StateLog log = new StateLog("dev.memjay.discovery");
    /** Since when looks fail, in {@link Clock#nanoTime()}; 0 while they do not. Of the watch's thread. */
    private long failedSince;

    private volatile @Nullable Engine engine;
    private volatile boolean closed;
    private @Nullable FleetWatch watch;

    /**
     * @param opener opens a router for the first fleet, with a listener that it has to tell
     * @param listener the user's
     * @param timeoutNanos how long a question without a time of its own waits for the first fleet
     */
    public DiscoveredEngine(
            BiFunction<List<Node>, MemjayListener, Engine> opener, MemjayListener listener, long timeoutNanos) {
        this.opener = opener;
        this.listener = Listeners.of(listener);
        this.timeoutNanos = timeoutNanos;
        first = new FirstFleet(listener);
    }

    /** Begins to look; called once. */
    public DiscoveredEngine watchedBy(FleetWatch newWatch) {
        watch = newWatch;
        newWatch.start();
        return this;
    }

    private void lookSoon() {
        FleetWatch looking = watch;
        if (looking != null) {
            looking.poke();
        }
    }

    private MemjayListener lookOnLoss() {
        return new MemjayListener() {
            @Override
            public void connectFailed(Node node, Throwable cause) {
                lookSoon();
            }

            @Override
            public void connectionLost(Node node, Throwable cause) {
                lookSoon();
            }
        };
    }

    // ---- What the watch tells

    @Override
    public void found(Fleet fleet) {
        first.lookFailed(null);
        boolean changed;
        Engine now;
        synchronized (first) {
            if (closed) {
                return;
            }
            now = engine;
            if (now == null) {
                now = opener.apply(fleet.nodes(), Listeners.of(lookOnLoss(), listener));
                engine = now;
                changed = true;
            } else {
                changed = now.changeNodes(old -> fleet.nodes());
            }
        }
        looks.increment(); // what the router refused is counted as a failure, when that is told
        first.found(now);
        logFound();
        if (changed) {
            listener.fleetChanged(fleet.nodes());
        }
    }

    @Override
    public void passedOver() {
        looks.increment();
        logFound();
    }

    @Override
    public void failed(Throwable cause) {
        looks.increment();
        failedLooks.increment();
        first.lookFailed(cause);
        logFailed(cause);
        listener.discoveryFailed(cause);
    }

    private void logFound() {
        long now = Clock.nanoTime();
        if (failedSince != 0) {
            log.good("the discovery", "finds the nodes again after " + Lapse.of(now - failedSince) + ".");
            failedSince = 0;
        }
        log.look(now);
    }

    private void logFailed(Throwable cause) {
        long now = Clock.nanoTime();
        if (failedSince == 0) {
            failedSince = now == 0 ? 1 : now;
            String consequence = engine == null ? "Calls wait for the first nodes." : "The nodes stay as they are.";
            log.bad("the discovery", "cannot find the nodes", cause, consequence);
        }
        log.look(now);
    }

    // ---- Calls

    @Override
    public Exchange call(Request request, String plainKey, long nanos) {
        Engine now = engine;
        return now != null ? now.call(request, plainKey, nanos) : first.call(request, WireKey.plain(plainKey), nanos);
    }

    @Override
    public Exchange call(Request request, WireKey key, long nanos) {
        Engine now = engine;
        return now != null ? now.call(request, key, nanos) : first.call(request, key, nanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long nanos, AnswerReader<Exchange, R> reader) {
        Engine now = engine;
        return now != null ? now.start(request, key, nanos, reader) : first.start(request, key, nanos, reader);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, String plainKey, long nanos, AnswerReader<Exchange, R> reader) {
        Engine now = engine;
        return now != null
                ? now.start(request, plainKey, nanos, reader)
                : first.start(request, WireKey.plain(plainKey), nanos, reader);
    }

    @Override
    public void post(Request request, WireKey key, long nanos) {
        post(request, key, nanos, nobody -> {});
    }

    @Override
    public void post(Request request, WireKey key, long nanos, Consumer<@Nullable Throwable> ended) {
        Engine now = engine;
        if (now != null) {
            now.post(request, key, nanos, ended);
            return;
        }
        refuseClosed(request.verb());
        first.post(request, key, nanos, ended);
    }

    @Override
    public BulkOutcome callAll(BulkCall call, long nanos) {
        Engine now = engine;
        return now != null ? now.callAll(call, nanos) : first.call(call, nanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long nanos, AnswerReader<BulkOutcome, R> reader) {
        Engine now = engine;
        return now != null ? now.startAll(call, nanos, reader) : first.start(call, nanos, reader);
    }

    @Override
    public void postAll(BulkCall call, long nanos) {
        postAll(call, nanos, nobody -> {});
    }

    @Override
    public void postAll(BulkCall call, long nanos, Consumer<@Nullable Throwable> ended) {
        Engine now = engine;
        if (now != null) {
            now.postAll(call, nanos, ended);
            return;
        }
        refuseClosed(call.verb());
        first.post(call, nanos, ended);
    }

    private void refuseClosed(Verb verb) {
        if (closed) {
            throw FirstFleet.closed(verb);
        }
    }

    // ---- Administration

    @Override
    public List<String> text(Node node, TextCommand command, long nanos) {
        return first.await(Verb.ADMIN, nanos).text(node, command, nanos);
    }

    @Override
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long nanos) {
        return first.await(Verb.ADMIN, nanos).startText(node, command, nanos);
    }

    @Override
    public String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException {
        return first.await(Verb.ADMIN, nanos).follow(node, command, nanos, lines);
    }

    /** Until there is a router nobody knows; then whoever takes a lease is told. */
    @Override
    public boolean hasLeases(String route) {
        Engine now = engine;
        return now == null || now.hasLeases(route);
    }

    @Override
    public boolean hasMarks(String route) {
        Engine now = engine;
        return now == null || now.hasMarks(route);
    }

    @Override
    public boolean guardsMarks(String route) {
        Engine now = engine;
        return now == null || now.guardsMarks(route);
    }

    @Override
    public Executor callbacks() {
        Engine now = engine;
        return now == null ? Runnable::run : now.callbacks();
    }

    @Override
    public Executor codecs() {
        Engine now = engine;
        return now == null ? Runnable::run : now.codecs();
    }

    @Override
    public <A, R extends @Nullable Object> CompletableFuture<R> startReading(
            Verb verb, A answer, long nanos, AnswerReader<A, R> reader) {
        Engine now = engine;
        return now == null
                ? Engine.super.startReading(verb, answer, nanos, reader)
                : now.startReading(verb, answer, nanos, reader);
    }

    @Override
    public LoadShare loads() {
        return loads;
    }

    @Override
    public void tell(String route, BiConsumer<MemjayListener, Node> event) {
        Engine now = engine;
        if (now != null) {
            now.tell(route, event);
        }
    }

    @Override
    public void refreshFailed(String route, Throwable error) {
        Engine now = engine;
        if (now != null) {
            now.refreshFailed(route, error);
        }
    }

    @Override
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        Engine now = engine;
        if (now != null) {
            now.swallowed(verb, route, error);
        }
    }

    @Override
    public Node nodeFor(String route) {
        return first.await(Verb.ADMIN, timeoutNanos).nodeFor(route);
    }

    @Override
    public @Nullable Node knownNodeFor(String route) {
        Engine now = engine;
        return now == null ? null : now.knownNodeFor(route);
    }

    /** Waits for the first fleet, so that a command for all nodes does not go to none. */
    @Override
    public List<Node> nodes() {
        return first.await(Verb.ADMIN, timeoutNanos).nodes();
    }

    @Override
    public boolean changeNodes(UnaryOperator<List<Node>> change) {
        throw new IllegalStateException(
                "this client's nodes are found by discovery, which would undo a change by hand");
    }

    @Override
    public boolean awaitReady(long nanos) {
        long start = Clock.nanoTime();
        try {
            return first.await(Verb.ADMIN, nanos).awaitReady(Math.max(0, nanos - (Clock.nanoTime() - start)));
        } catch (OperationTimeoutException e) {
            return false;
        }
    }

    @Override
    public Metrics metrics() {
        Engine now = engine;
        Metrics metrics = now == null ? new Metrics(List.of(), 0) : now.metrics();
        return metrics.withLooks(looks.sum(), failedLooks.sum(), first.inVain());
    }

    @Override
    public void disconnectAll() {
        Engine now = engine;
        if (now != null) {
            now.disconnectAll();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close(long nanos) {
        Engine now;
        synchronized (first) {
            closed = true;
            now = engine;
        }
        FleetWatch looking = watch;
        if (looking != null) {
            looking.stop();
        }
        first.close();
        loads.close();
        if (now != null) {
            now.close(nanos);
        }
    }
}
