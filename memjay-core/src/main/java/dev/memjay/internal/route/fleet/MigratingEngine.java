package dev.memjay.internal.route.fleet;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.SecondHolder;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Refusals;
import dev.memjay.internal.route.call.Timeouts;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.ReadRequest;
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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two engines as one, by the stage of a migration: see {@link dev.memjay.Migration} for what goes where. Each call takes the stage
 * once; where both pools have a part in it, it is a {@link MigrationCall}.
 */
public final class MigratingEngine implements Engine {
    private final Engine oldPool;
    private final Engine newPool;
    private final Supplier<MigrationStage> stages;
    private final LoadShare loads = new LoadShare();

    public MigratingEngine(Engine oldPool, Engine newPool, Supplier<MigrationStage> stages) {
        this.oldPool = oldPool;
        this.newPool = newPool;
        this.stages = stages;
    }

    /** The pool that a stage's reads begin with. */
    private Engine reading(MigrationStage stage) {
        return stage == MigrationStage.OLD || stage == MigrationStage.WRITE_BOTH ? oldPool : newPool;
    }

    /** Whether both pools have a part in the stage. */
    private static boolean isBetween(MigrationStage stage) {
        return stage == MigrationStage.WRITE_BOTH || stage == MigrationStage.READ_NEW;
    }

    /** Whether a request wants nothing but the value, so that either pool's answer will do. */
    private static boolean isPlainRead(Request request) {
        Verb verb = request.verb();
        return request instanceof ReadRequest read
                && read.exptime() == Exptime.UNCHANGED
                && (verb == Verb.GET || verb == Verb.GET_ALL || verb == Verb.CONTAINS);
    }

    // ---- One key

    @Override
    public Exchange call(Request request, WireKey key, long nanos) {
        MigrationStage stage = stages.get();
        boolean plainRead = isPlainRead(request);
        if (!isBetween(stage) || plainRead && stage == MigrationStage.WRITE_BOTH) {
            return reading(stage).call(request, key, nanos);
        }
        return new MigrationCall.OfKey<>(
                        oldPool, newPool, plainRead, request, key, nanos, AnswerReader.<Exchange>same())
                .run();
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long nanos, AnswerReader<Exchange, R> reader) {
        MigrationStage stage = stages.get();
        boolean plainRead = isPlainRead(request);
        if (!isBetween(stage) || plainRead && stage == MigrationStage.WRITE_BOTH) {
            return reading(stage).start(request, key, nanos, reader);
        }
        return new MigrationCall.OfKey<>(oldPool, newPool, plainRead, request, key, nanos, reader).start(callbacks());
    }

    @Override
    public void post(Request request, WireKey key, long nanos) {
        post(request, key, nanos, nobody -> {});
    }

    /** {@inheritDoc} Between two pools the old one's answer is the end. */
    @Override
    public void post(Request request, WireKey key, long nanos, Consumer<@Nullable Throwable> ended) {
        MigrationStage stage = stages.get();
        if (!isBetween(stage)) {
            reading(stage).post(request, key, nanos, ended);
            return;
        }
        oldPool.post(request, key, nanos, ended);
        Request copy = SecondHolder.posted(request);
        if (copy != null) {
            try {
                newPool.post(copy, key, nanos);
            } catch (MemjayException refused) {
                throw refused.appliedElsewhere();
            }
        }
    }

    // ---- Many keys

    @Override
    public BulkOutcome callAll(BulkCall call, long nanos) {
        MigrationStage stage = stages.get();
        boolean plainRead = isPlainRead(call);
        if (!isBetween(stage) || plainRead && stage == MigrationStage.WRITE_BOTH) {
            return reading(stage).callAll(call, nanos);
        }
        return new MigrationCall.OfKeys<>(oldPool, newPool, plainRead, call, nanos, AnswerReader.<BulkOutcome>same())
                .run();
    }

    private static boolean isPlainRead(BulkCall call) {
        for (Request request : call.requests()) {
            if (!isPlainRead(request)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long nanos, AnswerReader<BulkOutcome, R> reader) {
        MigrationStage stage = stages.get();
        boolean plainRead = isPlainRead(call);
        if (!isBetween(stage) || plainRead && stage == MigrationStage.WRITE_BOTH) {
            return reading(stage).startAll(call, nanos, reader);
        }
        return new MigrationCall.OfKeys<>(oldPool, newPool, plainRead, call, nanos, reader).start(callbacks());
    }

    @Override
    public void postAll(BulkCall call, long nanos) {
        postAll(call, nanos, error -> {});
    }

    @Override
    public void postAll(BulkCall call, long nanos, Consumer<@Nullable Throwable> ended) {
        MigrationStage stage = stages.get();
        if (!isBetween(stage)) {
            reading(stage).postAll(call, nanos, ended);
            return;
        }
        int rows = call.keys().length;
        EndOfAll end = new EndOfAll(rows, ended);
        Refusals refusals = new Refusals();
        for (int i = 0; i < rows; i++) {
            int row = i;
            refusals.of(() -> post(call.requests()[row], call.key(row), nanos, end::ofOne));
        }
        refusals.throwFirst();
    }

    /** Hears how each of several calls ended, and tells of the end of all. Thread-safe. */
    private static final class EndOfAll {
        private final Consumer<@Nullable Throwable> ended;
        private int left;
        private @Nullable Throwable failure;

        EndOfAll(int count, Consumer<@Nullable Throwable> ended) {
            this.left = count;
            this.ended = ended;
        }

        void ofOne(@Nullable Throwable error) {
            boolean isLast;
            synchronized (this) {
                failure = failure == null ? error : failure;
                isLast = --left == 0;
            }
            if (isLast) {
                ended.accept(failure);
            }
        }
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
    public boolean hasMarks(String route) {
        return (stages.get() == MigrationStage.NEW ? newPool : oldPool).hasMarks(route);
    }

    @Override
    public boolean guardsMarks(String route) {
        return (stages.get() == MigrationStage.NEW ? newPool : oldPool).guardsMarks(route);
    }

    @Override
    public <A, R extends @Nullable Object> CompletableFuture<R> startReading(
            Verb verb, A answer, long nanos, AnswerReader<A, R> reader) {
        return reading(stages.get()).startReading(verb, answer, nanos, reader);
    }

    @Override
    public Executor callbacks() {
        return reading(stages.get()).callbacks();
    }

    @Override
    public Executor codecs() {
        return reading(stages.get()).codecs();
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
    public @Nullable Node knownNodeFor(String route) {
        return reading(stages.get()).knownNodeFor(route);
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
                        before.callsWithoutNodes() + after.callsWithoutNodes())
                .withDeparted(Metrics.sum(before.departed(), after.departed()));
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
