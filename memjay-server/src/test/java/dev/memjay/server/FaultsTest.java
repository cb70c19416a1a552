package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
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
}
