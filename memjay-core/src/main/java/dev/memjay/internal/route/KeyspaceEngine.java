package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.meter.KeyspaceMeters;
import dev.memjay.internal.meter.ReadCounter;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.Metrics;
import dev.memjay.model.Verb;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way into the fleet of one keyspace: knows its counters, and for the parts of a call that somebody follows that call.
 * All else goes to the client's own engine. Immutable.
 */
public final class KeyspaceEngine extends ForwardingEngine {
    private final KeyspaceMeters meters;
    private final KeyspaceMeter keyspace;
    private final @Nullable CallTrace trace;
    /** The keyspace, unless what reads find is another call's. */
    private final ReadCounter counter;

    /** That of keyspaces without a name. */
    public KeyspaceEngine(Engine engine, KeyspaceMeters meters) {
        this(engine, meters, meters.of(null), null, meters.of(null));
    }

    private KeyspaceEngine(
            Engine engine,
            KeyspaceMeters meters,
            KeyspaceMeter keyspace,
            @Nullable CallTrace trace,
            ReadCounter counter) {
        super(engine);
        this.meters = meters;
        this.keyspace = keyspace;
        this.trace = trace;
        this.counter = counter;
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
        return new KeyspaceEngine(engine, meters, keyspace, call, counter);
    }

    @Override
    public Engine named(String name) {
        KeyspaceMeter named = meters.of(name);
        return new KeyspaceEngine(engine, meters, named, trace, counter == keyspace ? named : counter);
    }

    @Override
    public Runnable carry(Runnable work) {
        return keyspace.carry(work);
    }

    @Override
    public Engine countingReads(ReadCounter other) {
        return new KeyspaceEngine(engine, meters, keyspace, trace, other);
    }

    @Override
    public void found(int hits, int misses, int stale) {
        counter.read(hits - stale, misses, stale);
        if (trace != null) {
            trace.read(hits, misses, stale);
        }
    }

    // ---- What is sent for a call that somebody follows

    private WireKey followed(Request request, WireKey key) {
        CallTrace call = trace;
        if (call == null) {
            return key;
        }
        call.writesBytes(lengthOf(request));
        return key.in(call);
    }

    private BulkCall followed(BulkCall bulk) {
        CallTrace call = trace;
        if (call == null) {
            return bulk;
        }
        for (Request request : bulk.requests()) {
            call.writesBytes(lengthOf(request));
        }
        return bulk.in(call);
    }

    private static long lengthOf(Request request) {
        return request instanceof StoreRequest store ? store.data().length : 0;
    }

    @Override
    public Exchange call(Request request, WireKey key, long timeoutNanos) {
        return super.call(request, followed(request, key), timeoutNanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return super.start(request, followed(request, key), timeoutNanos, reader);
    }

    @Override
    public void post(Request request, WireKey key, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        super.post(request, followed(request, key), timeoutNanos, ended);
    }

    @Override
    public BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        return super.callAll(followed(call), timeoutNanos);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
        return super.startAll(followed(call), timeoutNanos, reader);
    }

    @Override
    public void postAll(BulkCall call, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        super.postAll(followed(call), timeoutNanos, ended);
    }

    // ---- What is answered

    /** What loads and leases read in between is no read of the keyspace's: the load counts what it found in the end. */
    @Override
    public void answered(Verb verb, Exchange answer) {
        if (trace != null) {
            trace.laps().answered();
            trace.readBytes(lengthOf(answer.value, answer.detail));
        }
        if (!isRead(verb)) {
            return;
        }
        boolean isHit = answer.status == Status.HIT
                && !isPlaceholder(answer)
                && !isOver(answer.request, answer.marks, answer.detail);
        int hits = isHit ? 1 : 0;
        int misses = answer.status == Status.MISS || (answer.status == Status.HIT && !isHit) ? 1 : 0;
        int stale = isHit && (answer.marks & Exchange.STALE) != 0 ? 1 : 0;
        if (verb == Verb.GET || verb == Verb.GETS || verb == Verb.GAT || verb == Verb.LOOKUP) {
            counter.read(hits - stale, misses, stale);
        }
        if (trace != null) {
            trace.read(hits, misses, stale);
        }
    }

    /** Bytes of a value as it came, which may be read as text already. */
    private static long lengthOf(byte @Nullable [] value, @Nullable Object text) {
        if (value != null) {
            return value.length;
        }
        return text instanceof String read ? read.getBytes(StandardCharsets.UTF_8).length : 0;
    }

    private static long lengthOf(BulkResult result) {
        long bytes = 0;
        for (int row = 0; row < result.size(); row++) {
            bytes += lengthOf(result.value(row), result.text(row));
        }
        return bytes;
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

    /** Whether the caller takes the value for missing, though the server has it still. */
    private static boolean isOver(Request request, byte marks, @Nullable Object detail) {
        return request instanceof ReadRequest read && read.isOver(marks, detail);
    }

    @Override
    public void answered(BulkCall call, BulkOutcome outcome) {
        int hits = 0;
        int misses = 0;
        int stale = 0;
        MemjayException error = null;
        BulkResult result = outcome.result();
        for (int row = 0; row < call.keys().length; row++) {
            Status status = result.status(row);
            byte marks = result.marks(row);
            if (outcome.error(row) != null) {
                error = outcome.error(row);
            } else if (status == Status.HIT && !isOver(call.requests()[row], marks, result.info(row))) {
                hits++;
                stale += (marks & Exchange.STALE) != 0 ? 1 : 0;
            } else if (status == Status.HIT || status == Status.MISS) {
                misses++;
            }
        }
        if (call.verb() == Verb.GET_ALL || call.verb() == Verb.LOOKUP) {
            counter.read(hits - stale, misses, stale);
        }
        if (trace != null) {
            if (isRead(call.verb())) {
                trace.read(hits, misses, stale);
            }
            trace.laps().answered();
            trace.readBytes(lengthOf(result));
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

    @Override
    public Metrics metrics() {
        return engine.metrics().withKeyspaces(meters.snapshot());
    }
}
