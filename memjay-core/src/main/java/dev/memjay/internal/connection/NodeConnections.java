package dev.memjay.internal.connection;

import static java.util.Objects.requireNonNull;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.model.Node;
import org.jspecify.annotations.Nullable;

/**
 * All connections to one node. A thread always uses the same one, so that its asynchronous calls stay in order.
 */
public final class NodeConnections implements LoopCare {
    private final Node node;
    private final ConnectionSlot[] slots;
    private final EventLoop loop;
    private final Greeting greeting;
    private final DialPlan plan;
    private final NodeListener listener;
    private volatile boolean closed;
    /** Null when a call over the limit fails at once. */
    private final @Nullable RoomQueue room;

    /**
     * @param count connections to keep open, 1 or more
     * @param listener hears how they come and go
     */
    public NodeConnections(Node node, Dialer dialer, int count, NodeListener listener) {
        this.node = node;
        loop = dialer.loop();
        room = dialer.settings().waitWhenFull() ? new RoomQueue() : null;
        greeting = dialer.greeting();
        this.listener = listener;
        slots = new ConnectionSlot[count];
        plan = new DialPlan(node, dialer, greeting, listener, slots);
        for (int i = 0; i < count; i++) {
            slots[i] = new ConnectionSlot(plan, loop, dialer.settings(), listener);
        }
    }

    /** Starts to dial; called once, when the listener is ready to hear. */
    public void connect() {
        loop.care(this); // which finds slots without a connection
    }

    @Override
    public void look(long now) {
        boolean isLast = closed; // before the slots are looked at, which are closed by then
        boolean isDialing = false;
        for (ConnectionSlot slot : slots) {
            EventLoop.safely(slot, now);
            isDialing |= slot.isDialing();
        }
        plan.look(now);
        listener.look();
        if (isLast && !isDialing) {
            loop.careNoMore(this);
        }
    }

    /** The node is no longer left alone: what rested while it was dials again. */
    public void wake() {
        loop.execute(plan::wake);
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
        ConnectionSlot slot = slot();
        long submitted = now;
        while (true) {
            Connection connection = slot.open();
            if (connection == null) {
                Failure refusal = slot.awaitOpen(deadline);
                if (refusal != null) {
                    return refusal;
                }
                submitted = Clock.nanoTime(); // else the operation would look older than its connection
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
                return connection.await(operation, number, deadline);
            }
            if (number == Outbox.FULL) {
                return room == null ? slot.overloaded() : callWhenRoom(connection, operation, deadline);
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
                : connection.await(operation, number[0], deadline);
    }

    /**
     * Sends an operation with a callback. May wait for room, if so configured, but never on the event loop.
     *
     * @return null when its callback will run, else why it was refused
     */
    public @Nullable Failure start(Deferred operation) {
        ConnectionSlot slot = slot();
        boolean mayWait = room != null && !loop.isCurrentThread();
        if (!mayWait || !requireNonNull(room).isWaitedFor()) {
            Failure refusal = slot.start(operation);
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
                            refusal[0] = slot.start(operation);
                            return refusal[0] == null || refusal[0].kind() != Failure.Kind.OVERLOADED;
                        },
                        operation.deadline());
        return failure != null ? failure : refusal[0];
    }

    /**
     * Sends an operation to find out whether the node answers: without an open connection it waits for an attempt to open
     * one, which begins now if none is under way. On the event loop.
     *
     * @return null when its callback will run, else why it was refused
     */
    public @Nullable Failure probe(Deferred operation) {
        return slot().probe(operation);
    }

    /** The one that the calling thread uses. */
    ConnectionSlot slot() {
        return slots.length == 1
                ? slots[0]
                : slots[(int) (Thread.currentThread().getId() % slots.length)];
    }

    /** Whether every connection is open. */
    public boolean isReady() {
        for (ConnectionSlot slot : slots) {
            if (slot.open() == null) {
                return false;
            }
        }
        return true;
    }

    /** Nanoseconds until the next attempt to connect; 0 where none is waited for. */
    public long pauseLeft(long now) {
        return plan.pauseLeft(now);
    }

    /** Operations without a reply, on all connections. */
    public int inFlight() {
        int sum = 0;
        for (ConnectionSlot slot : slots) {
            Connection connection = slot.open();
            sum += connection == null ? slot.waiting() : connection.ring().size();
        }
        return sum;
    }

    /** Whether an operation has no reply that somebody still wants. */
    public boolean areAwaited() {
        for (ConnectionSlot slot : slots) {
            Connection connection = slot.open();
            if (connection == null ? slot.isWaitedFor() : connection.ring().hasWanted()) {
                return true;
            }
        }
        return false;
    }

    /** Bytes read on all connections so far. */
    public long bytesRead() {
        long sum = 0;
        for (ConnectionSlot slot : slots) {
            sum += slot.bytesRead();
        }
        return sum;
    }

    /** Bytes written on all connections so far. */
    public long bytesWritten() {
        long sum = 0;
        for (ConnectionSlot slot : slots) {
            sum += slot.bytesWritten();
        }
        return sum;
    }

    /** Whether nothing is in flight any more on what {@link #close} ended. */
    public boolean isDrained() {
        for (ConnectionSlot slot : slots) {
            if (!slot.isDrained()) {
                return false;
            }
        }
        return true;
    }

    /** Ends the open connections; new ones are dialed. */
    public void disconnect(Throwable cause) {
        for (ConnectionSlot slot : slots) {
            slot.disconnect(cause);
        }
    }

    /** Ends them for good; what is in flight fails. */
    public void close() {
        for (ConnectionSlot slot : slots) {
            slot.close();
        }
        closed = true;
        loop.careSoon();
    }
}
