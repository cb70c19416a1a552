package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.FailurePolicy;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** No server there: connections are refused, or nobody ever answers; calls end in time and say why. */
class NoServerTest {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    /** How much later than its deadline a call may return on a machine that does much else. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    @Test
    void aRefusedConnectionIsToldAtOnceAndAServerThatComesIsFound() {
        int port = Ports.free();
        try (Memjay memjay = Memjay.builder()
                .servers("127.0.0.1:" + port)
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(20))
                .build()) {
            assertThatThrownBy(() -> memjay.strings().get("k"))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .satisfies(e -> assertThat(((MemjayException) e).elapsed()).isLessThan(Duration.ofSeconds(10)));
            assertThatThrownBy(() -> memjay.strings().async().get("k").join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ConnectionException.class);
            assertThat(memjay.awaitReady(Duration.ofMillis(50))).isFalse();
            assertThat(memjay.ping().failed()).hasSize(1);

            try (MemcachedServer server = MemcachedServer.builder().port(port).start()) {
                Soon.until(() ->
                        memjay.strings().withFailurePolicy(FailurePolicy.MISS).set("k", "value"));
                assertThat(memjay.strings().get("k")).isEqualTo("value");
                assertThat(server.port()).isEqualTo(port);
            }
        }
    }

    @Test
    void aNameThatCannotBeResolvedIsToldByName() {
        try (Memjay memjay = Memjay.builder()
                .servers("no-such-host.invalid:11211")
                .timeout(Duration.ofSeconds(20))
                .connectTimeout(Duration.ofSeconds(15))
                .build()) {
            assertThatThrownBy(() -> memjay.strings().get("k"))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("no-such-host.invalid");
        }
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersTimesOut() throws IOException {
        try (ServerSocket hole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Memjay memjay = memjay(hole)) {
            callsEndInTime(memjay);
        }
    }

    @Test
    void aBacklogThatIsFullTimesOut() throws IOException {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(hole, fillers);
            try (Memjay memjay = memjay(hole)) {
                callsEndInTime(memjay);
            }
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aServerThatFallsSilentTimesOut() {
        try (TestServer server = TestServer.embedded();
                FaultRelay relay = FaultRelay.to(server.port());
                RunningTime time = new RunningTime();
                Memjay memjay = Memjay.builder()
                        .servers(relay.address())
                        .timeout(TIMEOUT)
                        .build()) {
            memjay.strings().withTimeout(Duration.ofSeconds(20)).set("k", "value");
            relay.swallow();

            time.restart();
            assertThatThrownBy(() -> memjay.strings().set("k", "v"))
                    .isInstanceOfSatisfying(OperationTimeoutException.class, e -> {
                        assertThat(e.phase()).isEqualTo(Phase.WRITTEN);
                        assertThat(e.elapsed()).isGreaterThanOrEqualTo(TIMEOUT);
                        assertThat(e.mayHaveBeenApplied()).isTrue();
                    });
            assertThat(time.elapsed()).isLessThan(TIMEOUT.plus(SLACK));
            // Behind a second of silence the connection is given up, and calls may hear of that instead.
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> memjay.strings().async().get("k").join())
                        .hasCauseInstanceOf(MemjayException.class);
            }
            Soon.until(() -> memjay.metrics().nodes().get(0).disconnects() > 0);

            relay.heal();
            Soon.until(() -> "value"
                    .equals(memjay.strings()
                            .withFailurePolicy(FailurePolicy.MISS)
                            .get("k")));
        }
    }

    /**
     * The connect timeout is longer than the calls', so that they end while the connection is being opened, and the node is
     * never held to be down, so that each call is tried.
     */
    private static Memjay memjay(ServerSocket hole) {
        return Memjay.builder()
                .servers("127.0.0.1:" + hole.getLocalPort())
                .timeout(TIMEOUT)
                .connectTimeout(Duration.ofSeconds(30))
                .autoEject(false)
                .build();
    }

    private static void callsEndInTime(Memjay memjay) {
        try (RunningTime time = new RunningTime()) {
            callsEndInTime(memjay, time);
            callsEndInTime(memjay, time);
        }
    }

    private static void callsEndInTime(Memjay memjay, RunningTime time) {
        time.restart();
        long start = System.nanoTime();
        assertThatThrownBy(() -> memjay.strings().set("k", "v"))
                .isInstanceOfSatisfying(OperationTimeoutException.class, e -> {
                    assertThat(e.phase()).isEqualTo(Phase.CONNECTING);
                    assertThat(e.elapsed()).isGreaterThanOrEqualTo(TIMEOUT);
                    assertThat(e.mayHaveBeenApplied()).isFalse();
                });
        assertThatThrownBy(() -> memjay.strings().async().get("k").join())
                .hasCauseInstanceOf(OperationTimeoutException.class);
        assertThatThrownBy(() -> memjay.strings().getAll(List.of("a", "b"))).isInstanceOf(MemjayException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(TIMEOUT.multipliedBy(3));
        assertThat(time.elapsed()).isLessThan(TIMEOUT.plus(SLACK).multipliedBy(3));
    }

    /** Connects until the kernel takes no more. */
    private static void fill(ServerSocket hole, List<Socket> fillers) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), hole.getLocalPort());
        for (int i = 0; i < 50; i++) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(address, 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new AssertionError("the backlog is never full");
    }
}
