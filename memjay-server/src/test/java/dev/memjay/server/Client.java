package dev.memjay.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection that sends and expects text; bytes are characters of the same number. */
final class Client implements AutoCloseable {
    private static final int ANSWER_MILLIS = 10_000;

    private final Socket socket;

    Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.setTcpNoDelay(true);
    }

    static Client of(MemcachedServer server) throws IOException {
        return new Client(new Socket(server.host(), server.port()));
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads as many bytes as the expected text has, or less if the connection ends. */
    String read(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Sends, and reads until the answer ends with this text. */
    String ask(String text, String end) throws IOException {
        send(text);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] last = end.getBytes(StandardCharsets.ISO_8859_1);
        byte[] tail = new byte[last.length];
        while (!Arrays.equals(tail, last)) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            answer.write(b);
            System.arraycopy(tail, 1, tail, 0, tail.length - 1);
            tail[tail.length - 1] = (byte) b;
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends and reads one line. */
    String line(String text) throws IOException {
        return ask(text, "\r\n");
    }

    boolean ended() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    void timeoutMillis(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
