package dev.memjay.internal.connection;

import static java.util.Objects.requireNonNull;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.model.Node;
import org.jspecify.annotations.Nullable;

/**
 * All connections to one node: a first one, which is kept open, and spare ones for callers who would otherwise share it.
 *
 * <p>Which one a call takes is chosen when it is made. What no thread waits for, and what virtual threads do, goes by the
 * first; a platform thread takes one that nobody uses. What a thread sends is carried out in its order all the same: while
 * something of its is in flight whose answer it did not see, it keeps to that connection.
 */
public final class NodeConnections implements LoopCare {
    private final Node node;
    private final ConnectionSlot first;
    /** Null where there is only the first. */
    private final @Nullable SpareConnections spares;

    private final EventLoop loop;
    private final Greeting greeting;
    private final NodeListener listener;
    private volatile boolean closed;
    /** Null when a call over the limit fails at once. */
    private final @Nullable RoomQueue room;

    /**
     * @param most connections that there may be, 1 or more
     * @param listener hears how the first of them comes and goes
     */
    public NodeConnections(Node node, Dialer dialer, int most, NodeListener listener) {
        this.node = node;
        loop = dialer.loop();
        room = dialer.settings().waitWhenFull() ? new RoomQueue() : null;
        greeting = dialer.greeting();
        this.listener = listener;
        boolean hasSpares = most > 1 && !node.isUdp();
        first = new ConnectionSlot(node, dialer, greeting, listener, hasSpares);
        spares = hasSpares ? new SpareConnections(node, dialer, greeting, listener, most - 1) : null;
    }

    /** Starts to dial; called once, when the listener is ready to hear. */
    public void connect() {
        loop.care(this); // which finds slots without a connection
    }

    @Override
    public void look(long now) {
        boolean isLast = closed; // before the slots are looked at, which are closed by then
        EventLoop.safely(first, now);
        boolean isDialing = first.isDialing();
        if (spares != null) {
            EventLoop.safely(time -> spares.look(time, first.open()), now);
            isDialing |= spares.isDialing();
        }
        listener.look();
        if (isLast && !isDialing) {
            loop.careNoMore(this);
        }
    }

    /** The node is no longer left alone: what rested while it was dials again. */
    public void wake() {
        loop.execute(first::wake);
    }

    /** The client's event loop. */
    public EventLoop loop() {
        return loop;
    }

    /** What is spoken with the node, or null while that is not known. */
    public @Nullable Dialect dialect() {
        return greeting.dialect();
    }

    /** Keys that one request can have. */
    public int maxKeys() {
        return node.isUdp() ? 1 : Integer.MAX_VALUE; // one datagram, one key
    }

    /** The node they lead to. */
    public Node node() {
        return node;
    }

    /**
     * Sends an operation of the calling thread and waits for its reply.
     *
     * @return null when it was answered, else why not
     */
    public @Nullable Failure call(Operation operation, long now, long deadline) {
        long submitted = now;
        while (true) {
            Connection connection = choose(operation, submitted);
            if (connection == null) {
                Failure refusal = first.awaitOpen(deadline);
                if (refusal != null) {
                    return refusal;
                }
                submitted = Clock.nanoTime(); // else the operation would look older than its connection
                operation.hasConnection();
                continue;
            }
            Failure unsaid = connection.refusal(operation);
            if (unsaid != null) {
                return unsaid;
            }
            if (room != null && room.isWaitedFor()) {
                return callWhenRoom(connection, operation, deadline);
            }
            long number = connection.submit(operation, submitted);
            if (number >= 0) {
                return await(connection, operation, number, deadline);
            }
            if (number == Outbox.FULL) {
                return room == null ? first.overloaded() : callWhenRoom(connection, operation, deadline);
            }
        }
    }

    private @Nullable Failure callWhenRoom(Connection connection, Operation operation, long deadline) {
        long[] number = {Outbox.FULL};
        Failure failure = requireNonNull(room)
                .await(
                        () -> {
                            number[0] = connection.submit(operation, Clock.nanoTime());
                            return number[0] != Outbox.FULL;
                        },
                        deadline);
        if (failure != null) {
            return failure;
        }
        return number[0] == Outbox.CLOSED
                ? call(operation, Clock.nanoTime(), deadline)
                : await(connection, operation, number[0], deadline);
    }

    /** Null while the node is not connected. */
    private @Nullable Connection choose(Operation operation, long now) {
        Connection connection = first.open();
        return connection == null || spares == null || !operation.canLead()
                ? connection
                : spares.choose(connection, now);
    }

    private @Nullable Failure await(Connection connection, Operation operation, long number, long deadline) {
        boolean answered = false;
        try {
            Failure failure = connection.await(operation, number, deadline);
            answered = failure == null;
            return failure;
        } finally {
            if (!answered && spares != null) {
                if (connection == first.open()) {
                    connection.pins().pin(number);
                } else {
                    spares.leave(connection, number);
                }
            }
        }
    }

    /**
     * Sends an operation with a callback. May wait for room, if so configured, but never on the event loop.
     *
     * @return null when its callback will run, else why it was refused
     */
    public @Nullable Failure start(Deferred operation) {
        return start(operation, Clock.nanoTime());
    }

    /**
     * As above.
     *
     * @param now the time, in {@link Clock#nanoTime()}
     */
    public @Nullable Failure start(Deferred operation, long now) {
        boolean mayWait = room != null && !loop.isCurrentThread();
        if (!mayWait || !requireNonNull(room).isWaitedFor()) {
            Failure refusal = startInOrder(operation, now);
            if (refusal == null || refusal.kind() != Failure.Kind.OVERLOADED || !mayWait) {
                return refusal;
            }
        }
        if (operation.place() != null) {
            operation.place().stepAside(); // what this thread would read may be what makes room
        }
        Failure[] refusal = new Failure[1];
        Failure failure = requireNonNull(room)
                .await(
                        () -> {
                            refusal[0] = startInOrder(operation, Clock.nanoTime());
                            return refusal[0] == null || refusal[0].kind() != Failure.Kind.OVERLOADED;
                        },
                        operation.deadline());
        return failure != null ? failure : refusal[0];
    }

    /** Sends it by the first, or behind what its thread has in flight on a spare connection. */
    private @Nullable Failure startInOrder(Deferred operation, long now) {
        Connection its = spares == null ? null : spares.whereCallerLeft();
        if (its == null) {
            return first.start(operation, now);
        }
        Failure unsaid = its.refusal(operation);
        if (unsaid != null) {
            return unsaid;
        }
        long number = its.start(operation, now);
        if (number >= 0) {
            requireNonNull(spares).leave(its, number);
            return null;
        }
        return number == Outbox.FULL ? first.overloaded() : first.start(operation, now);
    }

    /**
     * Sends an operation to find out whether the node answers: without an open connection it waits for an attempt to open
     * one, which begins now if none is under way. On the event loop.
     *
     * @return null when its callback will run, else why it was refused
     */
    public @Nullable Failure probe(Deferred operation) {
        return first.probe(operation);
    }

    /** The one that is kept open. */
    ConnectionSlot first() {
        return first;
    }

    /** The others; null where there can be none. */
    @Nullable
    SpareConnections spares() {
        return spares;
    }

    /** Whether the first connection is open. */
    public boolean isReady() {
        return first.open() != null;
    }

    /** How many are open. */
    int open() {
        return (first.open() == null ? 0 : 1) + (spares == null ? 0 : spares.count());
    }

    /** Nanoseconds until the next attempt to connect; 0 where none is waited for. */
    public long pauseLeft(long now) {
        return first.pauseLeft(now);
    }

    /** Operations without a reply, on all connections. */
    public int inFlight() {
        Connection connection = first.open();
        int ofFirst = connection == null ? first.waiting() : connection.ring().size();
        return ofFirst + (spares == null ? 0 : spares.inFlight());
    }

    /** Whether an operation has no reply that somebody still wants. */
    public boolean areAwaited() {
        Connection connection = first.open();
        return (connection == null ? first.isWaitedFor() : connection.ring().hasWanted())
                || (spares != null && spares.areAwaited());
    }

    /** Bytes read on all connections so far. */
    public long bytesRead() {
        return first.bytesRead() + (spares == null ? 0 : spares.bytesRead());
    }

    /** Bytes written on all connections so far. */
    public long bytesWritten() {
        return first.bytesWritten() + (spares == null ? 0 : spares.bytesWritten());
    }

    /** Whether nothing is in flight any more on what {@link #close} ended. */
    public boolean isDrained() {
        return first.isDrained() && (spares == null || spares.areDrained());
    }

    /** Ends the open connections; new ones are dialed. */
    public void disconnect(Throwable cause) {
        first.disconnect(cause);
        if (spares != null) {
            spares.disconnect(cause);
        }
    }

    /** Ends them for good; what is in flight fails. */
    public void close() {
        first.close();
        if (spares != null) {
            spares.close();
        }
        closed = true;
        loop.careSoon();
    }
}
