package dev.memjay.internal.connection.talk;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.model.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries DNS messages to name servers and back: by datagram, and over TCP where the answer did not fit. What the messages
 * say is not looked at, but for the bits that tell whether another server or another way should be tried.
 */
final class NameServers {
    private static final int ROUNDS = 2;
    private static final int MAX_DATAGRAM = 4096;
    private static final int TRUNCATED = 0x02;
    private static final int CODE = 0x0F;
    private static final int SERVER_FAILURE = 2;
    private static final int REFUSED = 5;

    private final Transport tcp = new TcpTransport(new SocketSettings(true, false, 0, 0));
    private final Duration patience;
    /** Asked first, so that a dead one before it costs its time once and not for each name, type and connect. */
    private volatile @Nullable Node lastToAnswer;

    /**
     * @param patience how long to wait for one answer
     */
    NameServers(Duration patience) {
        this.patience = patience;
    }

    /** Asks one server after another, all of them twice, until one gives an answer; begins with the last one that did. */
    byte[] ask(List<Node> servers, byte[] query) throws IOException {
        IOException failure = new IOException("no name server of " + servers + " answered");
        for (int round = 0; round < ROUNDS; round++) {
            for (Node server : inTurn(servers)) {
                try {
                    byte[] answer = ask(server, query);
                    lastToAnswer = server;
                    return answer;
                } catch (UnresolvedAddressException | UnsupportedAddressTypeException e) {
                    failure.addSuppressed(new IOException("the name server " + server + " has no usable address", e));
                } catch (IOException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure;
    }

    private List<Node> inTurn(List<Node> servers) {
        Node first = lastToAnswer;
        if (first == null || !servers.contains(first)) {
            return servers;
        }
        List<Node> turns = new ArrayList<>(servers);
        turns.remove(first);
        turns.add(0, first);
        return turns;
    }

    private byte[] ask(Node server, byte[] query) throws IOException {
        long deadline = Clock.nanoTime() + patience.toNanos();
        byte[] answer = byDatagram(server, query, deadline);
        if ((answer[2] & TRUNCATED) != 0) {
            answer = overTcp(server, query, deadline);
        }
        int code = answer[3] & CODE;
        if (code == SERVER_FAILURE || code == REFUSED) {
            throw new IOException("the name server " + server + " could not answer: code " + code);
        }
        return answer;
    }

    private static byte[] byDatagram(Node server, byte[] query, long deadline) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(server.host(), server.port())); // takes datagrams of no one else
            channel.register(selector, SelectionKey.OP_READ);
            channel.write(ByteBuffer.wrap(query));
            ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
            while (true) {
                buffer.clear();
                if (channel.read(buffer) > 0 && isAnswer(buffer, query)) {
                    return Arrays.copyOf(buffer.array(), buffer.position());
                }
                long left = deadline - Clock.nanoTime();
                if (left <= 0) {
                    throw new SocketTimeoutException("the name server " + server + " did not answer in time");
                }
                if (buffer.position() == 0) {
                    selector.select(ready -> {}, Math.max(1, left / 1_000_000));
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("interrupted while waiting for the name server " + server);
                }
            }
        }
    }

    /** A late answer to an earlier question, or a forged one, has another identifier. */
    private static boolean isAnswer(ByteBuffer answer, byte[] query) {
        return answer.position() >= 12 && answer.get(0) == query[0] && answer.get(1) == query[1];
    }

    private byte[] overTcp(Node server, byte[] query, long deadline) throws IOException {
        Link link = tcp.open(server, deadline);
        try (LinkTalk talk = new LinkTalk(link, deadline)) {
            talk.asks("a DNS question at " + server, AnswerLimit.DNS);
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            framed.write(query.length >> 8);
            framed.write(query.length);
            framed.writeBytes(query);
            talk.send(framed.toString(StandardCharsets.ISO_8859_1));
            byte[] answer = talk.receive(talk.receiveByte() << 8 | talk.receiveByte());
            if (answer.length < 12) {
                throw new IOException("the name server " + server + " answered with less than a message");
            }
            return answer;
        } finally {
            link.close();
        }
    }
}
