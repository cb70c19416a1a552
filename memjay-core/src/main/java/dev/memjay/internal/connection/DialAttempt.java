package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.model.Node;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a connection, on a thread of its own.
 *
 * <p>How it ended lies in fields that are there from the beginning, and the event loop looks at them: a thread that finds
 * no memory for anything can still say that it is over, and one that could not be started, or ended without a word, is
 * seen to be. So no attempt is ever under way for good, which would be the last one of its connection.
 */
final class DialAttempt implements Runnable {
    private final Dialer dialer;
    private final Node node;
    private final Greeting greeting;
    private final Connection.Listener listener;
    private final long began = Clock.nanoTime();
    private volatile @Nullable Thread thread;

    // Written before it is over.
    private @Nullable Connection connection;
    private @Nullable Throwable failure;
    private volatile boolean over;

    DialAttempt(Dialer dialer, Node node, Greeting greeting, Connection.Listener listener) {
        this.dialer = dialer;
        this.node = node;
        this.greeting = greeting;
        this.listener = listener;
    }

    /** Starts the thread; where there is none to be had, that is how the attempt ended. */
    void start(ThreadFactory threads) {
        try {
            Thread made = threads.newThread(this);
            thread = made;
            made.start();
        } catch (Throwable noThread) {
            failure = noThread;
            over = true;
            dialer.ended(this);
        }
    }

    @Override
    public void run() {
        try {
            connection = dialer.open(node, greeting, listener);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            over = true;
            dialer.ended(this);
        }
    }

    /** Whether it has ended, with a connection or without. */
    boolean isOver() {
        Thread its = thread;
        boolean isDead = its != null && !its.isAlive(); // looked at first: what a dead thread wrote is seen
        return over || isDead;
    }

    /** The connection that it opened, or null. */
    @Nullable
    Connection connection() {
        return connection;
    }

    /** Why it opened none. */
    Throwable failure() {
        Throwable cause = failure;
        return cause == null ? new IOException("the thread that connects ended without a result") : cause;
    }

    /** When it began, in {@link Clock#nanoTime()}. */
    long began() {
        return began;
    }

    void interrupt() {
        Thread its = thread;
        if (its != null) {
            its.interrupt();
        }
    }
}
