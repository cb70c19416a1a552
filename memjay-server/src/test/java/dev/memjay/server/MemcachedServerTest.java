package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MemcachedServerTest {
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system")
                        && !outlivesItsGroup(thread))
                .collect(Collectors.toSet());
    }

    /** With Netty 4.1 alone a thread of Netty's own is there for a second after a server was closed. */
    private static boolean outlivesItsGroup(Thread thread) {
        return System.getProperty("memjay.netty", "").equals("4.1")
                && thread.getName().startsWith("globalEventExecutor");
    }

    private static String ask(MemcachedServer server, String commands) throws Exception {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void closeFreesThePortAndLeavesNoThread() throws Exception {
        Set<Thread> before = threads();
        MemcachedServer server = MemcachedServer.start();
        int port = server.port();
        try (Socket idle = new Socket(server.host(), port)) {
            assertThat(ask(server, "set a 0 0 1\r\nx\r\nget a\r\n")).isEqualTo("STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n");
            server.close();
            server.close();
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(threads()).isSubsetOf(before);
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(ConnectException.class);
        try (MemcachedServer again = MemcachedServer.builder().port(port).start()) {
            assertThat(again.address()).isEqualTo("127.0.0.1:" + port);
            assertThat(ask(again, "get a\r\n")).isEqualTo("END\r\n");
        }
    }

    @Test
    void takenPortIsRefused() {
        try (MemcachedServer first = MemcachedServer.start()) {
            MemcachedServerBuilder second = MemcachedServer.builder().port(first.port());
            assertThatThrownBy(second::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(Integer.toString(first.port()));
        }
    }

    @Test
    void aClosedServerLeavesItsPortAtOnce() {
        for (int i = 0; i < 20; i++) {
            int port;
            try (MemcachedServer first = MemcachedServer.start()) {
                port = first.port();
            }
            try (MemcachedServer second = MemcachedServer.builder().port(port).start()) {
                assertThat(second.port()).isEqualTo(port);
            }
        }
    }

    @Test
    void clockOfATestMakesItemsExpire() throws Exception {
        try (MemcachedServer server = MemcachedServer.start()) {
            ask(server, "set a 0 3600 1\r\nx\r\n");
            server.clock().advance(Duration.ofHours(1));
            assertThat(ask(server, "get a\r\n")).isEqualTo("END\r\n");
        }
    }

    @Test
    void connectionsBeyondTheLimitAreTurnedAway() throws Exception {
        try (MemcachedServer server =
                        MemcachedServer.builder().maxConnections(1).start();
                Socket first = new Socket(server.host(), server.port())) {
            first.getOutputStream().write("mn\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(first.getInputStream().readNBytes(4)).isEqualTo("MN\r\n".getBytes(StandardCharsets.US_ASCII));
            try (Socket second = new Socket(server.host(), server.port())) {
                assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("ERROR Too many open connections\r\n");
            }
        }
    }

    @Test
    void incrementsOfManyConnectionsAllCount() throws Exception {
        int clients = 6;
        int each = 2000;
        try (MemcachedServer server = MemcachedServer.builder().threads(4).start()) {
            ask(server, "set n 0 0 1\r\n0\r\n");
            ExecutorService pool = Executors.newFixedThreadPool(clients);
            try {
                List<Future<String>> answers = new ArrayList<>();
                for (int i = 0; i < clients; i++) {
                    answers.add(pool.submit(() -> ask(server, "incr n 1 noreply\r\nma n q\r\n".repeat(each))));
                }
                for (Future<String> answer : answers) {
                    assertThat(answer.get()).isEmpty();
                }
            } finally {
                pool.shutdownNow();
            }
            assertThat(ask(server, "ma n D0 v\r\n")).isEqualTo("VA 5\r\n" + 2 * clients * each + "\r\n");
        }
    }

    @Test
    void readerThatIsSlowGetsEverything() throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                Socket socket = new Socket(server.host(), server.port())) {
            ask(server, "set big 0 0 500000\r\n" + "x".repeat(500_000) + "\r\n");
            socket.getOutputStream().write("get big\r\n".repeat(200).getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            byte[] all = socket.getInputStream().readNBytes(200 * 500_029);
            assertThat(all).hasSize(200 * (500_000 + "VALUE big 0 500000\r\n\r\nEND\r\n".length()));
        }
    }
}
