package dev.memjay.internal.connection.talk;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is asked beside the client's connections, to find its nodes: the Java platform for the addresses of a name, and
 * memcached servers in the way of one question and one answer. Blocks; thread-safe.
 */
public final class Inquiries {

    private final Transport transport;
    private final Session session;
    private final Duration patience;

    /**
     * @param transport how memcached servers are reached
     * @param session what is said to them first
     * @param patience how long to wait for one answer
     */
    public Inquiries(Transport transport, Session session, Duration patience) {
        this.transport = transport;
        this.session = session;
        this.patience = patience;
    }

    /**
     * For those that ask for names alone.
     *
     * @param patience how long to wait for one answer
     */
    public Inquiries(Duration patience) {
        this(new TcpTransport(SocketSettings.DEFAULT), Session.NONE, patience);
    }

    /** How long one answer is waited for. */
    public Duration patience() {
        return patience;
    }

    /** The addresses that the Java platform has for a name. */
    public List<String> resolve(String name) throws IOException {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            throw new IOException("the host name " + name + " has no address", e);
        }
    }

    /** Opens a connection, sends one line, and reads lines until the last. */
    public List<String> ask(Node node, String command, Predicate<String> isLast) throws IOException {
        long deadline = Clock.nanoTime() + patience.toNanos();
        Link link = transport.open(node, deadline);
        try (LinkTalk talk = new LinkTalk(link, deadline)) {
            session.begin(talk);
            talk.asks(command + " at " + node, AnswerLimit.CONFIGURATION);
            talk.send(command + "\r\n");
            List<String> lines = new ArrayList<>();
            do {
                lines.add(talk.receiveLine());
            } while (!isLast.test(lines.get(lines.size() - 1)));
            return lines;
        } finally {
            link.close();
        }
    }
}
