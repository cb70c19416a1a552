package dev.memjay.model;

import dev.memjay.error.MemjayException;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to calls, connections and nodes, for logs, tracing and metrics of one's own.
 *
 * <p>Its methods are called on Memjay's event loop, or on the thread of the caller that the event belongs to, never
 * under a lock. They have to be quick, must not block and must not call blocking verbs. What they throw is dropped.
 */
public interface Observer {
    /** An observer that does nothing. */
    Observer NONE = new Observer() {
        @Override
        public String toString() {
            return "none";
        }
    };

    /**
     * A call ended.
     *
     * @param node the node that was called
     * @param verb the verb
     * @param nanos nanoseconds from the start of the call to its end
     * @param error why it failed, or null if it did not
     */
    default void callFinished(Node node, Verb verb, long nanos, @Nullable MemjayException error) {}

    /**
     * A call is sent a second time, since its connection was lost before it could have been applied.
     *
     * @param node the node that is called
     * @param verb the verb
     */
    default void callRetried(Node node, Verb verb) {}

    /**
     * A call failed and its caller's {@link FailurePolicy} made a miss of it.
     *
     * @param verb the verb
     * @param error why it failed
     */
    default void callSwallowed(Verb verb, MemjayException error) {}

    /**
     * A write without reply failed after it was handed over; nobody else learns of it.
     *
     * @param node the node that was called
     * @param verb the verb
     * @param error why it failed
     */
    default void postFailed(Node node, Verb verb, MemjayException error) {}

    /**
     * A connection was opened.
     *
     * @param node the node
     */
    default void connectionOpened(Node node) {}

    /**
     * A connection was lost or could not be opened.
     *
     * @param node the node
     * @param cause why
     */
    default void connectionLost(Node node, Throwable cause) {}

    /**
     * A node is held to be down from now on.
     *
     * @param node the node
     */
    default void nodeDown(Node node) {}

    /**
     * A node that was down answers again.
     *
     * @param node the node
     */
    default void nodeUp(Node node) {}
}
