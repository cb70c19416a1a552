package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay does what its faults say, and nothing without them; behind it stands a server that echoes. */
class FaultRelayTest {
    private ServerSocket echo;
    private FaultRelay relay;
    private Socket client;

    @BeforeEach
    void connect() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "echo");
        thread.setDaemon(true);
        thread.start();
        relay = FaultRelay.to(echo.getLocalPort());
        client = open();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        relay.close();
        echo.close();
    }

    @Test
    void changesNothingByItself() throws IOException {
        send("hello");

        assertThat(receive(5)).isEqualTo("hello");
    }

    @Test
    void delaysReplies() throws IOException {
        relay.delayReplies(Duration.ofMillis(60));
        long start = System.nanoTime();
        send("hello");

        assertThat(receive(5)).isEqualTo("hello");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
    }

    @Test
    void holdsRepliesUntilItIsHealed() throws IOException {
        relay.holdReplies();
        send("hello");
        client.setSoTimeout(60);
        assertThatThrownBy(() -> receive(5)).isInstanceOf(SocketTimeoutException.class);

        relay.heal();
        client.setSoTimeout(0);
        assertThat(receive(5)).isEqualTo("hello");
    }

    @Test
    void delaysRequests() throws IOException {
        relay.delayRequests(Duration.ofMillis(60));
        long start = System.nanoTime();
        send("hello");

        assertThat(receive(5)).isEqualTo("hello");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
    }

    @Test
    void cutsTheConnectionBehindSoManyBytes() throws IOException {
        relay.cutAfter(3);
        send("hello");

        assertThat(receive(99)).isEqualTo("hel");
    }

    @Test
    void garblesOneByteOnly() throws IOException {
        relay.garbleAfter(1);
        send("hello");
        String reply = receive(5);

        assertThat(reply.charAt(1)).isNotEqualTo('e');
        assertThat("h" + "e" + reply.substring(2)).isEqualTo("hello");
    }

    @Test
    void tricklesEverythingInOrder() throws IOException {
        relay.trickle();
        send("hello");

        assertThat(receive(5)).isEqualTo("hello");
    }

    @Test
    void swallowsUntilItHeals() throws IOException {
        relay.record().swallow();
        send("lost");
        client.setSoTimeout(100);

        assertThat(silent()).isTrue();
        StringBuilder swallowed = new StringBuilder();
        Soon.until(() -> swallowed.append(relay.recorded()).toString().equals("lost"));

        relay.heal();
        client.setSoTimeout(0);
        send("hello");
        assertThat(receive(5)).isEqualTo("hello");
    }

    @Test
    void refusesNewConnections() throws IOException {
        relay.refuse();
        try (Socket other = open()) {
            assertThat(other.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(relay.accepted()).isEqualTo(2);

        relay.heal();
        try (Socket other = open()) {
            other.getOutputStream().write('x');
            assertThat(other.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void recordsRequests() throws IOException {
        relay.record();
        send("hello");
        receive(5);

        assertThat(relay.recorded()).isEqualTo("hello");
        assertThat(relay.recorded()).isEmpty();
    }

    @Test
    void cutsOnDemand() throws IOException {
        send("hello");
        receive(5);
        relay.cut();

        assertThat(receive(1)).isEmpty();
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = echo.accept();
                Thread thread = new Thread(() -> echo(socket), "echo");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The test is over.
        }
    }

    private Socket open() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), relay.port());
    }

    private void send(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String receive(int most) throws IOException {
        InputStream in = client.getInputStream();
        return new String(in.readNBytes(most), StandardCharsets.ISO_8859_1);
    }

    private boolean silent() throws IOException {
        try {
            return client.getInputStream().read() < -1;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }
}
