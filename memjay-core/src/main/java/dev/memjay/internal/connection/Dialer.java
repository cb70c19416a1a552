package dev.memjay.internal.connection;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LinkTalk;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.connection.transport.UdpLink;
import dev.memjay.internal.thread.DaemonThread;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: resolves, connects and holds the session's conversation, each on a short-lived thread of its own,
 * so that a name server or a black hole delays nobody else.
 */
public final class Dialer {
    private final Transport transport;
    private final Session session;
    private final Greeting.Maker greetings;
    private final EventLoop loop;
    private final ConnectionSettings settings;
    private final ThreadFactory threads;
    /** To be interrupted in the end. */
    private final Set<DialAttempt> underWay = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /**
     * @param transport how links are opened
     * @param session what is said on a fresh link before all else
     * @param greetings what is said then, and settles what is spoken afterwards; one for each node
     * @param loop the client's event loop
     * @param settings the bounds of each connection
     */
    public Dialer(
            Transport transport,
            Session session,
            Greeting.Maker greetings,
            EventLoop loop,
            ConnectionSettings settings) {
        this(transport, session, greetings, loop, settings, task -> DaemonThread.of("memjay-connect", task));
    }

    /** As above, with another maker of threads. */
    Dialer(
            Transport transport,
            Session session,
            Greeting.Maker greetings,
            EventLoop loop,
            ConnectionSettings settings,
            ThreadFactory threads) {
        this.transport = transport;
        this.session = session;
        this.greetings = greetings;
        this.loop = loop;
        this.settings = settings;
        this.threads = threads;
    }

    EventLoop loop() {
        return loop;
    }

    ConnectionSettings settings() {
        return settings;
    }

    /** A greeting for another node. */
    Greeting greeting() {
        return greetings.make();
    }

    /**
     * Begins to open a connection to a node.
     *
     * @param greeting the node's
     * @param listener told of what happens on the connection, once it is open
     * @return the attempt, to be looked at whenever the loop takes care
     */
    DialAttempt dial(Node node, Greeting greeting, Connection.Listener listener) {
        DialAttempt attempt = new DialAttempt(this, node, greeting, listener);
        underWay.add(attempt);
        attempt.start(threads);
        return attempt;
    }

    /** An attempt is over, which its state tells already. */
    void ended(DialAttempt attempt) {
        try {
            underWay.remove(attempt);
        } finally {
            loop.careSoon();
        }
    }

    /** Opens a connection; blocks. */
    Connection open(Node node, Greeting greeting, Connection.Listener listener) throws IOException {
        if (closed) {
            throw new IOException("the client is closed");
        }
        long deadline = Clock.nanoTime() + settings.connectTimeout().toNanos();
        Connection connection = null;
        while (connection == null) {
            if (deadline - Clock.nanoTime() <= 0) {
                throw new SocketTimeoutException(
                        "connected, but the server's answers wanted one more connection each until the connect timeout");
            }
            connection = open(node, greeting, listener, deadline);
        }
        return connection;
    }

    /** Null when the greeting needs another link. */
    private @Nullable Connection open(Node node, Greeting greeting, Connection.Listener listener, long deadline)
            throws IOException {
        Link link = transport.open(node, deadline);
        boolean begun = false;
        try {
            Dialect dialect;
            try (LinkTalk talk = new LinkTalk(link, deadline)) {
                session.begin(talk);
                dialect = greeting.begin(talk);
            }
            if (dialect == null) {
                return null;
            }
            Connection connection = link instanceof UdpLink udp
                    ? new DatagramConnection(udp, dialect, loop, settings, listener)
                    : new Connection(link, dialect, loop, settings, listener);
            begun = true;
            return connection;
        } finally {
            if (!begun) {
                link.close();
            }
        }
    }

    /** Opens nothing more; attempts under way are interrupted. */
    public void close() {
        closed = true;
        underWay.forEach(DialAttempt::interrupt);
    }
}
