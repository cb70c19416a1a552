package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.it.RecordedLog;
import dev.memjay.it.Soon;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.NodeStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Errors, ping, metrics, events and the log all say why a real server cannot be used. */
class NodeFailureTest extends OverTls {
    private static final String PASSWORD = "not-the-right-one";
    private static final String REFUSED_PORT = "Connection refused";

    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final MemjayListener listener = new MemjayListener() {
        @Override
        public void connectFailed(Node node, Throwable cause) {
            events.add("connect failed " + cause.getMessage());
        }

        @Override
        public void connectionLost(Node node, Throwable cause) {
            events.add("connection lost " + cause.getMessage());
        }

        @Override
        public void nodeDown(Node node, Throwable cause) {
            events.add("down " + cause.getMessage());
        }
    };

    private static MemjayBuilder plain(String server) {
        return Memjay.builder().servers(server).timeout(LONG).connectTimeout(LONG);
    }

    /** A node that is down by this reason says so wherever it can be asked. */
    private void isDown(MemjayBuilder builder, String... reasons) {
        try (RecordedLog log = new RecordedLog("dev.memjay.node");
                Memjay memjay = builder.listener(listener).build()) {
            Soon.until(() -> errorOf(memjay) instanceof NodeDownException);

            NodeDownException error = (NodeDownException) errorOf(memjay);
            assertThat(error.getMessage())
                    .contains("attempts in a row failed, the last ")
                    .contains(reasons);
            assertThat(error.getCause().getMessage()).contains(reasons);
            assertThat(error.failedAgo()).isLessThan(LONG);
            assertThat(error.nextAttempt()).isLessThan(Duration.ofSeconds(2));
            assertThat(pinged(memjay)).isInstanceOf(NodeDownException.class);
            assertThat(pinged(memjay).getMessage()).contains(reasons);
            NodeStatus status = memjay.metrics().nodes().get(0).status();
            assertThat(status.state()).isIn(NodeStatus.State.DOWN, NodeStatus.State.PROBING);
            assertThat(status.isUp()).isFalse();
            assertThat(status.failuresInARow()).isGreaterThanOrEqualTo(5);
            assertThat(status.lastFailure().getMessage()).contains(reasons);
            assertThat(status.lastFailureAge()).isLessThan(LONG);
            assertThat(status.nextAttempt()).isNotNull();
            assertThat(events).noneMatch(event -> event.startsWith("connection lost"));
            assertThat(first("connect failed ")).contains(reasons);
            assertThat(first("down ")).contains(reasons);
            assertThat(log.next("memcached node " + memjay.nodes().get(0) + " is down: "))
                    .contains("5 attempts in a row failed, last: ")
                    .contains(reasons)
                    .endsWith(". Calls to its keys fail at once (downNodePolicy=fail_fast).");
        }
    }

    /** Waits for it: callers have their errors before the listener is notified. */
    private String first(String kind) {
        Soon.until(() -> events.stream().anyMatch(event -> event.startsWith(kind)));
        return events.stream()
                .filter(event -> event.startsWith(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Throwable errorOf(Memjay memjay) {
        return catchThrowable(() -> memjay.strings().get("key"));
    }

    private static MemjayException pinged(Memjay memjay) {
        return memjay.ping().failed().get(memjay.nodes().get(0));
    }

    @Test
    void aPortWhereNobodyListens() {
        int port;
        try (Daemon server = Daemon.tcp(Map.of())) {
            port = server.port();
        }
        isDown(plain("127.0.0.1:" + port), "cannot connect to ", "127.0.0.1:" + port, REFUSED_PORT);
    }

    @Test
    void aNameThatHasNoAddress() {
        isDown(plain("no-such-host.invalid:11211"), "the host name no-such-host.invalid has no address");
    }

    @Test
    void tlsToAPlainPort() {
        try (RealMemcached server = RealMemcached.start()) {
            isDown(to("127.0.0.1", server.port()), "TLS with 127.0.0.1:" + server.port() + " failed");
        }
    }

    @Test
    void plainTextToAPortWithTls() {
        try (RealMemcached memcached = memcached(server)) {
            isDown(
                    plain("127.0.0.1:" + memcached.port()),
                    "the server closed the connection before it answered",
                    "memcacheds://");
        }
    }

    @Test
    void aCertificateOfAStranger() {
        try (RealMemcached memcached = memcached(strangers.forLoopback("stranger"))) {
            isDown(to(memcached), "signed by nobody who is trusted", "tlsTrust");
        }
    }

    @Test
    void aServerWithoutAConnectionToSpare() throws IOException {
        String[] words = {"the server has too many open connections", "-c of memcached"};
        try (FullServer full = new FullServer()) {
            isDown(full.plain(), words);
            events.clear();
            isDown(full.plain().protocol("classic"), words);
            events.clear();
            isDown(full.plain().protocol("binary"), words);
            events.clear();
            isDown(full.plain().user("ann").password(PASSWORD), words);
        }
        events.clear();
        try (FullServer full =
                new FullServer("-Z", "-o", "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key())) {
            isDown(
                    to("127.0.0.1", full.memcached.port()),
                    "does not speak TLS, or not now: it answered 'ERROR Too many open connections'");
        }
    }

    /** A real memcached all of whose connections are taken. */
    private static final class FullServer implements AutoCloseable {
        private final RealMemcached memcached;
        private final List<Socket> taken = new ArrayList<>();

        FullServer(String... options) throws IOException {
            List<String> all = new ArrayList<>(List.of("-c", "40", "-t", "1"));
            all.addAll(List.of(options));
            memcached = RealMemcached.start(all.toArray(String[]::new));
            while (!isFull()) {
                assertThat(taken).hasSizeLessThan(400);
            }
        }

        private boolean isFull() throws IOException {
            Socket socket = new Socket("127.0.0.1", memcached.port());
            taken.add(socket);
            socket.setSoTimeout(50); // whom it takes it leaves to speak first
            try {
                return socket.getInputStream().read() == 'E';
            } catch (SocketTimeoutException hasRoom) {
                return false;
            }
        }

        MemjayBuilder plain() {
            return NodeFailureTest.plain("127.0.0.1:" + memcached.port());
        }

        @Override
        public void close() {
            for (Socket socket : taken) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            memcached.close();
        }
    }

    /** Such a server lives, so it is not down; but nobody is served. */
    @Test
    void aWrongPassword() throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "ann:the-right-one\n");
        try (RecordedLog log = new RecordedLog("dev.memjay.node");
                Daemon server = Daemon.tcp(Map.of(), "-Y", users.toString());
                Memjay memjay = plain("127.0.0.1:" + server.port())
                        .user("ann")
                        .password(PASSWORD)
                        .listener(listener)
                        .build()) {
            String[] words = {"the server refused the login of user 'ann'", "authentication failure"};
            Soon.until(() -> errorOf(memjay) instanceof ConnectionException);
            for (int i = 0; i < 6; i++) {
                assertThat(errorOf(memjay))
                        .isNotInstanceOf(NodeDownException.class)
                        .hasMessageContainingAll("the last attempt to connect failed ", " ago: ", words[0], words[1])
                        .hasMessageContaining("; next attempt in ");
            }
            assertThat(pinged(memjay).getMessage()).contains(words);
            NodeStatus status = memjay.metrics().nodes().get(0).status();
            assertThat(status.state()).isEqualTo(NodeStatus.State.LOGIN_REFUSED);
            assertThat(status.lastFailure().getMessage()).contains(words);
            assertThat(status.nextAttempt()).isBetween(Duration.ZERO, Duration.ofSeconds(5));
            assertThat(first("connect failed ")).contains(words);
            assertThat(log.next("memcached node 127.0.0.1:" + server.port() + " refuses the login: "))
                    .contains(words);
            assertThat(events.toString() + log + errorOf(memjay) + pinged(memjay))
                    .doesNotContain(PASSWORD);
        }
    }
}
