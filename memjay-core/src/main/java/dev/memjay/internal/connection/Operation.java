package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Laps;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.TextCommand;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on its way through a connection, and the thread that waits for it.
 *
 * <p>It is pending until, by one compare-and-set, it is either settled (by the holder of the reader's role, after the
 * reply's fields were written) or abandoned (by its waiter, a timer or a cancellation). An abandoned operation keeps
 * its place in the queue as a tombstone that swallows the late reply. Operations are never used twice.
 */
public class Operation extends Exchange {
    private static final int PENDING = 0;
    private static final int SETTLED = 1;
    private static final int ABANDONED = 2;

    /** JDK 21 and newer document that all virtual threads are in one group, and this is its name. */
    private static final String VIRTUAL_THREADS = "VirtualThreads";

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Operation.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The thread to unpark; null when nobody parks for this operation. */
    private volatile @Nullable Thread waiter;
    /** Whether the waiter can read for others: a platform thread can, a virtual one or a future cannot. */
    private final boolean canLead;

    /** Whether the waiter waits for something else now, so that the role is not offered to it. */
    private volatile boolean waiterIsElsewhere;

    @SuppressWarnings("unused") // through STATE
    private volatile int state;

    /** An operation that the current thread will wait for, until a deadline at the most. */
    public static Operation ofCurrentThread(Request request, @Nullable String key, boolean base64Key, long deadline) {
        return isVirtual(Thread.currentThread())
                ? new Parked(request, key, base64Key, deadline)
                : new Operation(request, key, base64Key);
    }

    /** An operation that the current thread will wait for. */
    Operation(Request request, @Nullable String key, boolean base64Key) {
        super(request, key, base64Key);
        Thread self = Thread.currentThread();
        waiter = self;
        canLead = !isVirtual(self);
    }

    /**
     * An operation that no thread waits for, or one that does not wait for it yet.
     *
     * @param later a platform thread that will wait for it among others; null for none
     */
    Operation(Request request, @Nullable String key, boolean base64Key, @Nullable Thread later) {
        super(request, key, base64Key);
        waiter = later;
        canLead = later != null;
        if (canLead) {
            waiterIsElsewhere = true;
        }
    }

    /** An operation that nobody wants, to fill a place. */
    static Operation nothing() {
        Operation nothing = new Operation(new TextCommand("", TextCommand.Ending.LINE), null, false, null);
        nothing.abandon();
        return nothing;
    }

    /** Has these laps noted. Before it is handed to a connection. */
    public final Operation followedBy(Laps laps) {
        detail = laps;
        return this;
    }

    /** It waited for a connection, and has one. */
    final void hasConnection() {
        if (detail instanceof Laps laps) {
            laps.connected();
        }
    }

    /** It is where its connection will write it. Before anybody can answer it, whose detail is another one. */
    final void isSent() {
        if (detail != null) {
            if (detail instanceof Laps laps) {
                laps.sent();
            }
            detail = null;
        }
    }

    @Override
    public final boolean isWanted() {
        return state == PENDING;
    }

    /** Whether a platform thread is parked, or about to, for this operation. */
    final boolean hasLeader() {
        return canLead && !waiterIsElsewhere && state == PENDING;
    }

    /** The waiter comes, to wait for this operation, or goes. By the waiter. */
    final void waiterIsHere(boolean isHere) {
        waiterIsElsewhere = !isHere;
    }

    /** Whether the thread that made this operation can take the reader's role. */
    final boolean canLead() {
        return canLead;
    }

    final @Nullable Thread waiter() {
        return waiter;
    }

    /** Makes the reply's fields the caller's; false when the caller has left. */
    final boolean settle() {
        return STATE.compareAndSet(this, PENDING, SETTLED);
    }

    /** Leaves the operation as a tombstone; false when it is settled already. */
    final boolean abandon() {
        if (!STATE.compareAndSet(this, PENDING, ABANDONED)) {
            return false;
        }
        if (!(request instanceof ReadRequest)) {
            key = null; // a read keeps it: if it wins the right to refresh, that is to be handed back
        }
        request = request.shape();
        value = null;
        waiter = null;
        dropCallback();
        return true;
    }

    /** Why it has no answer, of an operation that is settled; null when it has one. */
    final @Nullable Failure failure() {
        return status == Status.FAILED ? (Failure) detail : null;
    }

    /** Lets go of whatever else would keep the caller's objects alive in a tombstone. */
    void dropCallback() {}

    /** Whether a thread is a virtual one, on every JDK from 17 on, without reflection. */
    static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && VIRTUAL_THREADS.equals(group.getName());
    }

    /**
     * An operation that a virtual thread waits for, parked without a time of its own: the event loop wakes it when its
     * reply is there or its deadline is over. A timed park of a virtual thread goes through the JDK's timer queue and took
     * as much CPU as all the rest of a get.
     */
    static final class Parked extends Operation {
        private final long deadline;

        Parked(Request request, @Nullable String key, boolean base64Key, long deadline) {
            super(request, key, base64Key);
            this.deadline = deadline;
        }

        /** When to give up, in {@link dev.memjay.internal.clock.Clock#nanoTime()}. */
        long deadline() {
            return deadline;
        }
    }
}
