package dev.memjay.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A server that greets as a memcached with meta does and answers every other line as the test wants. */
final class AnsweringServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
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
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                run(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            StringBuilder line = new StringBuilder();
            String before = "";
            int next;
            while ((next = in.read()) >= 0) {
                if (next == '\n') {
                    String said = line.toString().strip();
                    boolean isQuestion = said.equals("mg memjay:nothing s O1") && before.equals("version");
                    String greeting = isQuestion ? "EN O1\r\n" : greeting(said);
                    if (greeting.isEmpty()) {
                        script.answer(said, socket.getOutputStream());
                    } else {
                        socket.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
                    }
                    before = said;
                    line.setLength(0);
                } else {
                    line.append((char) next);
                }
            }
        } catch (IOException e) {
            // The client ended it.
        }
    }

    private static String greeting(String line) {
        return switch (line) {
            case "version" -> "VERSION 1.6.18\r\n";
            case "stats settings" -> "STAT item_size_max 1048576\r\nEND\r\n";
            default -> "";
        };
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
