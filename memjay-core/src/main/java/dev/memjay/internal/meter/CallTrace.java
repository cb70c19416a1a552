package dev.memjay.internal.meter;

import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.clock.Laps;
import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that somebody follows, from its start on the caller's thread to its end, which is reported once.
 *
 * <p>The code that reads the answer notes what was found, before the end. Thread-safe.
 */
public final class CallTrace {
    /** A follower, and what it gave for this call. */
    record Followed(Telemetry follower, Telemetry.Started started) {}

    private final TelemetryHook hook;
    private final List<Followed> followed;
    /** The call that it is a part of, to which everything that it does belongs too. */
    private final @Nullable CallTrace parent;

    private final boolean asksServers;
    private final Laps laps = new Laps();

    // Guarded by this.
    private List<Node> nodes;
    private boolean hasAsked;
    private int sentAgain;
    private long valueBytesRead;
    private long valueBytesWritten;
    private int hits;
    private int misses;
    private int stale;
    private @Nullable Throwable failure;
    private boolean isSwallowed;
    private boolean ended;

    CallTrace(TelemetryHook hook, CallInfo info, List<Followed> followed, @Nullable CallTrace parent) {
        this.hook = hook;
        this.followed = followed;
        this.parent = parent;
        asksServers = info.kind() == CallInfo.Kind.CLIENT;
        Node node = info.node();
        nodes = node == null ? List.of() : List.of(node);
    }

    // ---- What is found

    /** A read found so much. */
    public synchronized void read(int moreHits, int moreMisses, int moreStale) {
        hits += moreHits;
        misses += moreMisses;
        stale += moreStale;
    }

    /** This node is asked. */
    public void asks(Node node) {
        synchronized (this) {
            if (!hasAsked) {
                hasAsked = true;
                nodes = List.of(node);
            } else if (!nodes.contains(node)) {
                List<Node> more = new ArrayList<>(nodes);
                more.add(node);
                nodes = more;
            }
        }
        if (parent != null) {
            parent.asks(node);
        }
    }

    /** A request of it is sent once more, there or elsewhere. */
    public void isSentAgain() {
        synchronized (this) {
            sentAgain++;
        }
        if (parent != null) {
            parent.isSentAgain();
        }
    }

    /** Values came, of so many bytes. */
    public void readBytes(long bytes) {
        synchronized (this) {
            valueBytesRead += bytes;
        }
        if (parent != null) {
            parent.readBytes(bytes);
        }
    }

    /** Values are sent, of so many bytes. */
    public void writesBytes(long bytes) {
        synchronized (this) {
            valueBytesWritten += bytes;
        }
        if (parent != null) {
            parent.writesBytes(bytes);
        }
    }

    /** Where it is noted how it comes along. */
    public Laps laps() {
        return laps;
    }

    /** It failed, or a part of it did, whatever its caller sees. */
    public synchronized void failed(Throwable error) {
        failure = error;
    }

    /** The caller goes on whether or not a part failed. */
    public synchronized void goesOn() {
        isSwallowed = failure != null;
    }

    /** The caller will not see this error. */
    public synchronized void swallowed(Throwable error) {
        failure = error;
        isSwallowed = true;
    }

    // ---- The end

    /** The call is over; nothing the second time. */
    public void end(@Nullable Throwable error) {
        CallResult result = result(error);
        if (result == null) {
            return;
        }
        for (Followed each : followers()) {
            try {
                each.started().end(result);
            } catch (RuntimeException | Error thrown) {
                hook.drop(each.follower(), thrown);
            }
        }
    }

    private synchronized @Nullable CallResult result(@Nullable Throwable error) {
        if (ended) {
            return null;
        }
        ended = true;
        Throwable why = error == null ? failure : error;
        boolean lacksConnection = why instanceof OperationTimeoutException late && late.phase() == Phase.CONNECTING;
        Laps.Times times = laps.end(lacksConnection);
        return new CallResult(
                times.whole(),
                hits,
                misses,
                stale,
                nodes,
                why,
                error == null && isSwallowed,
                sentAgain,
                valueBytesRead,
                valueBytesWritten,
                asksServers ? phases(times) : Map.of());
    }

    private static Map<Phase, Long> phases(Laps.Times times) {
        Map<Phase, Long> phases = new EnumMap<>(Phase.class);
        phases.put(Phase.CONNECTING, times.connecting());
        phases.put(Phase.QUEUED, times.queued());
        phases.put(Phase.WAITING, times.waiting());
        phases.put(Phase.DECODING, times.decoding());
        return phases;
    }

    // ---- What is run in it

    /** Runs a call of its caller's thread to its end. */
    public <T extends @Nullable Object> T run(Callable<T> call) {
        T result;
        try {
            result = call.call();
        } catch (RuntimeException | Error thrown) {
            end(thrown);
            throw thrown;
        } catch (Exception checked) {
            end(checked);
            throw new CompletionException(checked);
        }
        end(null);
        return result;
    }

    /**
     * Begins a call without a thread. The future that it returns ends as the call does, after the end was reported, and its
     * callbacks run in the caller's context. Giving it up gives the call up.
     */
    public <T extends @Nullable Object> CompletableFuture<T> around(Supplier<CompletableFuture<T>> begin) {
        CompletableFuture<T> call;
        try {
            call = begin.get();
        } catch (RuntimeException | Error refused) {
            end(refused);
            throw refused;
        }
        CompletableFuture<T> result = call.newIncompleteFuture();
        call.whenComplete((value, error) -> {
            end(error);
            after(() -> {
                if (error == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(error);
                }
            });
        });
        result.whenComplete((value, error) -> {
            if (!call.isDone()) {
                call.cancel(false);
            }
        });
        return result;
    }

    /** Runs a part of the call, or a loader of it, in its context; what it throws passes. */
    public <T extends @Nullable Object> T within(Callable<T> work) {
        try {
            return withinThrowing(work);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }

    /** As {@link #within}, for code that throws what is checked. */
    public <T extends @Nullable Object> T withinThrowing(Callable<T> work) throws Exception {
        Once<T> once = new Once<>(work);
        Callable<T> wrapped = once;
        for (Followed each : followers()) {
            try {
                wrapped = each.started().wrap(wrapped);
            } catch (RuntimeException | Error thrown) {
                hook.drop(each.follower(), thrown);
            }
        }
        try {
            wrapped.call();
        } catch (Throwable thrown) {
            if (!once.threw(thrown)) {
                dropAll(thrown);
            }
        }
        return once.call();
    }

    private void after(Runnable completion) {
        Once<Boolean> once = Once.of(completion);
        Runnable wrapped = once.asRunnable();
        for (Followed each : followers()) {
            try {
                wrapped = each.started().wrap(wrapped);
            } catch (RuntimeException | Error thrown) {
                hook.drop(each.follower(), thrown);
            }
        }
        once.runBy(wrapped, this::dropAll);
    }

    /** The followers that have not failed meanwhile. */
    private List<Followed> followers() {
        return followed.stream().filter(each -> hook.has(each.follower())).toList();
    }

    /** A wrapper of somebody's failed, and nobody can tell whose. */
    private void dropAll(Throwable thrown) {
        followed.forEach(each -> hook.drop(each.follower(), thrown));
    }
}
