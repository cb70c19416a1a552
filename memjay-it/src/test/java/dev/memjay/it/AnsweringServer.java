package dev.memjay.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A server that greets as a memcached with meta does and answers every other line as the test wants. */
final class AnsweringServer implements AutoCloseable {
    private final LoopbackServer server;
    private final Script script;

    /** Answers a line, which comes without its end, with as much as it likes. */
    interface Script {
        void answer(String line, OutputStream out) throws IOException;
    }

    /**
     * @param script from a line without its end to the reply, one character a byte; to an empty text to say nothing
     */
    AnsweringServer(Function<String, String> script) {
        this((line, out) -> out.write(script.apply(line).getBytes(StandardCharsets.ISO_8859_1)));
    }

    AnsweringServer(Script script) {
        this.script = script;
        server = new LoopbackServer(this::serve);
    }

    String address() {
        return server.address();
    }

    private void serve(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        String before = "";
        while (true) {
            String line = LoopbackServer.line(in);
            boolean isQuestion = line.equals("mg memjay:nothing s O1") && before.equals("version");
            String greeting = isQuestion ? "EN O1\r\n" : greeting(line);
            if (greeting.isEmpty()) {
                script.answer(line, out);
            } else {
                out.write(greeting.getBytes(StandardCharsets.ISO_8859_1));
            }
            before = line;
        }
    }

    private static String greeting(String line) {
        return switch (line) {
            case "version" -> "VERSION 1.6.18\r\n";
            case "stats settings" -> "STAT item_size_max 1048576\r\nEND\r\n";
            default -> "";
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
