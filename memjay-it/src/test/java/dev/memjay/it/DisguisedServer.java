package dev.memjay.it;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands before a server and makes it speak as an older memcached does, or as mcrouter. */
final class DisguisedServer implements AutoCloseable {
    /** As what it appears. */
    enum Guise {
        /** As itself. */
        NONE,
        /** A miss does not bring the opaque back. */
        V1_6_17,
        /** Moreover {@code md} answers {@code EX} to every CAS number. */
        V1_6_12,
        /** Moreover {@code OK} is said for {@code HD}, a value's length is a flag, and keys cannot be base64. */
        V1_6_9,
        /** The same. */
        V1_6_6,
        /** Knows no meta, nor {@code gat}. */
        V1_5_2,
        /** The same. */
        V1_4_39,
        /** A proxy with a version of its own that knows no meta and says so. */
        MCROUTER,
        /**
         * Infinispan's server, as far as it differs: it answers {@code mn} and no other meta command, knows no gat, gives no CAS
         * numbers, and refuses to count text in other words.
         */
        INFINISPAN;

        String version() {
            if (this == INFINISPAN) {
                return "15.0.0.Final";
            }
            return this == MCROUTER ? "mcrouter 41" : name().substring(1).replace('_', '.');
        }

        boolean isDraft() {
            return this == V1_6_6 || this == V1_6_9;
        }

        /** Whether it knows no meta. */
        boolean isClassic() {
            return this == V1_5_2 || this == V1_4_39 || this == MCROUTER;
        }

        private boolean knows(String command) {
            boolean isMeta = command.matches("m[a-z]");
            boolean isGat = command.startsWith("gat");
            return !isClassic() || !isMeta && (!isGat || this == MCROUTER);
        }
    }

    private static final String NOBODYS_CAS = "C" + Long.toUnsignedString(-1);

    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final int port;
    private final Guise guise;

    /**
     * @param port where the server listens on 127.0.0.1
     * @param guise as what it is to appear
     */
    DisguisedServer(int port, Guise guise) {
        this.port = port;
        this.guise = guise;
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

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            run(() -> translate(client, server, this::request));
            run(() -> translate(server, client, this::reply));
        }
    }

    private interface Translation {
        /** Gives what a line becomes, and how many bytes of data with its end follow it, which stay as they are. */
        Translated of(String line);
    }

    private record Translated(String line, int data) {}

    private static void translate(Socket from, Socket to, Translation translation) throws IOException {
        try (from;
                to) {
            InputStream in = new BufferedInputStream(from.getInputStream());
            OutputStream out = new BufferedOutputStream(to.getOutputStream());
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                line.append((char) next);
                if (next == '\n') {
                    Translated translated = translation.of(line.toString().stripTrailing());
                    out.write((translated.line() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                    out.write(in.readNBytes(translated.data()));
                    line.setLength(0);
                }
                if (in.available() == 0) {
                    out.flush();
                }
            }
        }
    }

    private Translated request(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        if (!guise.knows(words.get(0))) {
            return new Translated("what_nobody_knows", 0);
        }
        if (guise == Guise.INFINISPAN && words.get(0).matches("m[a-mo-z]|gats?")) {
            return new Translated("what_nobody_knows", 0);
        }
        switch (words.get(0)) {
            case "ms":
                if (guise.isDraft()) {
                    String length = words.stream()
                            .skip(2)
                            .filter(word -> word.startsWith("S"))
                            .findFirst()
                            .orElseThrow();
                    words.remove(length);
                    words.add(2, length.substring(1));
                }
                return new Translated(asKnown(words), dataAfter(words.get(2)));
            case "set", "add", "replace", "append", "prepend", "cas":
                return new Translated(line, dataAfter(words.get(4)));
            case "md":
                if (guise.isDraft() || guise == Guise.V1_6_12) {
                    words.replaceAll(word -> word.matches("C\\d+") ? NOBODYS_CAS : word);
                }
                return new Translated(asKnown(words), 0);
            case "mg", "ma":
                return new Translated(asKnown(words), 0);
            default:
                return new Translated(line, 0);
        }
    }

    /** With what the old one would refuse replaced by what every server refuses. */
    private String asKnown(List<String> words) {
        boolean isUnknown = guise.isDraft() && words.subList(2, words.size()).contains("b");
        return String.join(" ", words) + (isUnknown ? " !" : "");
    }

    private Translated reply(String line) {
        String[] words = line.split(" ");
        return switch (words[0]) {
            case "VERSION" -> new Translated("VERSION " + guise.version(), 0);
            case "HD" -> new Translated(guise.isDraft() ? "OK" + line.substring(2) : line, 0);
            case "EN" -> new Translated("EN", 0);
            case "VA" -> new Translated(line, dataAfter(words[1]));
            case "VALUE" -> {
                String shown =
                        guise == Guise.INFINISPAN && words.length > 4 ? line.substring(0, line.lastIndexOf(' ')) : line;
                yield new Translated(shown, dataAfter(words[3]));
            }
            case "CLIENT_ERROR" ->
                new Translated(guise == Guise.INFINISPAN ? "CLIENT_ERROR For input string: \"secret\"" : line, 0);
            default -> new Translated(line, 0);
        };
    }

    private static int dataAfter(String length) {
        return Integer.parseInt(length) + 2;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One of the two ended it.
                    }
                },
                "disguised-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
