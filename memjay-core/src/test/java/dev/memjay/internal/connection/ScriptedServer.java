package dev.memjay.internal.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.model.Node;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server on a free port whose part the test plays: it accepts when told, and says literal bytes.
 *
 * <p>With a rule it accepts by itself and answers every command line by the rule.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket socket;
    private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
    private final int mask;
    private volatile boolean closed;

    /** A server that does nothing by itself. */
    public ScriptedServer() {
        this(0);
    }

    /** A server that XORs each byte with a mask, in both directions. */
    public ScriptedServer(int mask) {
        this.mask = mask;
        try {
            socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that answers each command by a rule; where the rule says null, the connection is closed. */
    public static ScriptedServer answering(Function<Asked, @Nullable String> rule) {
        ScriptedServer server = new ScriptedServer();
        daemon(() -> server.acceptAll(rule));
        return server;
    }

    public int port() {
        return socket.getLocalPort();
    }

    public Node node() {
        return Node.of("127.0.0.1", port());
    }

    /** The next connection. */
    public Peer accept() {
        try {
            Peer peer = new Peer(socket.accept(), mask);
            peers.add(peer);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException("nobody connected", e);
        }
    }

    /** How many connections are open, as far as the server knows. */
    public int openPeers() {
        peers.removeIf(peer -> peer.socket.isClosed());
        return peers.size();
    }

    private void acceptAll(Function<Asked, @Nullable String> rule) {
        while (!closed) {
            Peer peer;
            try {
                peer = accept();
            } catch (UncheckedIOException e) {
                continue;
            }
            daemon(() -> peer.answerAll(rule));
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Accepts no more; the connections stay. */
    public void closeListener() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all connections, and accepts no more. */
    @Override
    public void close() {
        closeListener();
        peers.forEach(Peer::close);
    }

    /**
     * One command.
     *
     * @param line without its end
     * @param data of a store
     */
    public record Asked(String line, byte[] data) {
        /** The {@code index}-th word. */
        public String word(int index) {
            return line.split(" ", -1)[index];
        }

        public String key() {
            return word(1);
        }

        /** The opaque with its letter. */
        public String opaque() {
            int at = line.lastIndexOf(" O");
            return at < 0 ? "" : line.substring(at + 1);
        }

        /** A hit on what an mg without more flags than a plain get's asked. */
        public String hit(String value) {
            return "VA " + value.length() + " f0 c7 " + opaque() + "\r\n" + value + "\r\n";
        }

        /** A hit, marked: {@code "W"}, {@code "X Z"}. */
        public String hit(String value, String marks) {
            return "VA " + value.length() + " f0 c7 " + marks + " " + opaque() + "\r\n" + value + "\r\n";
        }

        public String miss() {
            return "EN " + opaque() + "\r\n";
        }

        public String stored() {
            return "HD " + opaque() + "\r\n";
        }
    }

    /** The server's end of one connection. */
    public static final class Peer implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final int mask;

        Peer(Socket socket, int mask) throws IOException {
            this.socket = socket;
            this.mask = mask;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        }

        /** The next command; what a client asks for itself is answered on the way. */
        public Asked next() {
            try {
                while (true) {
                    Asked asked = read();
                    if (asked.line.equals("stats settings")) {
                        say("STAT item_size_max 1048576\r\nEND\r\n");
                    } else if (asked.line.equals("version")) {
                        say("VERSION 1.6.18\r\n");
                    } else {
                        return asked;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Asked read() throws IOException {
            StringBuilder line = new StringBuilder();
            while (true) {
                int c = readByte();
                c = c < 0 ? c : c ^ mask;
                if (c == '\n') {
                    break;
                }
                if (c < 0) {
                    throw new IOException("the client closed the connection after '" + line + "'");
                }
                line.append((char) c);
            }
            line.setLength(line.length() - 1);
            String text = line.toString();
            if (!text.startsWith("ms ")) {
                return new Asked(text, new byte[0]);
            }
            String length = text.split(" ", -1)[2].replaceFirst("^S", ""); // a flag up to 1.6.9
            byte[] data = masked(in.readNBytes(Integer.parseInt(length)));
            in.readNBytes(2);
            return new Asked(text, data);
        }

        /** In vain, it tells who was silent, and what those who dial are at. */
        private int readByte() throws IOException {
            try {
                return in.read();
            } catch (SocketTimeoutException e) {
                StringBuilder silence = new StringBuilder("nothing came from port " + socket.getPort());
                Thread.getAllStackTraces().forEach((thread, frames) -> {
                    if (thread.getName().startsWith("memjay-")) {
                        silence.append("\n")
                                .append(thread.getName())
                                .append(": ")
                                .append(Arrays.toString(frames));
                    }
                });
                throw new IOException(silence.toString(), e);
            }
        }

        /** Reads the next line, which has to be this one. */
        public void expect(String line) {
            try {
                String read = read().line;
                if (!read.equals(line)) {
                    throw new AssertionError("expected '" + line + "', the client sent '" + read + "'");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Sends these characters, each as one byte. */
        public void say(String reply) {
            try {
                socket.getOutputStream().write(masked(reply.getBytes(ISO_8859_1)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] masked(byte[] bytes) {
            for (int i = 0; mask != 0 && i < bytes.length; i++) {
                bytes[i] ^= (byte) mask;
            }
            return bytes;
        }

        /** Waits for one byte, or the end; whether the client has closed its end. */
        public boolean isEnded() {
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        /** Bytes that came and were not read. */
        public int available() {
            try {
                return in.available();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void answerAll(Function<Asked, @Nullable String> rule) {
            try (this) {
                while (true) {
                    String reply = rule.apply(next());
                    if (reply == null) {
                        return;
                    }
                    say(reply);
                }
            } catch (UncheckedIOException endOfTheConnection) {
                // The client has gone.
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends the connection by a reset. */
        public void reset() {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            close();
        }
    }
}
