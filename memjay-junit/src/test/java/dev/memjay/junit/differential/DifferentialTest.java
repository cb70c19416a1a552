package dev.memjay.junit.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.memjay.junit.RealMemcached;
import dev.memjay.server.MemcachedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random sessions on a real memcached and on the embedded server that plays its version: every byte of the answers must be
 * equal, but for what {@code differences.txt} lists.
 *
 * <p>{@code -Dmemjay.differential.commands=N} asks for more commands, {@code -Dmemjay.differential.seed=N} for the sessions
 * from this seed on.
 */
class DifferentialTest {
    private static final int ANSWER_MILLIS = 10_000;
    private static final int CHUNKS = 6;
    /** Background threads that hold an item for a moment keep incr from changing it in place. */
    private static final String QUIET = "no_lru_maintainer,no_lru_crawler";

    private final Differences differences = new Differences();

    @Test
    void differencesAreFew() {
        assertThat(differences.count()).isLessThanOrEqualTo(10);
    }

    @Test
    void textSessionsAreAnsweredAlike() throws IOException {
        int wanted = Integer.getInteger("memjay.differential.commands", 200_000);
        long seed = Long.getLong("memjay.differential.seed", 1);
        long commands = 0;
        try (RealMemcached real = RealMemcached.start("-m", "1024", "-o", QUIET);
                MemcachedServer embedded = MemcachedServer.builder()
                        .version(version(real))
                        .memory(1L << 30)
                        .start()) {
            DirectServer direct = new DirectServer(version(real), 1L << 30);
            while (commands < wanted) {
                commands += session(seed++, real, embedded, direct);
            }
        }
    }

    @Test
    void binarySessionsAreAnsweredAlike() throws IOException {
        int wanted = Integer.getInteger("memjay.differential.commands", 200_000) / 5;
        long seed = Long.getLong("memjay.differential.seed", 1);
        long commands = 0;
        try (RealMemcached real = RealMemcached.start("-m", "1024", "-o", QUIET);
                MemcachedServer embedded = MemcachedServer.builder()
                        .version(version(real))
                        .memory(1L << 30)
                        .start()) {
            DirectServer direct = new DirectServer(version(real), 1L << 30);
            while (commands < wanted) {
                commands += binarySession(seed++, real, embedded, direct);
            }
        }
    }

    private int binarySession(long seed, RealMemcached real, MemcachedServer embedded, DirectServer direct)
            throws IOException {
        BinaryGenerator generator = new BinaryGenerator(seed);
        Random cuts = new Random(~seed);
        try (Socket toReal = connect(real.host(), real.port());
                Socket toEmbedded = connect(embedded.host(), embedded.port())) {
            DirectServer.DirectConnection oracle = direct.connect(true);
            for (int i = 0; i < CHUNKS && !oracle.closing(); i++) {
                byte[] chunk = generator.chunk();
                byte[] answer = oracle.ask(chunk);
                String expected = text(answer);
                send(toReal, chunk, new Random(cuts.nextLong()));
                send(toEmbedded, chunk, new Random(cuts.nextLong()));
                compare(seed, chunk, expected, read(toReal, expected, oracle.closing()), "memcached");
                compare(seed, chunk, expected, read(toEmbedded, expected, oracle.closing()), "over TCP");
                generator.learn(answer);
            }
        }
        return generator.commands;
    }

    private static String version(RealMemcached real) throws IOException {
        try (Socket socket = new Socket(real.host(), real.port())) {
            socket.getOutputStream().write("version\r\nquit\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .replace("VERSION ", "")
                    .strip();
        }
    }

    private int session(long seed, RealMemcached real, MemcachedServer embedded, DirectServer direct)
            throws IOException {
        TextGenerator generator = new TextGenerator(seed, differences);
        Random cuts = new Random(~seed);
        try (Socket toReal = connect(real.host(), real.port());
                Socket toEmbedded = connect(embedded.host(), embedded.port())) {
            DirectServer.DirectConnection oracle = direct.connect(false);
            for (int i = 0; i < CHUNKS && !oracle.closing(); i++) {
                byte[] chunk = generator.chunk();
                String expected = text(oracle.ask(chunk));
                send(toReal, chunk, new Random(cuts.nextLong()));
                send(toEmbedded, chunk, new Random(cuts.nextLong()));
                compare(seed, chunk, expected, read(toReal, expected, oracle.closing()), "memcached");
                compare(seed, chunk, expected, read(toEmbedded, expected, oracle.closing()), "over TCP");
                generator.learn(expected);
            }
        }
        return generator.commands;
    }

    private static Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_MILLIS);
        return socket;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void send(Socket socket, byte[] chunk, Random cuts) throws IOException {
        int at = 0;
        while (at < chunk.length) {
            int count = cuts.nextInt(4) == 0 ? 1 + cuts.nextInt(Math.min(50, chunk.length - at)) : chunk.length - at;
            try {
                socket.getOutputStream().write(chunk, at, count);
            } catch (IOException closed) {
                return;
            }
            at += count;
        }
    }

    /**
     * Reads, with what is masked, as much as is expected, or to the end of a connection that is to be closed; less if no
     * more comes.
     */
    private String read(Socket socket, String expected, boolean toEnd) throws IOException {
        InputStream in = socket.getInputStream();
        int wanted = differences.masked(expected).length();
        String end = expected.substring(Math.max(0, expected.length() - 2));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] piece = new byte[65536];
        try {
            while (toEnd || !complete(text(answer.toByteArray()), wanted, end)) {
                int got = in.read(piece);
                if (got < 0) {
                    break;
                }
                answer.write(piece, 0, got);
            }
        } catch (SocketTimeoutException silent) {
            return text(answer.toByteArray()) + "<silent>";
        } catch (IOException reset) {
            return text(answer.toByteArray()) + (toEnd ? "" : "<reset>");
        }
        return text(answer.toByteArray());
    }

    private boolean complete(String answer, int wanted, String end) {
        return answer.endsWith(end) && differences.masked(answer).length() >= wanted;
    }

    private void compare(long seed, byte[] chunk, String direct, String other, String who) {
        String left = differences.masked(other);
        String right = differences.masked(direct);
        if (!left.equals(right)) {
            int at = 0;
            while (at < Math.min(left.length(), right.length()) && left.charAt(at) == right.charAt(at)) {
                at++;
            }
            int from = Math.max(0, at - 200);
            fail("seed %d: %s answered%n...%s%nwhere the embedded server answered%n...%s%nto%n%s"
                    .formatted(
                            seed,
                            who,
                            visible(left.substring(from, Math.min(left.length(), at + 200))),
                            visible(right.substring(from, Math.min(right.length(), at + 200))),
                            visible(text(chunk))));
        }
    }

    private static String visible(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.substring(Math.max(0, text.length() - 3000)).toCharArray()) {
            if (c == '\n') {
                out.append("\\n\n");
            } else if (c < 32 || c > 126) {
                out.append("\\x%02x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
