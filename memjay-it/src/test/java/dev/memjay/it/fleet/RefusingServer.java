package dev.memjay.it.fleet;

import dev.memjay.it.LoopbackServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server that lives, and has nothing but SERVER_ERROR for whoever wants to read or write an item. */
final class RefusingServer implements AutoCloseable {
    private final LoopbackServer server = new LoopbackServer(RefusingServer::serve);

    int port() {
        return server.port();
    }

    private static void serve(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (true) {
            String[] words = LoopbackServer.line(in).split(" ");
            if (words[0].equals("ms")) {
                in.skipNBytes(Integer.parseInt(words[2]) + 2L);
            }
            socket.getOutputStream().write(answer(words[0]).getBytes(StandardCharsets.US_ASCII));
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

    @Override
    public void close() {
        server.close();
    }
}
