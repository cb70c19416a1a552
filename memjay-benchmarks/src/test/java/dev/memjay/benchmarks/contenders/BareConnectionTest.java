package dev.memjay.benchmarks.contenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The floor must read what the others read, or it is none. */
@Timeout(30)
class BareConnectionTest {
    @Test
    void readsClassicValuesAndMissesOneByteAtATime() throws Exception {
        talk(Dialect.CLASSIC, "get a\r\nget b\r\n", "VALUE a 7 3\r\nx\r\n\r\nEND\r\nEND\r\n", connection -> {
            connection.request().appendGet("a");
            connection.request().appendGet("b");
            connection.flush();
            assertThat(connection.readGet()).isEqualTo("x\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(connection.readGet()).isNull();
        });
    }

    @Test
    void readsMetaValuesAndMisses() throws Exception {
        talk(Dialect.META, "mg a v\r\nmg b v\r\n", "VA 2\r\nhi\r\nEN\r\n", connection -> {
            connection.request().appendGet("a");
            connection.request().appendGet("b");
            connection.flush();
            assertThat(connection.readGet()).isEqualTo(new byte[] {'h', 'i'});
            assertThat(connection.readGet()).isNull();
        });
    }

    @Test
    void countsWhatWasFoundOfMany() throws Exception {
        talk(Dialect.CLASSIC, "get a b c\r\n", "VALUE a 0 1\r\n1\r\nVALUE c 0 0\r\n\r\nEND\r\n", connection -> {
            connection.request().appendGetAll(List.of("a", "b", "c"));
            connection.flush();
            byte[][] values = new byte[3][];
            assertThat(connection.readGetAll(values)).isEqualTo(2);
            assertThat(values[0]).isEqualTo(new byte[] {'1'});
            assertThat(values[1]).isEmpty();
        });
    }

    @Test
    void refusalIsNoAnswer() throws Exception {
        talk(
                Dialect.CLASSIC,
                "set a 0 0 1\r\nx\r\n",
                "SERVER_ERROR out of memory\r\n",
                connection -> {
                    connection.request().appendSet("a", new byte[] {'x'});
                    connection.flush();
                    connection.readStored();
                },
                "SERVER_ERROR");
    }

    private interface Talk {
        void with(BareConnection connection) throws IOException;
    }

    private static void talk(Dialect dialect, String request, String reply, Talk talk, String failure)
            throws Exception {
        assertThatIOException()
                .isThrownBy(() -> talk(dialect, request, reply, talk))
                .withMessageContaining(failure);
    }

    private static void talk(Dialect dialect, String request, String reply, Talk talk) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> answer(server, request, reply));
            try (BareConnection connection = new BareConnection(server.getLocalPort(), dialect)) {
                talk.with(connection);
            }
            assertThat(heard.get()).isEqualTo(request);
        }
    }

    private static String answer(ServerSocket server, String request, String reply) {
        try (Socket socket = server.accept()) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            String heard = new String(in.readNBytes(request.length()), StandardCharsets.US_ASCII);
            for (byte b : reply.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
            in.read(); // the other side closes first
            return heard;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
