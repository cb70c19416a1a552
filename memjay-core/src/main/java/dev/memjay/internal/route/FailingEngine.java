package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.ReadCounter;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Another engine whose every call fails with one error and sends nothing, for keys that are not known since what they are
 * made of could not be asked. What becomes of the failure is up to the policy of the view, as with a node that is down.
 */
public final class FailingEngine extends ForwardingEngine {
    private final MemjayException error;
    private final String route;

    /**
     * @param engine the other, which counts the failures
     * @param error what every call fails with
     * @param route whose node is to blame
     */
    public FailingEngine(Engine engine, MemjayException error, String route) {
        super(engine);
        this.error = error;
        this.route = route;
    }

    @Override
    public Exchange call(Request request, WireKey key, long timeoutNanos) {
        throw error;
    }

    @Override
    public Exchange call(Request request, String plainKey, long timeoutNanos) {
        throw error;
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return CompletableFuture.failedFuture(error);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, String plainKey, long timeoutNanos, AnswerReader<Exchange, R> reader) {
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
    public boolean hasLeases(String otherRoute) {
        return true; // the caller who asks for one gets the error, which is all that there is to know
    }

    @Override
    public boolean hasMarks(String otherRoute) {
        return true;
    }

    @Override
    public boolean guardsMarks(String otherRoute) {
        return true;
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
    public Engine under(@Nullable CallTrace trace) {
        return new FailingEngine(engine.under(trace), error, route);
    }

    @Override
    public Engine named(String name) {
        return new FailingEngine(engine.named(name), error, route);
    }

    @Override
    public Engine countingReads(ReadCounter counter) {
        return new FailingEngine(engine.countingReads(counter), error, route);
    }
}
