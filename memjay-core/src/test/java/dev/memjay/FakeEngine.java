package dev.memjay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An engine without network: it notes the bytes of each request, and answers as it was told beforehand. */
public class FakeEngine implements Engine {
    /** Each request as the meta protocol says it, with opaque 0; those of a bulk call one by one behind its verb. */
    public final List<String> sent = new ArrayList<>();
    /** The route of each request for one key; "-" where the key decides. */
    public final List<String> routes = new ArrayList<>();
    /** The failures that a policy hid. */
    public final List<MemjayException> swallowed = new ArrayList<>();
    /** The failures of refreshes in the background. */
    public final List<Throwable> refreshFailures = new ArrayList<>();
    /** The keys of the requests whose answers nobody wants. */
    public final List<String> posted = new ArrayList<>();
    /** The last bulk call. */
    @Nullable
    BulkCall bulk;
    /** The time limit of the last call. */
    long timeoutNanos;

    /** The time limit of every call. */
    public final List<Long> limits = new ArrayList<>();

    public boolean closed;
    List<Node> nodes = List.of(Node.of("h1", 11211));

    private final LoadShare loads = new LoadShare();
    private final Deque<Consumer<Reply>> replies = new ArrayDeque<>();
    private final Map<String, Consumer<Row>> rows = new HashMap<>();
    private final Map<Node, Object> texts = new HashMap<>();

    /** A reply under way. */
    public static final class Reply extends Exchange {
        public Reply(Request request, @Nullable String key, boolean base64Key) {
            super(request, key, base64Key);
        }

        @Override
        public boolean isWanted() {
            return true;
        }
    }

    /** One row of a bulk call's outcome under way. */
    record Row(BulkResult result, MemjayException[] errors, int index) {}

    // How to answer

    public FakeEngine answers(Status status) {
        replies.add(reply -> reply.status = status);
        return this;
    }

    public FakeEngine finds(String value, int flags) {
        return finds(value, flags, 7, (byte) 0, null);
    }

    public FakeEngine finds(String value, int flags, long cas, byte marks, @Nullable ItemInfo info) {
        replies.add(reply -> {
            reply.status = Status.HIT;
            reply.value = value.getBytes(ISO_8859_1);
            reply.flags = flags;
            reply.number = cas;
            reply.marks = marks;
            reply.detail = info;
        });
        return this;
    }

    public FakeEngine counts(long number) {
        replies.add(reply -> {
            reply.status = Status.COUNTED;
            reply.number = number;
        });
        return this;
    }

    public FakeEngine fails(MemjayException error) {
        replies.add(reply -> {
            throw error;
        });
        return this;
    }

    public FakeEngine row(String wireKey, Status status) {
        rows.put(wireKey, row -> row.result.status(row.index, status));
        return this;
    }

    public FakeEngine rowFinds(String wireKey, String value, int flags) {
        return rowFinds(wireKey, value, flags, Optional.empty());
    }

    public FakeEngine rowFinds(String wireKey, String value, int flags, Optional<Duration> left) {
        rows.put(
                wireKey,
                row -> row.result.found(
                        row.index,
                        value.getBytes(ISO_8859_1),
                        flags,
                        7,
                        (byte) 0,
                        new ItemInfo(value.length(), left, Duration.ZERO, false, 7, flags)));
        return this;
    }

    public FakeEngine rowFails(String wireKey, MemjayException error) {
        rows.put(wireKey, row -> row.errors[row.index] = error);
        return this;
    }

    public FakeEngine textAnswers(Node node, Object linesOrError) {
        texts.put(node, linesOrError);
        return this;
    }

    // What the front door calls

    @Override
    public Exchange call(Request request, WireKey key, long timeoutNanos) {
        Reply reply = note(request, key, timeoutNanos);
        Consumer<Reply> answer = replies.poll();
        if (answer == null) {
            reply.status = Status.MISS;
        } else {
            answer.accept(reply);
        }
        return reply;
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        try {
            return CompletableFuture.completedFuture(reader.apply(call(request, key, timeoutNanos)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void post(Request request, WireKey key, long timeoutNanos) {
        note(request, key, timeoutNanos);
        posted.add(key.wire());
    }

    private Reply note(Request request, WireKey key, long nanos) {
        checkOpen(request.verb());
        Reply reply = new Reply(request, key.wire(), key.base64());
        sent.add(said(reply));
        routes.add(key.route() == null ? "-" : key.route());
        noteLimit(nanos);
        return reply;
    }

    /** A command takes time: the clock goes on at least, so that what shares a deadline has less for the next. */
    private void noteLimit(long nanos) {
        timeoutNanos = nanos;
        limits.add(nanos);
        long now = System.nanoTime();
        while (System.nanoTime() == now) {
            Thread.onSpinWait();
        }
    }

    static String said(Exchange exchange) {
        Output out = new Output();
        new MetaDialect().encode(exchange, 0, out);
        return new String(out.array(), 0, out.length(), ISO_8859_1);
    }

    @Override
    public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        checkOpen(call.verb());
        bulk = call;
        noteLimit(timeoutNanos);
        StringBuilder text = new StringBuilder(call.verb() + ": ");
        MemjayException[] errors = new MemjayException[call.keys().length];
        for (int i = 0; i < call.keys().length; i++) {
            boolean base64 = call.base64() != null && call.base64()[i];
            text.append(said(new Reply(call.requests()[i], call.keys()[i], base64)));
            Consumer<Row> answer = rows.get(call.keys()[i]);
            if (answer == null) {
                call.result().status(i, Status.MISS);
            } else {
                answer.accept(new Row(call.result(), errors, i));
            }
        }
        sent.add(text.toString());
        return new BulkOutcome(call.result(), errors);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
        try {
            return CompletableFuture.completedFuture(reader.apply(callAll(call, timeoutNanos)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos) {
        callAll(call, timeoutNanos);
        posted.addAll(List.of(call.keys()));
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<String> text(Node node, TextCommand command, long timeoutNanos) {
        checkOpen(Verb.ADMIN);
        sent.add(node + " " + command.line());
        noteLimit(timeoutNanos);
        Object answer = texts.getOrDefault(node, List.of("OK"));
        if (answer instanceof MemjayException error) {
            throw error;
        }
        return (List<String>) answer;
    }

    @Override
    public CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        try {
            return CompletableFuture.completedFuture(text(node, command, timeoutNanos));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public String follow(Node node, String command, long nanos, Consumer<String> lines) {
        return "ERROR";
    }

    @Override
    public boolean hasLeases(String route) {
        return true;
    }

    @Override
    public Executor callbacks() {
        return Runnable::run;
    }

    @Override
    public LoadShare loads() {
        return loads;
    }

    @Override
    public void tell(String route, BiConsumer<MemjayListener, Node> event) {}

    @Override
    public void refreshFailed(String route, Throwable error) {
        refreshFailures.add(error);
    }

    @Override
    public void swallowed(Verb verb, @Nullable String route, MemjayException error) {
        swallowed.add(error);
    }

    @Override
    public Node nodeFor(String route) {
        return Node.of(route.isEmpty() ? "empty" : route, 1);
    }

    @Override
    public List<Node> nodes() {
        return nodes;
    }

    @Override
    public boolean changeNodes(UnaryOperator<List<Node>> change) {
        throw new UnsupportedOperationException("a fake engine has no nodes to change");
    }

    @Override
    public boolean awaitReady(long timeoutNanos) {
        return true;
    }

    @Override
    public Metrics metrics() {
        return new Metrics(List.of(), 0);
    }

    @Override
    public void disconnectAll() {}

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close(long timeoutNanos) {
        closed = true;
        this.timeoutNanos = timeoutNanos;
    }

    private void checkOpen(Verb verb) {
        if (closed) {
            throw new ClosedException("the client is closed", Errors.context(verb.toString(), false), null);
        }
    }
}
