package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may ask of a server in a JVM of 64 MB, without harm to it or to other clients. */
class SmallHeapTest {
    private static final int VALUE = 1_000_000;
    private static final int READ_MILLIS = 30_000;

    private Process process;
    private int port;
    private int udpPort;

    /** The server, in a JVM of its own. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            try (MemcachedServer server =
                    MemcachedServer.builder().threads(1).udpPort(0).start()) {
                System.out.println(server.port() + " " + server.udpPort());
                // until the test closes this end
                System.in.read();
            }
        }
    }

    @BeforeEach
    void startInASmallHeap() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=32m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        String[] ports =
                Objects.requireNonNull(lines.readLine(), "the program ended").split(" ");
        port = Integer.parseInt(ports[0]);
        udpPort = Integer.parseInt(ports[1]);
    }

    @AfterEach
    void end() throws Exception {
        process.getOutputStream().close();
        process.destroyForcibly().waitFor();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(READ_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void expect(Socket socket, String text) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(text.length());
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).isEqualTo(text);
    }

    private void storeOneBigValue() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "set big 0 0 " + VALUE + "\r\n" + "x".repeat(VALUE) + "\r\n");
            expect(socket, "STORED\r\n");
        }
    }

    private void othersAreAnswered() throws IOException {
        try (Socket other = connect()) {
            send(other, "version\r\nquit\r\n");
            assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo("VERSION 1.6.45\r\n");
        }
    }

    @Test
    void aReplyThatIsLargerThanTheHeap() throws IOException {
        storeOneBigValue();
        int count = 280;
        try (Socket greedy = connect()) {
            send(greedy, "get" + " big".repeat(count) + "\r\n");
            othersAreAnswered();
            InputStream in = greedy.getInputStream();
            String head = "VALUE big 0 " + VALUE + "\r\n";
            long expected = count * (head.length() + VALUE + 2L) + "END\r\n".length();
            byte[] last = new byte[5];
            byte[] chunk = new byte[1 << 16];
            long read = 0;
            while (read < expected) {
                int got = in.read(chunk, 0, (int) Math.min(chunk.length, expected - read));
                assertThat(got).as("bytes after %d of %d", read, expected).isPositive();
                for (int i = Math.max(0, got - 5); i < got; i++) {
                    System.arraycopy(last, 1, last, 0, 4);
                    last[4] = chunk[i];
                }
                read += got;
            }
            assertThat(new String(last, StandardCharsets.US_ASCII)).isEqualTo("END\r\n");
            send(greedy, "mn\r\n");
            expect(greedy, "MN\r\n");
        }
        othersAreAnswered();
    }

    @Test
    void repliesThatNobodyReads() throws Exception {
        int requests = 16_000_000;
        try (Socket greedy = connect()) {
            byte[] some = "mn\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            AtomicInteger sent = new AtomicInteger();
            Thread sender = new Thread(() -> {
                try {
                    while (sent.get() < requests) {
                        greedy.getOutputStream().write(some);
                        sent.addAndGet(10_000);
                    }
                } catch (IOException e) {
                    // seen by the number of answers
                }
            });
            sender.start();
            // until the server takes no more of them
            for (int before = -1; before != sent.get() && sender.isAlive(); ) {
                before = sent.get();
                for (int i = 0; i < 20; i++) {
                    othersAreAnswered();
                }
            }
            InputStream in = greedy.getInputStream();
            byte[] chunk = new byte[1 << 16];
            long read = 0;
            while (read < 4L * requests) {
                int got = in.read(chunk);
                assertThat(got).as("bytes after %d", read).isPositive();
                read += got;
            }
            sender.join();
            assertThat(read).isEqualTo(4L * requests);
        }
        othersAreAnswered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get ", "gets ", "set NUMBER 0 0 1000000\r\n", "ms NUMBER 1000000\r\n"})
    void requestsThatNobodyEnds(String begin) throws IOException {
        byte[] more = "k ".repeat(450_000).getBytes(StandardCharsets.US_ASCII);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                Socket socket = connect();
                sockets.add(socket);
                send(socket, begin.replace("NUMBER", Integer.toString(i)));
                try {
                    socket.getOutputStream().write(more);
                } catch (IOException refused) {
                    // as it should be, from a certain number on
                }
                othersAreAnswered();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        storeOneBigValue();
        othersAreAnswered();
    }

    @Test
    void aDatagramThatAsksForMoreThanTheHeap() throws IOException {
        storeOneBigValue();
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] request =
                    ("\0\1\0\0\0\1\0\0get" + " big".repeat(280) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            socket.send(new DatagramPacket(request, request.length, InetAddress.getByName("127.0.0.1"), udpPort));
        }
        othersAreAnswered();
        othersAreAnswered();
    }
}
