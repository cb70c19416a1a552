package dev.memjay.junit.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.memjay.junit.RealMemcached;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServeOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random sessions on a real memcached and on the embedded server that plays its version: every byte of the answers must be
 * equal, but for what {@code differences.txt} lists.
 *
 * <p>{@code -Dmemjay.differential.commands=N} asks for more commands, {@code -Dmemjay.differential.seed=N} for the sessions
 * from this seed on.
 */
class DifferentialTest {
    private static final int ANSWER_MILLIS = 60_000;
    private static final int CHUNKS = 6;
    private static final String RESET = "<reset>";
    private static final Pattern LONG_RUN = Pattern.compile("([^\\n]{200})[^\\n]{50,}");
    /** Its thread holds items for a moment, which keeps incr from changing them in place. */
    private static final String QUIET = "no_lru_maintainer";

    private final Differences differences = new Differences();

    @Test
    void differencesAreFew() {
        assertThat(differences.count()).isLessThanOrEqualTo(10);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void textSessionsAreAnsweredAlike() throws IOException {
        int wanted = Integer.getInteger("memjay.differential.commands", 200_000);
        long seed = Long.getLong("memjay.differential.seed", 1);
        long commands = 0;
        try (RealMemcached real = RealMemcached.start("-m", "1024", "-o", QUIET);
                MemcachedServer embedded = embedded(version(real))) {
            DirectServer direct = new DirectServer(version(real), 1L << 30);
            while (commands < wanted) {
                commands += session(seed++, real, embedded, direct);
            }
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void binarySessionsAreAnsweredAlike() throws IOException {
        int wanted = Integer.getInteger("memjay.differential.commands", 200_000) / 5;
        long seed = Long.getLong("memjay.differential.seed", 1);
        long commands = 0;
        try (RealMemcached real = RealMemcached.start("-m", "1024", "-o", QUIET);
                MemcachedServer embedded = embedded(version(real))) {
            DirectServer direct = new DirectServer(version(real), 1L << 30);
            while (commands < wanted) {
                commands += binarySession(seed++, real, embedded, direct);
            }
        }
    }

    private int binarySession(long seed, RealMemcached real, MemcachedServer embedded, DirectServer direct)
            throws IOException {
        BinaryGenerator generator = new BinaryGenerator(seed, differences);
        Random cuts = new Random(~seed);
        try (Socket toReal = connect(real.host(), real.port());
                Socket toEmbedded = connect(embedded.host(), embedded.port());
                DirectServer.DirectConnection oracle = direct.connect(true)) {
            for (int i = 0; i < CHUNKS && !oracle.closing(); i++) {
                byte[] chunk = generator.chunk();
                byte[] answer = oracle.ask(chunk);
                Exchange exchange = new Exchange(seed, chunk, answer, BinaryAnswers::readable, oracle.closing());
                exchange.with(toReal, toEmbedded, cuts);
                generator.learn(answer);
            }
        }
        return generator.commands;
    }

    /** With the options of the real one. */
    private static MemcachedServer embedded(String version) {
        return ServeOptions.parse("--port=0", "-m", "1024", "-t", "4", "-o", QUIET + ",version=" + version)
                .builder()
                .debugCommands(false)
                .start();
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
                Socket toEmbedded = connect(embedded.host(), embedded.port());
                DirectServer.DirectConnection oracle = direct.connect(false)) {
            for (int i = 0; i < CHUNKS && !oracle.closing() && !oracle.watching(); i++) {
                byte[] chunk = generator.chunk();
                byte[] answer = oracle.ask(chunk);
                String expected = text(answer);
                Exchange exchange = new Exchange(seed, chunk, answer, DifferentialTest::text, oracle.closing());
                exchange.with(toReal, toEmbedded, cuts);
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

    /** False if the other side has closed before it took everything. */
    private static boolean send(Socket socket, byte[] chunk, Random cuts) {
        int at = 0;
        while (at < chunk.length) {
            int count = cuts.nextInt(4) == 0 ? 1 + cuts.nextInt(Math.min(50, chunk.length - at)) : chunk.length - at;
            try {
                socket.getOutputStream().write(chunk, at, count);
            } catch (IOException closed) {
                return false;
            }
            at += count;
        }
        return true;
    }

    /** What has arrived. */
    private static final class Received extends ByteArrayOutputStream {
        boolean isExactly(byte[] bytes) {
            return Arrays.equals(buf, 0, count, bytes, 0, bytes.length);
        }

        boolean endsWith(byte[] bytes) {
            return count >= bytes.length && Arrays.equals(buf, count - bytes.length, count, bytes, 0, bytes.length);
        }
    }

    /** Some commands that are sent together, and what the embedded server answers to them. */
    private final class Exchange {
        private final long seed;
        private final byte[] chunk;
        private final Function<byte[], String> readable;
        private final boolean toEnd;
        private final byte[] answer;
        private final byte[] end;
        /** What the answer is with what may differ taken out; found out when it is needed, as it takes longer than the rest. */
        private @Nullable String expected;

        Exchange(long seed, byte[] chunk, byte[] answer, Function<byte[], String> readable, boolean toEnd) {
            this.seed = seed;
            this.chunk = chunk;
            this.readable = readable;
            this.toEnd = toEnd;
            this.answer = answer;
            this.end = Arrays.copyOfRange(answer, Math.max(0, answer.length - 2), answer.length);
        }

        private String expected() {
            String text = expected;
            if (text == null) {
                text = masked(answer);
                expected = text;
            }
            return text;
        }

        private String masked(byte[] bytes) {
            return differences.masked(readable.apply(bytes));
        }

        /** Both are at work at the same time. */
        void with(Socket real, Socket embedded, Random cuts) throws IOException {
            boolean realTook = send(real, chunk, cuts);
            boolean embeddedTook = send(embedded, chunk, cuts);
            check(real, realTook, "memcached");
            check(embedded, embeddedTook, "over TCP");
        }

        /**
         * Closing while more arrives resets the connection, and a reset discards what was not read yet: then the beginning
         * of the answer is enough.
         */
        private void check(Socket socket, boolean taken, String who) {
            Received got = new Received();
            String fate = taken ? "" : RESET;
            try {
                receive(socket, got);
            } catch (SocketTimeoutException e) {
                fate = "<silent>";
            } catch (IOException e) {
                fate = RESET;
            }
            if (fate.isEmpty() && got.isExactly(answer)) {
                return;
            }
            String other = masked(got.toByteArray());
            String whole = other.substring(0, other.lastIndexOf('\n') + 1);
            if (!(fate.equals(RESET) && toEnd && expected().startsWith(whole))) {
                compare(other + fate, who);
            }
        }

        /** Reads, with what is masked, as much as is expected, or to the end of a connection that is to be closed. */
        private void receive(Socket socket, Received got) throws IOException {
            byte[] piece = new byte[65536];
            int count = 0;
            while (count >= 0 && (toEnd || !complete(got))) {
                count = socket.getInputStream().read(piece);
                got.write(piece, 0, Math.max(0, count));
            }
        }

        private boolean complete(Received got) {
            return got.isExactly(answer)
                    || got.endsWith(end)
                            && masked(got.toByteArray()).length() >= expected().length();
        }

        private void compare(String other, String who) {
            String wanted = expected();
            if (other.equals(wanted)) {
                return;
            }
            int at = 0;
            while (at < Math.min(other.length(), wanted.length()) && other.charAt(at) == wanted.charAt(at)) {
                at++;
            }
            int from = Math.max(0, at - 200);
            fail("seed %d: %s answered%n...%s%nwhere the embedded server answered%n...%s%nto%n%s"
                    .formatted(
                            seed,
                            who,
                            visible(other.substring(from, Math.min(other.length(), at + 200))),
                            visible(wanted.substring(from, Math.min(wanted.length(), at + 200))),
                            visible(text(chunk))));
        }
    }

    private static String visible(String text) {
        StringBuilder out = new StringBuilder();
        String shown = LONG_RUN.matcher(text).replaceAll("$1<...>");
        for (char c : shown.substring(Math.max(0, shown.length() - 3000)).toCharArray()) {
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
