package dev.memjay.model;

import dev.memjay.error.MemjayException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of what happens to connections, nodes and leases, and of calls that failed. Calls that do not fail are
 * {@link Telemetry}'s.
 *
 * <p>Its methods are called on Memjay's event loop, or on the thread of the caller that the event belongs to, never
 * under a lock. They have to be quick, must not block and must not call blocking verbs. What they throw is dropped.
 */
public interface MemjayListener {
    /** A listener that does nothing. */
    MemjayListener NONE = new MemjayListener() {
        @Override
        public String toString() {
            return "none";
        }
    };

    /**
     * A call to a node failed, whether or not its caller sees that. Each call from its start to its end is
     * {@link Telemetry}'s.
     *
     * @param node the node that was called
     * @param verb the verb
     * @param error why it failed
     */
    default void callFailed(Node node, Verb verb, MemjayException error) {}

    /**
     * A call is sent a second time, since its connection was lost before it could have been applied.
     *
     * @param node the node that is called
     * @param verb the verb
     */
    default void callRetried(Node node, Verb verb) {}

    /**
     * A write without reply failed after it was handed over; nobody else learns of it.
     *
     * @param node the node that was called; null where no nodes were found in time
     * @param verb the verb
     * @param error why it failed
     */
    default void postFailed(@Nullable Node node, Verb verb, MemjayException error) {}

    /**
     * A write failed and may have been applied, or its item may still be the old one. Whoever wants to be sure that no old
     * value stays deletes the key later. Called for writes of single keys, and for each key of those of several.
     *
     * @param node the node that was called; null where no nodes were found in time
     * @param verb the verb
     * @param key the key as it goes on the wire, with its prefixes
     * @param error why it failed
     */
    default void writeFailed(@Nullable Node node, Verb verb, String key, MemjayException error) {}

    /**
     * A caller was given the sole right to load a value.
     *
     * @param node the node that gave it
     * @param key the key as it goes on the wire, with its prefixes
     */
    default void leaseWon(Node node, String key) {}

    /**
     * A caller wants a value that somebody else loads right now.
     *
     * @param node the node that said so
     * @param key the key as it goes on the wire, with its prefixes
     */
    default void leaseLost(Node node, String key) {}

    /**
     * A value was loaded, but its lease had run out or its key was invalidated meanwhile, so that it was not stored.
     *
     * @param node the node that refused it
     * @param key the key as it goes on the wire, with its prefixes
     */
    default void leaseExpired(Node node, String key) {}

    /**
     * A loader failed while an old value was served, so that no caller learns of it.
     *
     * @param node the node of the key
     * @param key the key as it goes on the wire, with its prefixes
     * @param error what the loader threw
     */
    default void refreshFailed(Node node, String key, Throwable error) {}

    /**
     * A connection was opened.
     *
     * @param node the node
     */
    default void connectionOpened(Node node) {}

    /**
     * An attempt to open a connection failed: the name has no address, nobody listens there, TLS or the login failed, or the
     * server did not answer as a memcached does.
     *
     * @param node the node
     * @param cause why
     */
    default void connectFailed(Node node, Throwable cause) {}

    /**
     * An open connection was lost.
     *
     * @param node the node
     * @param cause why
     */
    default void connectionLost(Node node, Throwable cause) {}

    /**
     * A node is considered down from now on. This and {@link #nodeUp} are called in the order in which it happened.
     *
     * @param node the node
     * @param cause what failed last
     */
    default void nodeDown(Node node, Throwable cause) {}

    /**
     * A node that was down answers again.
     *
     * @param node the node
     * @param downFor how long it was down
     */
    default void nodeUp(Node node, Duration downFor) {}

    /**
     * The discovery found other nodes than before, and the client has gone over to them. Called on the thread that looks.
     *
     * @param nodes all nodes now
     */
    default void fleetChanged(List<Node> nodes) {}

    /**
     * The discovery could not find the nodes; they stay as they were. Called on the thread that looks.
     *
     * @param cause why
     */
    default void discoveryFailed(Throwable cause) {}
}
