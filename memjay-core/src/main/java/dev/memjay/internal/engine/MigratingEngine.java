package dev.memjay.internal.engine;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Metrics;
import dev.memjay.model.MigrationStage;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two engines as one, by the stage of a migration: see {@link dev.memjay.Migration} for what goes where, and {@link Mirror} for what
 * the new pool is told of writes. Each call takes the stage once, and shares its time among the pools it asks: the first of two
 * that may answer a read has half of it at most.
 */
public final class MigratingEngine implements Engine {
    private final Engine oldPool;
    private final Engine newPool;
    private final Supplier<MigrationStage> stages;
    private final KeyBetween single;
    private final LoadShare loads = new LoadShare();

    public MigratingEngine(Engine oldPool, Engine newPool, Supplier<MigrationStage> stages) {
        this.oldPool = oldPool;
        this.newPool = newPool;
        this.stages = stages;
        single = new KeyBetween(oldPool, newPool);
    }

    /** The pool that a stage's reads begin with. */
    private Engine reading(MigrationStage stage) {
        return stage == MigrationStage.OLD || stage == MigrationStage.WRITE_BOTH ? oldPool : newPool;
    }

    // ---- One key

    @Override
    public Exchange call(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        MigrationStage stage = stages.get();
        boolean plainRead = Mirror.isPlainRead(request);
        if (!Mirror.isBetween(stage) || plainRead && stage == MigrationStage.WRITE_BOTH) {
            return reading(stage).call(request, key, base64Key, route, nanos);
        }
        return plainRead
                ? single.read(request, key, base64Key, route, nanos)
                : single.write(request, key, base64Key, route, nanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request,
            String key,
            boolean base64Key,
            @Nullable String route,
            long nanos,
            Function<Exchange, R> reader) {
        MigrationStage stage = stages.get();
        boolean plainRead = Mirror.isPlainRead(request);
        if (!Mirror.isBetween(stage) || plainRead && stage == MigrationStage.WRITE_BOTH) {
            return reading(stage).start(request, key, base64Key, route, nanos, reader);
        }
        return plainRead
                ? single.startRead(request, key, base64Key, route, nanos, reader)
                : single.startWrite(request, key, base64Key, route, nanos, reader);
    }

    @Override
    public void post(Request request, String key, boolean base64Key, @Nullable String route, long nanos) {
        MigrationStage stage = stages.get();
        if (!Mirror.isBetween(stage)) {
            reading(stage).post(request, key, base64Key, route, nanos);
            return;
        }
        single.post(request, key, base64Key, route, nanos);
    }

    // ---- Many keys

    @Override
    public BulkOutcome callAll(BulkCall call, long nanos) {
        MigrationStage stage = stages.get();
        boolean plainRead = isPlainRead(call);
        if (!Mirror.isBetween(stage) || plainRead && stage == MigrationStage.WRITE_BOTH) {
            return reading(stage).callAll(call, nanos);
        }
        return between(plainRead).call(call, nanos);
    }

    /** A read begins with the new pool, a write with the old one. */
    private BulkBetween between(boolean plainRead) {
        return plainRead ? new BulkBetween(newPool, oldPool, true) : new BulkBetween(oldPool, newPool, false);
    }

    private static boolean isPlainRead(BulkCall call) {
        for (Request request : call.requests()) {
            if (!Mirror.isPlainRead(request)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long nanos, Function<BulkOutcome, R> reader) {
        MigrationStage stage = stages.get();
        boolean plainRead = isPlainRead(call);
        if (!Mirror.isBetween(stage) || plainRead && stage == MigrationStage.WRITE_BOTH) {
            return reading(stage).startAll(call, nanos, reader);
        }
        return between(plainRead).start(call, nanos, reader);
    }

    @Override
    public void postAll(BulkCall call, long nanos) {
        boolean[] base64 = call.base64();
        String[] routes = call.routes();
        Refusals refusals = new Refusals();
        for (int i = 0; i < call.keys().length; i++) {
            int row = i;
            refusals.of(() -> post(
                    call.requests()[row],
                    call.keys()[row],
                    base64 != null && base64[row],
                    routes == null ? null : routes[row],
                    nanos));
        }
        refusals.throwFirst();
    }

    // ---- Nodes and administration

    private List<Engine> used() {
        return switch (stages.get()) {
            case OLD -> List.of(oldPool);
            case WRITE_BOTH, READ_NEW -> List.of(oldPool, newPool);
            case NEW -> List.of(newPool);
        };
    }

    private Engine engineOf(Node node) {
        return oldPool.nodes().contains(node) ? oldPool : newPool;
    }

    @Override
    public List<String> text(Node node, TextCommand command, long nanos) {
        return engineOf(node).text(node, command, nanos);
    }

    @Override
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long nanos) {
        return engineOf(node).startText(node, command, nanos);
    }

    @Override
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        reading(stages.get()).swallowed(verb, route, error);
    }

    @Override
    public String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException {
        return engineOf(node).follow(node, command, nanos, lines);
    }

    /** Leases are the old pool's until it is left. */
    @Override
    public boolean hasLeases(String route) {
        return (stages.get() == MigrationStage.NEW ? newPool : oldPool).hasLeases(route);
    }

    @Override
    public Executor callbacks() {
        return reading(stages.get()).callbacks();
    }

    @Override
    public LoadShare loads() {
        return loads;
    }

    @Override
    public void tell(String route, BiConsumer<MemjayListener, Node> event) {
        reading(stages.get()).tell(route, event);
    }

    @Override
    public void refreshFailed(String route, Throwable error) {
        reading(stages.get()).refreshFailed(route, error);
    }

    @Override
    public Node nodeFor(String route) {
        return reading(stages.get()).nodeFor(route);
    }

    @Override
    public List<Node> nodes() {
        Set<Node> nodes = new LinkedHashSet<>();
        used().forEach(pool -> nodes.addAll(pool.nodes()));
        return List.copyOf(nodes);
    }

    @Override
    public boolean changeNodes(UnaryOperator<List<Node>> change) {
        throw new IllegalStateException("a migration's nodes are those of its pools; change them there");
    }

    @Override
    public boolean awaitReady(long nanos) {
        long start = Clock.nanoTime();
        return used().stream().allMatch(pool -> pool.awaitReady(Timeouts.left(nanos, start)));
    }

    @Override
    public Metrics metrics() {
        Metrics before = oldPool.metrics();
        Metrics after = newPool.metrics();
        List<Metrics.OfNode> nodes = new ArrayList<>(before.nodes());
        nodes.addAll(after.nodes());
        return new Metrics(nodes, before.rescues() + after.rescues())
                .withLooks(
                        before.looks() + after.looks(),
                        before.failedLooks() + after.failedLooks(),
                        before.callsWithoutNodes() + after.callsWithoutNodes());
    }

    @Override
    public void disconnectAll() {
        oldPool.disconnectAll();
        newPool.disconnectAll();
    }

    @Override
    public boolean isClosed() {
        return oldPool.isClosed() || newPool.isClosed();
    }

    @Override
    public void close(long nanos) {
        long start = Clock.nanoTime();
        loads.close();
        oldPool.close(nanos);
        newPool.close(Timeouts.left(nanos, start));
    }
}
