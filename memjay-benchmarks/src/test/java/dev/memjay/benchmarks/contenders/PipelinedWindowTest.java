package dev.memjay.benchmarks.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each get of a window is answered once and by its own value, whether threads share a connection or not. */
@Timeout(60)
class PipelinedWindowTest {
    private static final int GETS = 1_000;
    private static final int THREADS = 3;

    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyGetHasItsOwnValue(boolean shared) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> serve(server));
            try (Contender floor = shared
                    ? BarePipelined.oneForAllThreads(server.getLocalPort(), Dialect.META)
                    : BarePipelined.oneForEachThread(server.getLocalPort(), Dialect.META)) {
                List<CompletableFuture<Void>> threads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    int thread = i;
                    CompletableFuture<Void> end = new CompletableFuture<>();
                    threads.add(end);
                    new Thread(() -> run(floor, thread, end)).start();
                }
                for (CompletableFuture<Void> thread : threads) {
                    thread.get();
                }
            }
        }
        assertThat(answers).hasSize(THREADS * GETS).doesNotHaveDuplicates().allMatch(answer -> {
            String[] keyAndValue = answer.split("=");
            return keyAndValue[0].equals(keyAndValue[1]);
        });
    }

    @Test
    void lostConnectionEndsTheWindow() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (Contender floor = BarePipelined.oneForAllThreads(server.getLocalPort(), Dialect.META)) {
                CompletableFuture<Void> end = new CompletableFuture<>();
                run(floor, 0, end);
                assertThat(end).isCompletedExceptionally();
            }
        }
    }

    private void run(Contender floor, int thread, CompletableFuture<Void> end) {
        try {
            Window window = floor.window(
                    256, (key, value) -> answers.add(key + "=" + new String(value, StandardCharsets.US_ASCII)));
            for (int i = 0; i < GETS; i++) {
                window.get(thread + ":" + i);
            }
            window.close();
            end.complete(null);
        } catch (Exception e) {
            end.completeExceptionally(e);
        }
    }

    /** Answers each key by itself. */
    private static void serve(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> answer(socket));
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            BufferedReader requests =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                String key = line.split(" ")[1];
                socket.getOutputStream()
                        .write(("VA " + key.length() + "\r\n" + key + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The other side has ended.
        }
    }
}
