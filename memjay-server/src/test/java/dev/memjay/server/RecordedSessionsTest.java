package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Every session that was recorded on real servers, over TCP; one fresh server a version, the sessions in their order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedSessionsTest {
    private static final int ANSWER_MILLIS = 10_000;

    private MemcachedServer newest;
    private MemcachedServer debian;

    @BeforeAll
    void start() {
        newest = MemcachedServer.start();
        debian = MemcachedServer.builder().version("1.6.18").start();
    }

    @AfterAll
    void stop() {
        newest.close();
        debian.close();
    }

    @TestFactory
    Stream<DynamicTest> answersAs1_6_45() {
        return RecordedSession.all("1.6.45").stream()
                .map(session -> DynamicTest.dynamicTest(session.name(), () -> replay(newest, session, "1.6.45")));
    }

    @TestFactory
    Stream<DynamicTest> answersAs1_6_18() {
        return RecordedSession.all("1.6.18").stream()
                .map(session -> DynamicTest.dynamicTest(session.name(), () -> replay(debian, session, "1.6.18")));
    }

    private static void replay(MemcachedServer server, RecordedSession session, String version) throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS);
            OutputStream out = socket.getOutputStream();
            if (session.byteByByte()) {
                for (byte b : session.request()) {
                    out.write(b);
                }
            } else {
                out.write(session.request());
            }
            if (!session.closed()) {
                socket.shutdownOutput();
            }
            byte[] answer = readToEnd(socket.getInputStream());
            Transcript.assertMatches(session, answer, version);
        }
    }

    /** A server that closes while bytes of the client are unread resets the connection. */
    private static byte[] readToEnd(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        try {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                all.write(piece, 0, count);
            }
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return all.toByteArray();
    }
}
