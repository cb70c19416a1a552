package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.model.Node;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one node beside its first one, for platform threads that wait: who is alone on a connection has the
 * path of a bare socket, while two who share one hand the reader's role to and fro.
 *
 * <p>A call takes a connection that nobody uses, and shares only when all are busy; from {@link #CROWD} in flight on, all
 * share the first, since then requests are written and read in batches. A spare connection is opened when calls have found
 * all others busy for some time, and closed when it was not used for long. No call waits for one, and a spare connection
 * that cannot be opened, or ends, is no failure of the node: the first one tells how that is.
 */
final class SpareConnections {
    /** With so many in flight on the first connection, batching wins more than being alone. */
    static final int CROWD = 24;

    /** A crowd is taken to be there for so long: when a batch was answered, hardly anything is in flight for a moment. */
    private static final long CROWD_NANOS = 20_000_000;

    private static final long LOOK_NANOS = 100_000_000;
    /** So many calls between two looks found all connections busy: then one more would be of use. */
    private static final long NEEDED = 16;
    /** So many looks in a row. */
    private static final int LASTING = 3;

    static final long IDLE_NANOS = 60_000_000_000L;
    /** After an attempt that failed, and after a connection that was lost. */
    static final long RETRY_NANOS = 60_000_000_000L;

    private static final int PLACES = 64;

    private final Node node;
    private final Dialer dialer;
    private final Greeting greeting;
    private final NodeListener listener;
    private final Spare[] spares;

    /** By thread id, those who left something on a spare connection whose answer they did not see. Nearly always empty. */
    private final ConcurrentMap<Long, Left> left = new ConcurrentHashMap<>();

    /**
     * Which connection the threads of a place used last, 0 for the first: who keeps to one meets fewer others. A hint, so
     * races are harmless.
     */
    private final byte[] lastUsed = new byte[PLACES];
    /** Calls that found all busy; a hint as well. */
    private long needs;
    /** When a crowd was seen last; written seldom. */
    private volatile long crowdedAt = Clock.nanoTime() - CROWD_NANOS;

    // Owned by the event loop's thread.
    private long nextLook;
    private long needsBefore;
    private int lasting;
    private long answeredBefore;
    private long notBefore;

    private volatile boolean closed;

    /** What a thread left in flight. */
    private record Left(Connection connection, long number) {
        boolean isOver() {
            return connection.hasEnded() || connection.ring().head() > number;
        }
    }

    /** @param count how many there may be */
    SpareConnections(Node node, Dialer dialer, Greeting greeting, NodeListener listener, int count) {
        this.node = node;
        this.dialer = dialer;
        this.greeting = greeting;
        this.listener = listener;
        spares = new Spare[count];
        for (int i = 0; i < count; i++) {
            spares[i] = new Spare();
        }
        nextLook = Clock.nanoTime() + LOOK_NANOS;
        notBefore = nextLook;
    }

    // ---- Any thread

    /** The connection for a call that the calling platform thread waits for, and that begins now. */
    Connection choose(Connection first, long now) {
        Connection its = whereCallerLeft();
        if (its != null) {
            return its;
        }
        int inFlight = first.ring().size();
        int place = (int) Thread.currentThread().getId() & (PLACES - 1);
        int last = lastUsed[place];
        if ((isCrowded(inFlight, now) && !first.ring().isFull())
                || (inFlight == 0 && last == 0)
                || first.pins().holdCaller()) {
            return first;
        }
        Connection usual = last == 0 ? first : spares[last - 1].idle();
        if (usual != null && usual.ring().isEmpty()) {
            return usual;
        }
        if (inFlight == 0) {
            lastUsed[place] = 0;
            return first;
        }
        for (int i = 0; i < spares.length; i++) {
            Connection idle = spares[i].idle();
            if (idle != null) {
                lastUsed[place] = (byte) (i + 1);
                return idle;
            }
        }
        needs++;
        Connection shared = last == 0 ? null : spares[last - 1].withRoom();
        for (int i = 0; i < spares.length && shared == null && first.ring().isFull(); i++) {
            shared = spares[i].withRoom();
        }
        return shared == null ? first : shared;
    }

    private boolean isCrowded(int inFlight, long now) {
        long since = now - crowdedAt;
        if (inFlight >= CROWD && since > CROWD_NANOS / 4) {
            crowdedAt = now;
        }
        return inFlight >= CROWD || since < CROWD_NANOS;
    }

    /** Where the calling thread has something in flight on a spare connection, so that it has to go on there; else null. */
    @Nullable
    Connection whereCallerLeft() {
        if (left.isEmpty()) {
            return null;
        }
        Long id = Thread.currentThread().getId();
        Left its = left.get(id);
        if (its == null) {
            return null;
        }
        if (its.isOver()) {
            left.remove(id, its);
            return null;
        }
        return its.connection();
    }

    /** The calling thread will not see how an operation on a spare connection ended. */
    void leave(Connection connection, long number) {
        left.put(Thread.currentThread().getId(), new Left(connection, number));
    }

    int inFlight() {
        int sum = 0;
        for (Spare spare : spares) {
            Connection connection = spare.connection;
            sum += connection == null ? 0 : connection.ring().size();
        }
        return sum;
    }

    boolean areAwaited() {
        for (Spare spare : spares) {
            Connection connection = spare.connection;
            if (connection != null && connection.ring().hasWanted()) {
                return true;
            }
        }
        return false;
    }

    long bytesRead() {
        long sum = 0;
        for (Spare spare : spares) {
            sum += spare.bytesRead();
        }
        return sum;
    }

    long bytesWritten() {
        long sum = 0;
        for (Spare spare : spares) {
            sum += spare.bytesWritten();
        }
        return sum;
    }

    /** How many are open. */
    int count() {
        int count = 0;
        for (Spare spare : spares) {
            count += spare.connection == null ? 0 : 1;
        }
        return count;
    }

    /** Whether nothing is in flight any more on what {@link #close} ended. */
    boolean areDrained() {
        for (Spare spare : spares) {
            Connection connection = spare.connection;
            if (connection != null
                    && !(connection.ring().isEmpty() && connection.role().isFree())) {
                return false;
            }
        }
        return true;
    }

    /** Ends them for good. */
    void close() {
        closed = true; // before they end, so that they are looked at until they are drained
        disconnect(new Connection.ClientClosed());
    }

    void disconnect(Throwable cause) {
        for (Spare spare : spares) {
            Connection connection = spare.connection;
            if (connection != null) {
                connection.die(cause);
            }
        }
    }

    // ---- The event loop's thread

    /** Looks after attempts that have ended, and now and then whether there are too few or too many. */
    void look(long now, @Nullable Connection first) {
        for (Spare spare : spares) {
            spare.look(now);
        }
        if (now - nextLook < 0 || closed) {
            return;
        }
        nextLook = now + LOOK_NANOS;
        left.values().removeIf(Left::isOver);
        lookForNeed(now, first);
        lookForIdle(first);
    }

    private void lookForNeed(long now, @Nullable Connection first) {
        long found = needs - needsBefore;
        needsBefore = needs;
        lasting = found >= NEEDED ? lasting + 1 : 0;
        if (lasting < LASTING || first == null || now - notBefore < 0 || isDialing() || listener.isLeftAlone()) {
            return;
        }
        lasting = 0;
        dialOne();
    }

    /** Begins to open one more, if there may be one. */
    void dialOne() {
        for (Spare spare : spares) {
            if (spare.connection == null && spare.attempt == null) {
                spare.dial();
                return;
            }
        }
    }

    /** Who is alone goes back to the first connection, so that the others can be closed. */
    private void lookForIdle(@Nullable Connection first) {
        long answered = first == null ? 0 : first.ring().head();
        if (answered == answeredBefore) {
            Arrays.fill(lastUsed, (byte) 0);
        }
        answeredBefore = answered;
    }

    boolean isDialing() {
        for (Spare spare : spares) {
            if (spare.attempt != null) {
                return true;
            }
        }
        return false;
    }

    /** One of them, or the place for it. */
    private final class Spare implements Connection.Listener {
        /** To be used; null while there is none, and once it is to be closed. */
        private volatile @Nullable Connection open;
        /** The one that has not ended. */
        private volatile @Nullable Connection connection;

        // Owned by the event loop's thread, but for reading.
        private @Nullable DialAttempt attempt;
        private long writtenAtLastUse;
        private long lastUse;
        private volatile long readBefore;
        private volatile long writtenBefore;

        /** The connection if it is open and nothing is in flight there, else null. */
        @Nullable
        Connection idle() {
            Connection current = open;
            return current == null || current.hasEnded() || !current.ring().isEmpty() ? null : current;
        }

        /** The connection if it is open and takes one more, else null. */
        @Nullable
        Connection withRoom() {
            Connection current = open;
            return current == null || current.hasEnded() || current.ring().isFull() ? null : current;
        }

        void dial() {
            attempt = dialer.dial(node, greeting, this);
        }

        void look(long now) {
            DialAttempt current = attempt;
            if (current != null && current.isOver()) {
                attempt = null;
                conclude(current, now);
            }
            Connection its = connection;
            if (its == null) {
                return;
            }
            if (closed) {
                its.die(new Connection.ClientClosed());
                return;
            }
            long written = its.outbox().writtenBytes();
            if (written != writtenAtLastUse) {
                writtenAtLastUse = written;
                lastUse = now;
            } else if (now - lastUse > IDLE_NANOS) {
                open = null;
                its.endIfIdle(new Unused()); // a call that took it before finds it closed, or else keeps it open
                if (!its.hasEnded()) {
                    lastUse = now;
                    open = its;
                }
            }
        }

        private void conclude(DialAttempt ended, long now) {
            Connection made = ended.connection();
            if (made == null) {
                notBefore = now + RETRY_NANOS;
                return;
            }
            try {
                dialer.loop().register(made);
            } catch (Throwable failure) {
                made.link().close();
                notBefore = now + RETRY_NANOS;
                return;
            }
            connection = made;
            writtenAtLastUse = made.outbox().writtenBytes();
            lastUse = now;
            if (closed) {
                made.die(new Connection.ClientClosed());
            } else {
                open = made;
            }
        }

        @Override
        public void ended(Throwable cause) {
            Connection its = connection;
            if (its != null && !closed) { // else it is looked at until it is drained
                readBefore += its.inbox().bytesRead();
                writtenBefore += its.outbox().writtenBytes();
                connection = null;
            }
            open = null;
            if (!(cause instanceof Unused)) {
                notBefore = Clock.nanoTime() + RETRY_NANOS;
            }
        }

        @Override
        public void notUnderstood() {
            greeting.doubt();
        }

        @Override
        public void winUnclaimed(Operation operation) {
            listener.winUnclaimed(operation);
        }

        long bytesRead() {
            Connection current = connection;
            return readBefore + (current == null ? 0 : current.inbox().bytesRead());
        }

        long bytesWritten() {
            Connection current = connection;
            return writtenBefore + (current == null ? 0 : current.outbox().writtenBytes());
        }
    }

    /** Why a connection was closed that nobody used. */
    static final class Unused extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
