package dev.memjay.it.fleet;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A server that lives, and has nothing but SERVER_ERROR for whoever wants to read or write an item. */
final class RefusingServer implements AutoCloseable {
    private final ServerSocket listener;

    RefusingServer() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "refusing-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true); // an answer a line: or each waits for the acknowledgement of the one before
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String line = line(in); line != null; line = line(in)) {
                String[] words = line.split(" ");
                if (words[0].equals("ms")) {
                    in.skipNBytes(Integer.parseInt(words[2]) + 2L);
                }
                socket.getOutputStream().write(answer(words[0]).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The client has left.
        }
    }

    private static String answer(String command) {
        return switch (command) {
            case "version" -> "VERSION 1.6.18\r\n";
            case "mn" -> "MN\r\n";
            case "stats" -> "END\r\n";
            default -> "SERVER_ERROR out of memory storing object\r\n";
        };
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).trim();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
