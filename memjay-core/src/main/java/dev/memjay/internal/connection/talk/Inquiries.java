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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is asked beside the client's connections, to find its nodes: the machine's files, name servers, and memcached
 * servers in the way of one question and one answer. Blocks; thread-safe.
 */
public final class Inquiries {
    private static final String RESOLV_CONF = "/etc/resolv.conf";
    private static final String HOSTS = "/etc/hosts";

    private final Transport transport;
    private final Session session;
    private final Duration patience;
    private final List<Node> nameServers;
    private final NameServers dns;

    /**
     * @param transport how memcached servers are reached
     * @param session what is said to them first
     * @param patience how long to wait for one answer
     * @param nameServers whom to ask for names; empty for those of this machine
     */
    public Inquiries(Transport transport, Session session, Duration patience, List<Node> nameServers) {
        this.transport = transport;
        this.session = session;
        this.patience = patience;
        this.nameServers = List.copyOf(nameServers);
        dns = new NameServers(patience);
    }

    /**
     * For those that ask for names alone.
     *
     * @param patience how long to wait for one answer
     * @param nameServers whom to ask for names; empty for those of this machine
     */
    public Inquiries(Duration patience, List<Node> nameServers) {
        this(new TcpTransport(SocketSettings.DEFAULT), Session.NONE, patience, nameServers);
    }

    /** Whether there is a name server to ask. */
    public boolean hasNameServers() {
        return !nameServers().isEmpty();
    }

    private List<Node> nameServers() {
        return nameServers.isEmpty() ? ResolverFiles.read(Path.of(RESOLV_CONF)).nameServers() : nameServers;
    }

    /** Sends a DNS message and returns the answer, whatever it says. */
    public byte[] askNameServer(byte[] query) throws IOException {
        List<Node> servers = nameServers();
        if (servers.isEmpty()) {
            throw new IOException("no name server is known: " + RESOLV_CONF + " names none");
        }
        return dns.ask(servers, query);
    }

    /** The absolute names that a name may stand for, in the order to try them. */
    public List<String> absoluteNames(String name) {
        return ResolverFiles.read(Path.of(RESOLV_CONF)).absoluteNames(name);
    }

    /** The addresses that the file of hosts has for a name. */
    public List<String> hostsFile(String name) {
        return ResolverFiles.addresses(Path.of(HOSTS), name);
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
