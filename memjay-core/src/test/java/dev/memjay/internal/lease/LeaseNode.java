package dev.memjay.internal.lease;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.Errors;
import dev.memjay.FakeEngine;
import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.AnswerReader;
import dev.memjay.internal.route.BulkCall;
import dev.memjay.internal.route.BulkOutcome;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node that keeps items, CAS numbers, leases and marks as memcached does, without a network; it fails where it is told to.
 * Like the router, it refuses whoever calls it on an interrupted thread or after the end. Thread-safe.
 */
final class LeaseNode extends FakeEngine {
    /** An item; a placeholder has no data. */
    private record Item(byte @Nullable [] data, int flags, long cas, boolean isStale, boolean isTaken) {}

    /**
     * A failure to come.
     *
     * @param isApplied whether the command is done all the same, and only its answer lost
     */
    private record Fault(MemjayException error, boolean isApplied) {}

    /** What was sent: verbs, those of the calls that nobody waits for with an exclamation mark. */
    final List<String> verbs = new ArrayList<>();

    private final boolean hasLeases;
    private final Map<String, Item> items = new HashMap<>();
    private final Map<Verb, List<@Nullable Fault>> faults = new HashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holds;
    private long lastCas;

    LeaseNode(boolean hasLeases) {
        this.hasLeases = hasLeases;
    }

    // ---- What a test arranges and looks at

    synchronized void put(String key, String value, boolean isStale, boolean isTaken) {
        items.put(key, new Item(value.getBytes(ISO_8859_1), 16, ++lastCas, isStale, isTaken));
    }

    synchronized void putNothing(String key) {
        items.put(key, new Item(new byte[0], 0x6E6F6E65, ++lastCas, false, false));
    }

    /** Somebody else has the right to load. */
    synchronized void take(String key) {
        if (hasLeases) {
            items.put(key, new Item(null, 0, ++lastCas, false, true));
        } else {
            put(key + ":lock", "1", false, false);
        }
    }

    synchronized void remove(String key) {
        items.remove(key);
        items.remove(key + ":lock");
    }

    synchronized void fail(Verb verb, MemjayException error, boolean isApplied) {
        faults.computeIfAbsent(verb, fresh -> new ArrayList<>()).add(new Fault(error, isApplied));
    }

    /** Fails a command once so many of its verb were answered. */
    synchronized void failAfter(int answered, Verb verb, MemjayException error) {
        for (int i = 0; i < answered; i++) {
            faults.computeIfAbsent(verb, fresh -> new ArrayList<>()).add(null);
        }
        fail(verb, error, false);
    }

    /** Holds back the answers of asynchronous calls until {@link #answer}. */
    synchronized void hold() {
        holds = true;
    }

    void answer() {
        List<Runnable> answers;
        synchronized (this) {
            holds = false;
            answers = List.copyOf(held);
            held.clear();
        }
        answers.forEach(Runnable::run);
    }

    /** The item as text: its value, with {@code ~} for stale, {@code !} for taken and {@code ?} for a placeholder. */
    synchronized String item(String key) {
        Item item = items.get(key);
        if (item == null) {
            return "-";
        }
        String value =
                item.data == null ? "?" : item.flags == 0x6E6F6E65 ? "nothing" : new String(item.data, ISO_8859_1);
        return value + (item.isStale ? "~" : "") + (item.isTaken ? "!" : "");
    }

    /** Whether nobody has the right to load. */
    synchronized boolean isFree(String key) {
        Item item = items.get(key);
        return (item == null || !item.isTaken) && !items.containsKey(key + ":lock");
    }

    // ---- The node

    @Override
    public boolean hasLeases(String route) {
        return hasLeases;
    }

    private synchronized void check(Verb verb, boolean mayBlock) {
        if (closed) {
            throw new ClosedException("the client is closed", Errors.context(verb.toString(), false), null);
        }
        if (mayBlock && Thread.currentThread().isInterrupted()) {
            throw new InterruptedCallException("interrupted", Errors.context(verb.toString(), false), null);
        }
    }

    private synchronized Reply exchange(Request request, String key) {
        List<@Nullable Fault> failing = faults.getOrDefault(request.verb(), List.of());
        Fault fault = failing.isEmpty() ? null : failing.remove(0);
        if (fault != null && !fault.isApplied) {
            throw fault.error;
        }
        Reply reply = new Reply(request, key, false);
        apply(reply, request, key);
        if (fault != null) {
            throw fault.error;
        }
        return reply;
    }

    private void apply(Reply reply, Request request, String key) {
        Item item = items.get(key);
        if (request instanceof ReadRequest read) {
            if (item == null && read.claimsWin()) {
                items.put(key, new Item(null, 0, ++lastCas, false, true));
                reply.status = Status.MISS;
                reply.marks = Exchange.WON;
                reply.number = lastCas;
            } else if (item == null) {
                reply.status = Status.MISS;
            } else {
                read(reply, read, key, item);
            }
        } else if (request instanceof StoreRequest store) {
            reply.status = refusal(item, store.cas(), store.mode() == StoreRequest.Mode.ADD);
            if (reply.status == null) {
                items.put(key, new Item(store.data(), store.flags(), ++lastCas, false, false));
                reply.status = Status.STORED;
            }
        } else if (request instanceof DeleteRequest delete) {
            reply.status = item == null ? Status.NOT_FOUND : refusal(item, delete.cas(), false);
            if (reply.status == null && item != null) {
                if (delete.marksStale()) {
                    items.put(key, new Item(item.data, item.flags, ++lastCas, true, false));
                } else {
                    items.remove(key);
                }
                reply.status = Status.DELETED;
            }
        } else {
            throw new AssertionError(request);
        }
    }

    private void read(Reply reply, ReadRequest read, String key, Item item) {
        reply.status = item.data == null ? Status.MISS : Status.HIT;
        reply.value = item.data;
        reply.flags = item.flags;
        reply.number = item.cas;
        if (hasLeases && (item.isStale || item.data == null)) {
            boolean wins = read.claimsWin() && !item.isTaken;
            reply.marks = (byte) ((item.isStale ? Exchange.STALE : 0) | (wins ? Exchange.WON : Exchange.LOST));
            items.put(key, new Item(item.data, item.flags, item.cas, item.isStale, item.isTaken || wins));
        }
    }

    private static @Nullable Status refusal(@Nullable Item item, long cas, boolean isAdd) {
        if (isAdd) {
            return item == null ? null : Status.NOT_STORED;
        }
        if (cas == 0) {
            return null;
        }
        return item == null ? Status.NOT_FOUND : item.cas == cas ? null : Status.EXISTS;
    }

    // ---- The calls

    @Override
    public synchronized Exchange call(Request request, WireKey key, long timeoutNanos) {
        check(request.verb(), true);
        verbs.add(request.verb().toString());
        return exchange(request, key.wire());
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return started(request.verb(), () -> reader.apply(exchange(request, key.wire())));
    }

    private <R extends @Nullable Object> CompletableFuture<R> started(Verb verb, Supplier<R> answer) {
        CompletableFuture<R> result = new CompletableFuture<>();
        Runnable answering = () -> {
            try {
                result.complete(answer.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        };
        synchronized (this) {
            try {
                check(verb, false);
            } catch (MemjayException e) {
                return CompletableFuture.failedFuture(e);
            }
            verbs.add(verb.toString());
            if (holds) {
                held.add(answering);
                return result;
            }
        }
        answering.run();
        return result;
    }

    @Override
    public synchronized void post(Request request, WireKey key, long timeoutNanos) {
        check(request.verb(), false);
        verbs.add(request.verb() + "!");
        apply(new Reply(request, key.wire(), false), request, key.wire());
    }

    private synchronized BulkOutcome outcome(BulkCall call) {
        BulkResult result = call.result();
        MemjayException[] errors = new MemjayException[call.keys().length];
        for (int row = 0; row < errors.length; row++) {
            try {
                Reply reply = exchange(call.requests()[row], call.keys()[row]);
                result.status(row, reply.status);
                if (call.requests()[row] instanceof ReadRequest) {
                    byte[] data = reply.value == null ? new byte[0] : reply.value;
                    ItemInfo info = new ItemInfo(
                            data.length, Optional.empty(), Duration.ZERO, false, reply.number, reply.flags);
                    result.found(row, data, reply.flags, reply.number, reply.marks, info);
                    result.status(row, reply.status);
                }
            } catch (MemjayException e) {
                errors[row] = e;
            }
        }
        return new BulkOutcome(result, errors);
    }

    @Override
    public synchronized BulkOutcome callAll(BulkCall call, long timeoutNanos) {
        check(call.verb(), true);
        verbs.add(call.verb().toString());
        return outcome(call);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader) {
        return started(call.verb(), () -> reader.apply(outcome(call)));
    }

    @Override
    public synchronized void postAll(BulkCall call, long timeoutNanos) {
        check(call.verb(), false);
        verbs.add(call.verb() + "!");
        outcome(call);
    }
}
