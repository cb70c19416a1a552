package dev.memjay.internal.engine;

import dev.memjay.discovery.Fleet;
import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.connection.Clock;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.model.Verb;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose nodes are found by a discovery. Until the first look has found some there is no router: calls wait for
 * it within their own time, since a key sent to a guessed node would be missed once the others are known. From then on
 * everything goes straight to the router, and later looks change its fleet.
 */
public final class DiscoveredEngine implements Engine, FleetWatch.Listener {
    private final BiFunction<List<Node>, Observer, Engine> opener;
    private final Observer observer;
    private final long timeoutNanos;
    /** Completes with the first fleet; exceptionally when the client is closed before. */
    private final CompletableFuture<Engine> first = new CompletableFuture<>();

    private final LongAdder looks = new LongAdder();
    private final LongAdder failedLooks = new LongAdder();
    private final LoadShare loads = new LoadShare();
    private volatile @Nullable Engine engine;
    private volatile @Nullable Throwable lastFailure;
    private volatile boolean closed;
    private @Nullable FleetWatch watch;

    /**
     * @param opener opens a router for the first fleet, with an observer that it has to tell
     * @param observer the user's
     * @param timeoutNanos how long a question without a time of its own waits for the first fleet
     */
    public DiscoveredEngine(BiFunction<List<Node>, Observer, Engine> opener, Observer observer, long timeoutNanos) {
        this.opener = opener;
        this.observer = observer;
        this.timeoutNanos = timeoutNanos;
    }

    /** Begins to look; called once. */
    public DiscoveredEngine watchedBy(FleetWatch newWatch) {
        watch = newWatch;
        newWatch.start();
        return this;
    }

    private void look() {
        FleetWatch looking = watch;
        if (looking != null) {
            looking.poke();
        }
    }

    // ---- What the watch tells

    @Override
    public void found(Fleet fleet) {
        looks.increment();
        lastFailure = null;
        boolean changed;
        synchronized (first) {
            if (closed) {
                return;
            }
            Engine now = engine;
            if (now == null) {
                now = opener.apply(fleet.nodes(), new RediscoveringObserver(observer, this::look));
                engine = now;
                changed = true;
            } else {
                changed = now.changeNodes(old -> fleet.nodes());
            }
        }
        first.complete(engine);
        if (changed) {
            observer.fleetChanged(fleet.nodes());
        }
    }

    @Override
    public void failed(Throwable cause) {
        looks.increment();
        failedLooks.increment();
        lastFailure = cause;
        observer.discoveryFailed(cause);
    }

    // ---- Waiting for the first fleet

    private Engine await(Verb verb, long nanos) {
        try {
            return first.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw tooLate(verb, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(
                    "the calling thread was interrupted", new Context(null, verb.toString(), 0, false), e);
        } catch (ExecutionException e) {
            throw closed(verb);
        }
    }

    private MemjayException tooLate(Verb verb, long nanos) {
        Throwable failure = lastFailure;
        String why = failure == null ? "the first look is under way" : "the last look failed: " + failure.getMessage();
        MemjayException error = new OperationTimeoutException(
                "no nodes are known yet, and none were found within " + nanos / 1_000_000 + " ms; " + why,
                new Context(null, verb.toString(), nanos, false),
                Phase.CONNECTING);
        if (failure != null) {
            error.addSuppressed(failure);
        }
        return error;
    }

    private static ClosedException closed(Verb verb) {
        return new ClosedException("the client is closed", new Context(null, verb.toString(), 0, false), null);
    }

    /** Waits without a thread; gives the call the time that is left. */
    private <R extends @Nullable Object> CompletableFuture<R> later(
            Verb verb, long nanos, BiFunction<Engine, Long, CompletableFuture<R>> call) {
        long start = Clock.nanoTime();
        CompletableFuture<R> result = new CompletableFuture<>();
        first.copy().orTimeout(nanos, TimeUnit.NANOSECONDS).whenComplete((found, failure) -> {
            if (result.isDone()) {
                return;
            }
            if (failure != null) {
                result.completeExceptionally(closed ? closed(verb) : tooLate(verb, nanos));
                return;
            }
            try {
                call.apply(found, Math.max(1, nanos - (Clock.nanoTime() - start)))
                        .whenComplete((value, error) -> finish(result, value, error));
            } catch (RuntimeException | Error refused) {
                result.completeExceptionally(refused);
            }
        });
        return result;
    }

    private static <R extends @Nullable Object> void finish(
            CompletableFuture<R> result, R value, @Nullable Throwable error) {
        if (error == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(Futures.unwrapped(error));
        }
    }

    // ---- Calls

    @Override
    public Exchange call(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        Engine now = engine;
        if (now != null) {
            return now.call(request, key, base64Key, route, nanos);
        }
        long start = Clock.nanoTime();
        Engine found = await(request.verb(), nanos);
        return found.call(request, key, base64Key, route, Math.max(1, nanos - (Clock.nanoTime() - start)));
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request,
            String key,
            boolean base64Key,
            @Nullable String route,
            long nanos,
            Function<Exchange, R> reader) {
        Engine now = engine;
        return now != null
                ? now.start(request, key, base64Key, route, nanos, reader)
                : later(
                        request.verb(),
                        nanos,
                        (found, left) -> found.start(request, key, base64Key, route, left, reader));
    }

    @Override
    public void post(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        Engine now = engine;
        if (now != null) {
            now.post(request, key, base64Key, route, nanos);
            return;
        }
        refuseClosed(request.verb());
        later(request.verb(), nanos, (found, left) -> {
            found.post(request, key, base64Key, route, left);
            return CompletableFuture.completedFuture(true);
        });
    }

    @Override
    public BulkOutcome callAll(BulkCall call, long nanos) {
        Engine now = engine;
        if (now != null) {
            return now.callAll(call, nanos);
        }
        long start = Clock.nanoTime();
        return await(call.verb(), nanos).callAll(call, Math.max(1, nanos - (Clock.nanoTime() - start)));
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long nanos, Function<BulkOutcome, R> reader) {
        Engine now = engine;
        return now != null
                ? now.startAll(call, nanos, reader)
                : later(call.verb(), nanos, (found, left) -> found.startAll(call, left, reader));
    }

    @Override
    public void postAll(BulkCall call, long nanos) {
        Engine now = engine;
        if (now != null) {
            now.postAll(call, nanos);
            return;
        }
        refuseClosed(call.verb());
        later(call.verb(), nanos, (found, left) -> {
            found.postAll(call, left);
            return CompletableFuture.completedFuture(true);
        });
    }

    private void refuseClosed(Verb verb) {
        if (closed) {
            throw closed(verb);
        }
    }

    // ---- Administration

    @Override
    public List<String> text(Node node, TextCommand command, long nanos) {
        return await(Verb.ADMIN, nanos).text(node, command, nanos);
    }

    @Override
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long nanos) {
        return await(Verb.ADMIN, nanos).startText(node, command, nanos);
    }

    /** Until there is a router nobody knows; then whoever takes a lease is told. */
    @Override
    public boolean hasLeases() {
        Engine now = engine;
        return now == null || now.hasLeases();
    }

    @Override
    public Executor callbacks() {
        Engine now = engine;
        return now == null ? Runnable::run : now.callbacks();
    }

    @Override
    public LoadShare loads() {
        return loads;
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
        } else {
            observer.callSwallowed(verb, error);
        }
    }

    @Override
    public Node nodeFor(String route) {
        return await(Verb.ADMIN, timeoutNanos).nodeFor(route);
    }

    /** Waits for the first fleet, so that a command for all nodes does not go to none. */
    @Override
    public List<Node> nodes() {
        return await(Verb.ADMIN, timeoutNanos).nodes();
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
            return await(Verb.ADMIN, nanos).awaitReady(Math.max(0, nanos - (Clock.nanoTime() - start)));
        } catch (OperationTimeoutException e) {
            return false;
        }
    }

    @Override
    public Metrics metrics() {
        Engine now = engine;
        Metrics metrics = now == null ? new Metrics(List.of(), 0) : now.metrics();
        return metrics.withLooks(looks.sum(), failedLooks.sum());
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
        first.completeExceptionally(closed(Verb.ADMIN));
        loads.close();
        if (now != null) {
            now.close(nanos);
        }
    }
}
