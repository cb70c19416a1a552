package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.load.LoadShare;
import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.meter.KeyspaceMeter;
import dev.memjay.internal.meter.ReadCounter;
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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The way into the fleet: requests go in by key, answers come out. {@link Router} is the one for a fixed fleet; tests put a
 * recording one in its place.
 */
public interface Engine {
    /** Sends a request and waits for its answer. Throws if there is none, or if it is an error. */
    Exchange call(Request request, WireKey key, long timeoutNanos);

    /**
     * Does the same for a key that is sent as it is and decides its node. Such a key needs no object of its own, so a plain
     * get allocates nothing beside its answer.
     */
    default Exchange call(Request request, String plainKey, long timeoutNanos) {
        return call(request, WireKey.plain(plainKey), timeoutNanos);
    }

    /** Sends a request without waiting; {@code reader} turns the answer into the result where the future completes. */
    <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, WireKey key, long timeoutNanos, AnswerReader<Exchange, R> reader);

    /** Does the same for a key that is sent as it is and decides its node. */
    default <R extends @Nullable Object> CompletableFuture<R> start(
            Request request, String plainKey, long timeoutNanos, AnswerReader<Exchange, R> reader) {
        return start(request, WireKey.plain(plainKey), timeoutNanos, reader);
    }

    /** Reads an answer that is there, where that may be done without waiting. */
    default <A, R extends @Nullable Object> CompletableFuture<R> startReading(
            Verb verb, A answer, long timeoutNanos, AnswerReader<A, R> reader) {
        try {
            return CompletableFuture.completedFuture(reader.apply(answer));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends a request whose answer nobody wants; throws only what is known at once. */
    void post(Request request, WireKey key, long timeoutNanos);

    /**
     * As {@link #post(Request, WireKey, long)}, for those who follow the call.
     *
     * @param ended runs once, with the error or null, when it is known what became of the write, unless this throws
     */
    default void post(Request request, WireKey key, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        post(request, key, timeoutNanos);
        ended.accept(null);
    }

    /** Sends a bulk call and waits for all its nodes; their failures are in the outcome. */
    BulkOutcome callAll(BulkCall call, long timeoutNanos);

    /** Sends a bulk call without waiting; {@code reader} turns the outcome into the result. */
    <R extends @Nullable Object> CompletableFuture<R> startAll(
            BulkCall call, long timeoutNanos, AnswerReader<BulkOutcome, R> reader);

    /** Sends a bulk call whose outcome nobody wants. */
    void postAll(BulkCall call, long timeoutNanos);

    /** As {@link #postAll(BulkCall, long)}, for those who follow the call. */
    default void postAll(BulkCall call, long timeoutNanos, Consumer<@Nullable Throwable> ended) {
        postAll(call, timeoutNanos);
        ended.accept(null);
    }

    /** Sends a command of administration to one node and waits for its lines. */
    List<String> text(Node node, TextCommand command, long timeoutNanos);

    /** Sends a command of administration to one node without waiting. */
    CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos);

    /**
     * Has one node tell what goes on there, on a connection of its own, and waits until the time is over.
     *
     * @param command such as {@code watch fetchers}
     * @param nanos how long, from the first line on
     * @param lines is given each line after the first, one character a byte, on the calling thread
     * @return the first line; nothing follows unless it is {@code OK}
     * @throws IOException if the node cannot be reached, or ends the connection
     */
    String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException;

    /**
     * Whether the node of a route has leases; if not, a lock beside the item has to do. Yes while nobody knows: whoever takes
     * a lease is told.
     */
    boolean hasLeases(String route);

    /** Whether the node of a route marks items, and so may have placeholders of leases, be they another client's. */
    default boolean hasMarks(String route) {
        return hasLeases(route);
    }

    /** Whether the node of a route marks an item stale under a CAS number; if not, one has to look at the number first. */
    default boolean guardsMarks(String route) {
        return true;
    }

    /** Where futures complete. */
    Executor callbacks();

    /** Where those complete whose codec is not built in, and where such a codec encodes what is stored later. */
    default Executor codecs() {
        return callbacks();
    }

    /** What the loads of this client share. */
    LoadShare loads();

    /** A refresh in the background failed, and nobody else learns of it. */
    void refreshFailed(String route, Throwable error);

    /** Tells the listener of something that happened to a key, and the node of its route. */
    void tell(String route, BiConsumer<MemjayListener, Node> event);

    /** Counts a failure that the caller will not see. */
    void swallowed(Verb verb, @Nullable String route, MemjayException error);

    /** The node of a route. */
    Node nodeFor(String route);

    /** The node of a route, or null while no nodes are known; does not wait. */
    default @Nullable Node knownNodeFor(String route) {
        return nodeFor(route);
    }

    /** All nodes, in the order they were configured. */
    List<Node> nodes();

    /**
     * Goes over to other nodes in one step: calls under way finish where they are, connections to nodes that stay are
     * kept, and those to nodes that left are closed.
     *
     * @param change gives the new nodes for the present ones; may be called more than once
     * @return whether the nodes are others now
     */
    boolean changeNodes(UnaryOperator<List<Node>> change);

    /** Waits until every node has a connection; false when the time is over. */
    boolean awaitReady(long timeoutNanos);

    // ---- The keyspace that calls, see KeyspaceEngine

    /** The counters of the keyspace that calls. */
    default KeyspaceMeter keyspace() {
        return KeyspaceMeter.NONE;
    }

    /** The call of the keyspace that what is sent is a part of, if somebody follows it. */
    default @Nullable CallTrace trace() {
        return null;
    }

    /** The same way into the fleet for the parts of a call that somebody follows. */
    default Engine under(@Nullable CallTrace trace) {
        return this;
    }

    /** The same way into the fleet for a keyspace of another name. */
    default Engine named(String name) {
        return this;
    }

    /** Work that goes on elsewhere for a call that is made here, in the context of those who follow it. */
    default Runnable carry(Runnable work) {
        return work;
    }

    /** The same way into the fleet for reads that are counted elsewhere than as the keyspace's hits and misses. */
    default Engine countingReads(ReadCounter counter) {
        return this;
    }

    /**
     * A call of the user's found so many keys.
     *
     * @param hits those that were found, stale ones among them
     */
    default void found(int hits, int misses, int stale) {}

    /** A call for one key was answered, and the caller reads it now. */
    default void answered(Verb verb, Exchange answer) {}

    /** A bulk call has ended, and the caller reads its outcome now. */
    default void answered(BulkCall call, BulkOutcome outcome) {}

    /** A snapshot of the metrics. */
    Metrics metrics();

    /** Closes all connections; the next calls open new ones. */
    void disconnectAll();

    /** Whether {@link #close} was called. */
    boolean isClosed();

    /** Drains and closes everything within the time. */
    void close(long timeoutNanos);
}
