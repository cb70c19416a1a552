package dev.memjay.internal.connection;

import dev.memjay.internal.connection.transport.Link;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * Where the leaders of one connection wait for bytes; opened when the first one has to wait, and for them alone.
 *
 * <p>Opened and waited on by the holder of the reader's role; closed by it too, at the connection's end; woken by any thread.
 */
final class LeaderSelector {
    private final Link link;
    private volatile @Nullable Selector selector;
    /** Whether a leader sleeps here, or is about to. Tests wait for it. */
    private volatile boolean isWaiting;

    LeaderSelector(Link link) {
        this.link = link;
    }

    /** Whether a leader has waited already. Stays true. */
    boolean isOpen() {
        return selector != null;
    }

    void open() throws IOException {
        Selector opened = Selector.open();
        selector = opened;
        link.channel().register(opened, SelectionKey.OP_READ);
    }

    /**
     * Waits until there are bytes, the time is over or somebody wakes the leader. It has to be open.
     *
     * @param nanos more than 0
     */
    void await(long nanos) throws IOException {
        Selector current = selector;
        if (current == null) {
            return;
        }
        isWaiting = true;
        try {
            current.select(ready -> {}, nanos / 1_000_000 + 1); // 0 would wait for ever
        } finally {
            isWaiting = false;
        }
    }

    boolean isWaiting() {
        return isWaiting;
    }

    void wake() {
        Selector current = selector;
        if (current != null) {
            current.wakeup();
        }
    }

    void close() {
        Selector current = selector;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // Nothing is left to be done with it.
            }
        }
    }
}
