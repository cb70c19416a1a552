package dev.memjay.internal.connection;

import dev.memjay.internal.connection.transport.Link;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/** What the event loop's selector watches one link for: nothing at first. Owned by the loop's thread. */
final class WatchedKey {
    private @Nullable SelectionKey key;

    void register(Link link, Selector selector, Object attachment) throws ClosedChannelException {
        key = link.channel().register(selector, 0, attachment);
    }

    /** What a selected key is ready for; nothing when another thread ended the connection meanwhile. */
    static int readyOperations(SelectionKey selected) {
        try {
            return selected.readyOps();
        } catch (CancelledKeyException e) {
            return 0;
        }
    }

    /** Watches for an operation of {@link SelectionKey}, or no longer. */
    void watch(int operation, boolean on) {
        SelectionKey current = key;
        if (current == null) {
            return;
        }
        try {
            int before = current.interestOps();
            int after = on ? before | operation : before & ~operation;
            if (after != before) {
                current.interestOps(after);
            }
        } catch (CancelledKeyException e) {
            // Another thread ended the connection, which nobody watches any more.
        }
    }
}
