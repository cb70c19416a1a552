package dev.memjay.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay changes nothing but the time at which bytes arrive. */
@Timeout(30)
class RelayTest {
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private ServerSocket server;
    private Relay relay;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        relay = new Relay(server.getLocalPort(), DELAY_NANOS);
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        server.close();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), relay.port());
    }

    @Test
    void bytesArriveIntactInBothDirectionsAndSoDoTheirEnds() throws Exception {
        byte[] there = random(1, 3_000_000);
        byte[] back = random(2, 2_000_000);
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
            try (Socket accepted = server.accept()) {
                byte[] all = accepted.getInputStream().readAllBytes();
                accepted.getOutputStream().write(back);
                return all;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Socket client = connect()) {
            client.getOutputStream().write(there);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(back);
        }
        assertThat(received.get()).isEqualTo(there);
    }

    @Test
    void everyChunkIsHeldBackInEachDirection() throws Exception {
        try (Socket client = connect();
                Socket accepted = server.accept()) {
            for (int i = 0; i < 3; i++) {
                assertThat(nanosToPass(client, accepted, i)).isGreaterThanOrEqualTo(DELAY_NANOS);
                assertThat(nanosToPass(accepted, client, i)).isGreaterThanOrEqualTo(DELAY_NANOS);
            }
        }
    }

    @Test
    void connectionsDoNotMix() throws Exception {
        try (Socket one = connect();
                Socket acceptedOne = server.accept();
                Socket two = connect();
                Socket acceptedTwo = server.accept()) {
            one.getOutputStream().write(1);
            two.getOutputStream().write(2);
            assertThat(acceptedTwo.getInputStream().read()).isEqualTo(2);
            assertThat(acceptedOne.getInputStream().read()).isEqualTo(1);
        }
    }

    private static long nanosToPass(Socket from, Socket to, int value) throws IOException {
        long start = System.nanoTime();
        from.getOutputStream().write(value);
        InputStream in = to.getInputStream();
        assertThat(in.read()).isEqualTo(value);
        return System.nanoTime() - start;
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
