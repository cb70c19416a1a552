package dev.memjay.internal.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who reads from a connection: nobody, a caller, or the event loop. Only the holder touches the inbox, the decoder and
 * the ring's head.
 */
final class ReaderRole {
    private static final int FREE = 0;
    private static final int CALLER = 1;
    private static final int LOOP = 2;

    private static final VarHandle HOLDER;

    static {
        try {
            HOLDER = MethodHandles.lookup().findVarHandle(ReaderRole.class, "holder", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int holder;

    /** Takes the role for the calling thread, if nobody has it. */
    boolean takeForCaller() {
        return holder == FREE && HOLDER.compareAndSet(this, FREE, CALLER);
    }

    /** Takes the role for the event loop, if nobody has it. */
    boolean takeForLoop() {
        return holder == FREE && HOLDER.compareAndSet(this, FREE, LOOP);
    }

    /**
     * Gives the role up. A volatile store, for Dekker's rule: whoever gives the role up reads the ring's tail after it,
     * and whoever appends to the ring reads the role after that.
     */
    void giveUp() {
        holder = FREE;
    }

    boolean isFree() {
        return holder == FREE;
    }

    boolean isCallers() {
        return holder == CALLER;
    }

    boolean isLoops() {
        return holder == LOOP;
    }
}
