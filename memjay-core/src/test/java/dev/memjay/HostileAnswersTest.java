package dev.memjay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.error.MemjayException;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers what is asked beside values without end: it is left, and the next connection serves. */
@Tag("hostile")
@Timeout(120)
class HostileAnswersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Beyond the largest bound here by more than what lies in the sockets' buffers. */
    private static final long MUCH = 64L << 20;

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "x", "STAT a b\r\n"})
    void theClientsOwnQuestion(String repeated) throws Exception {
        LinkedBlockingQueue<Throwable> losses = new LinkedBlockingQueue<>();
        MemjayListener listener = new MemjayListener() {
            @Override
            public void connectionLost(Node node, Throwable cause) {
                losses.add(cause);
            }
        };
        try (Flooding server = new Flooding("stats settings", repeated);
                Memjay memjay = Memjay.builder()
                        .uri("memcached://" + server.address())
                        .listener(listener)
                        .timeout(PATIENCE)
                        .connectTimeout(PATIENCE)
                        .build()) {
            assertThat(losses.take()).hasMessageContaining("which is the limit");
            assertThat(server.flooded.get(60, TimeUnit.SECONDS)).isLessThan(MUCH);
            assertThat(memjay.strings().get("key")).isNull();
            assertThat(memjay.strings().async().get("key").get()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"stats,STATS", "stats items,STATS"})
    void statistics(String command, String limit) throws Exception {
        try (Flooding server = new Flooding(command, "\r\n");
                Memjay memjay = Memjay.builder()
                        .uri("memcached://" + server.address())
                        .timeout(PATIENCE)
                        .connectTimeout(PATIENCE)
                        .build()) {
            String[] arguments = command.equals("stats") ? new String[0] : new String[] {"items"};
            assertThat(memjay.admin().stats(arguments).failed().values())
                    .singleElement()
                    .satisfies(error -> assertThat(error)
                            .hasMessageContainingAll(
                                    "the answer to " + command, "100000 lines", limit, server.address()));
            assertThat(server.flooded.get(60, TimeUnit.SECONDS)).isLessThan(MUCH);
            assertThat(memjay.strings().get("key")).isNull();
        }
    }

    @Test
    void rawCommand() throws Exception {
        try (Flooding server = new Flooding("lru_crawler metadump all", "\r\n");
                Memjay memjay = Memjay.builder()
                        .uri("memcached://" + server.address())
                        .timeout(PATIENCE)
                        .connectTimeout(PATIENCE)
                        .build()) {
            Node node = memjay.nodes().get(0);
            Throwable thrown = catchThrowable(() -> memjay.admin().rawLines(node, "lru_crawler metadump all"));
            assertThat(thrown)
                    .isInstanceOf(MemjayException.class)
                    .hasMessageContainingAll("lru_crawler metadump all", "1000000 lines", server.address());
            assertThat(server.flooded.get(60, TimeUnit.SECONDS)).isLessThan(MUCH);
            assertThat(memjay.strings().get("key")).isNull();
        }
    }

    /** Answers as a memcached that holds nothing, but to one command, the first time that it comes, without end. */
    private static final class Flooding implements AutoCloseable {
        private static final int AT_ONCE = 16 * 1024;

        private final String question;
        private final byte[] flood;
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        /** How many bytes it could send. */
        private final CompletableFuture<Long> flooded = new CompletableFuture<>();

        Flooding(String question, String repeated) throws IOException {
            this.question = question;
            flood = repeated.repeat(AT_ONCE / repeated.length()).getBytes(ISO_8859_1);
            daemon(() -> {
                try {
                    while (true) {
                        Socket socket = listener.accept();
                        daemon(() -> serve(socket));
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
        }

        private static void daemon(Runnable task) {
            Thread thread = new Thread(task, "flooding-server");
            thread.setDaemon(true);
            thread.start();
        }

        String address() {
            return "127.0.0.1:" + listener.getLocalPort();
        }

        private void serve(Socket socket) {
            try (socket;
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
                OutputStream out = socket.getOutputStream();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.equals(question) && !flooded.isDone()) {
                        flood(out);
                        return;
                    }
                    out.write((answer(line) + "\r\n").getBytes(ISO_8859_1));
                }
            } catch (IOException gone) {
                // The client ended it.
            }
        }

        private static String answer(String line) {
            if (line.startsWith("mg ")) {
                return "EN" + line.substring(line.lastIndexOf(" O"));
            }
            return switch (line) {
                case "version" -> "VERSION 1.6.18";
                case "mn" -> "MN";
                default -> "END";
            };
        }

        private void flood(OutputStream out) {
            AtomicLong sent = new AtomicLong();
            try {
                while (sent.addAndGet(flood.length) < 2 * MUCH) {
                    out.write(flood);
                }
            } catch (IOException refused) {
                // As it should be.
            }
            flooded.complete(sent.get());
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
