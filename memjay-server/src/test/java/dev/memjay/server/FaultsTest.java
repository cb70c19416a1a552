package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private MemcachedServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = MemcachedServer.start();
        client = Client.of(server);
        // a connection that waits to be accepted would be lost when the server begins to refuse
        client.line("mn\r\n");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void delayedRepliesComeLateAndInOrder() throws IOException {
        server.faults().delay(Duration.ofMillis(200));
        long before = System.nanoTime();
        client.send("mn\r\n");
        assertThat(client.line("version\r\n")).isEqualTo("MN\r\n");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(client.line("")).isEqualTo("VERSION 1.6.45\r\n");
    }

    @Test
    void silentServerStillDoesWhatItIsTold() throws IOException {
        server.faults().stopAnswering();
        client.send("set a 0 0 1\r\nx\r\n");
        client.timeoutMillis(50);
        assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketTimeoutException.class);
        server.faults().clear();
        client.timeoutMillis(10_000);
        assertThat(client.ask("get a\r\n", "END\r\n")).endsWith("VALUE a 0 1\r\nx\r\nEND\r\n");
    }

    @Test
    void connectionEndsInTheMiddleOfAReply() throws IOException {
        server.faults().closeAfter(5);
        client.send("version\r\n");
        assertThat(client.read(100)).isEqualTo("VERSI");
        assertThat(client.ended()).isTrue();
    }

    @Test
    void garbageTakesThePlaceOfReplies() throws IOException {
        server.faults().garbage("\0\1?\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.line("version\r\n")).isEqualTo("\0\1?\r\n");
    }

    @Test
    void splitRepliesAreComplete() throws IOException {
        client.line("set a 0 0 3\r\nabc\r\n");
        server.faults().splitReplies();
        assertThat(client.ask("get a\r\nget a\r\n", "END\r\nVALUE a 0 3\r\nabc\r\nEND\r\n"))
                .isEqualTo("VALUE a 0 3\r\nabc\r\nEND\r\nVALUE a 0 3\r\nabc\r\nEND\r\n");
    }

    @Test
    void answersOutOfDateBelongToTheRequestBefore() throws IOException {
        server.faults().answerOutOfDate();
        server.clearRequests();
        client.send("mn\r\n");
        while (server.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        client.timeoutMillis(50);
        assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketTimeoutException.class);
        client.timeoutMillis(10_000);
        assertThat(client.line("version\r\n")).isEqualTo("MN\r\n");
        assertThat(client.line("mn\r\n")).isEqualTo("VERSION 1.6.45\r\n");
    }

    @Test
    void refusedConnectionsAreTakenAgainOnTheSamePort() throws IOException {
        int port = server.port();
        server.faults().refuseConnections();
        assertThatThrownBy(() -> Client.of(server)).isInstanceOf(ConnectException.class);
        assertThat(client.line("mn\r\n")).isEqualTo("MN\r\n");
        server.faults().clear();
        assertThat(server.port()).isEqualTo(port);
        try (Client again = Client.of(server)) {
            assertThat(again.line("mn\r\n")).isEqualTo("MN\r\n");
        }
    }

    @Test
    void closedConnectionsEnd() throws IOException {
        client.line("mn\r\n");
        server.faults().closeConnections();
        assertThat(client.ended()).isTrue();
    }

    @Test
    void droppedDatagramsAreNeitherCarriedOutNorAnswered() throws IOException {
        try (MemcachedServer udp = MemcachedServer.builder().udpPort(0).start();
                DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(udp.host(), udp.udpPort()));
            udp.faults().dropDatagrams();
            send(socket, 1, "set a 0 0 1\r\nx\r\n");
            // an answer to what follows shows that the first one was not only slow: datagrams of one sender stay in
            // order
            socket.setSoTimeout(50);
            assertThatThrownBy(() -> receive(socket)).isInstanceOf(SocketTimeoutException.class);
            udp.faults().clear();
            socket.setSoTimeout(10_000);
            send(socket, 2, "get a\r\n");
            assertThat(receive(socket)).isEqualTo("\0\2\0\0\0\1\0\0END\r\n");
            assertThat(udp.requests()).containsExactly(new ReceivedRequest(0, "get a"));
        }
    }

    private static void send(DatagramSocket socket, int id, String command) throws IOException {
        byte[] bytes = ("\0" + (char) id + "\0\0\0\1\0\0" + command).getBytes(StandardCharsets.ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length));
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }
}
