package dev.memjay.spring.boot.test;

import dev.memjay.server.MemcachedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/** Empties the server before each test, since tests of the same configuration share it. */
final class EmptyServerListener implements TestExecutionListener {
    private static final int TIMEOUT_MILLIS = 10_000;

    @Override
    public void beforeTestMethod(TestContext test) throws IOException {
        if (TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), EmbeddedMemcached.class)) {
            flush(test.getApplicationContext().getBean(EmbeddedServer.BEAN, MemcachedServer.class));
        }
    }

    private static void flush(MemcachedServer server) throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("flush_all\r\n".getBytes(StandardCharsets.US_ASCII));
            String reply = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (!"OK".equals(reply)) {
                throw new IllegalStateException(
                        "the test's memcached at " + server.address() + " answered flush_all with '" + reply
                                + "', not OK; it must not be one that refuses flush_all");
            }
        }
    }
}
