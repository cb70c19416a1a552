package dev.memjay.internal.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.UdpLink;
import dev.memjay.internal.connection.transport.UdpTransport;
import dev.memjay.internal.wire.DatagramDialect;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of the ring is left when a caller learns that its reply is there. */
class DatagramInboxTest {
    private final EventLoop loop = new EventLoop();
    private final DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final UdpLink link = (UdpLink) new UdpTransport(SocketSettings.DEFAULT)
            .open(Node.udp("127.0.0.1", server.getLocalPort()), Clock.nanoTime() + Trial.LONG.toNanos());
    private final Noting connection = new Noting();

    DatagramInboxTest() throws IOException {}

    /** Notes how many are in flight whenever an operation is over. */
    private final class Noting extends Connection {
        private final List<Integer> inFlight = new ArrayList<>();

        Noting() {
            super(link, new DatagramDialect(new MetaDialect()), loop, Trial.settings(), 64, sides(), new Nobody());
        }

        @Override
        void settle(Operation operation) {
            inFlight.add(ring().size());
            super.settle(operation);
        }
    }

    private Connection.Sides sides() {
        return new Connection.Sides() {
            @Override
            public Inbox inbox(Connection connection) {
                return new DatagramInbox(connection, link);
            }

            @Override
            public Outbox outbox(Connection connection, long maxBytes) {
                return new Outbox(connection, maxBytes);
            }
        };
    }

    @BeforeEach
    void readHere() {
        link.endTalk();
        assertThat(connection.role().takeForCaller()).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        connection.release();
        connection.die(new IOException("the test is over"));
        link.close();
        loop.stop();
        loop.join(TimeUnit.SECONDS.toNanos(10));
        server.close();
    }

    @Test
    void answeredRequestLeavesTheRingBeforeItsCallerLearnsOfIt() throws Exception {
        Operation only = ask("a");
        answer(receive());
        awaitOver(only);
        assertThat(connection.inFlight).containsExactly(0);
    }

    @Test
    void answeredBeforeAnOlderOneItLeavesTheRingWithThatOne() throws Exception {
        Operation older = ask("a");
        Operation newer = ask("b");
        DatagramPacket first = receive();
        answer(receive());
        awaitOver(newer);
        answer(first);
        awaitOver(older);
        assertThat(connection.inFlight).containsExactly(2, 0);
    }

    private Operation ask(String key) {
        Operation operation = new Operation(ReadRequest.GET, key, false);
        assertThat(connection.submit(operation, Clock.nanoTime())).isNotNegative();
        return operation;
    }

    private DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        server.receive(packet);
        return packet;
    }

    /** The request's own frame is the reply's too. */
    private void answer(DatagramPacket request) throws IOException {
        String asked = new String(request.getData(), 0, request.getLength(), ISO_8859_1);
        String opaque = asked.strip().substring(asked.strip().lastIndexOf(' ') + 1);
        byte[] reply =
                (asked.substring(0, DatagramDialect.FRAME) + "VA 1 f0 c1 " + opaque + "\r\nx\r\n").getBytes(ISO_8859_1);
        server.send(new DatagramPacket(reply, reply.length, request.getSocketAddress()));
    }

    private void awaitOver(Operation operation) {
        Trial.await(() -> {
            try {
                connection.inbox().turn(null);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return !operation.isWanted();
        });
        assertThat(operation.value).asString(ISO_8859_1).isEqualTo("x");
    }

    private static final class Nobody implements Connection.Listener {
        @Override
        public void ended(Throwable cause) {}

        @Override
        public void winUnclaimed(Operation operation) {}
    }
}
