package dev.memjay.internal.connection.transport;

import dev.memjay.model.Node;
import java.io.IOException;

/** Opens links to nodes over one kind of network. Thread-safe. */
public interface Transport {
    /**
     * Resolves, connects and, where there is one, shakes hands. Blocks the calling thread, which is never the event
     * loop's.
     *
     * @param node where to
     * @param deadline when to give up, in {@link dev.memjay.internal.clock.Clock#nanoTime()}
     * @throws IOException if no link could be opened by then; the message names the address that was tried
     */
    Link open(Node node, long deadline) throws IOException;
}
