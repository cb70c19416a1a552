package dev.memjay.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.memjay.server.binary.BinarySession;
import dev.memjay.server.text.LoginSession;
import dev.memjay.server.text.TextSession;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Any bytes may arrive at any decoder: no exception, no hang, and no more kept than was sent. With {@code JAZZER_FUZZ=1}
 * Jazzer looks for inputs; otherwise the recorded ones and some random ones are tried.
 */
class DecodersFuzzTest {
    /** What one byte of a request can ask for at most: a get of a value that the same input stored. */
    private static final int MAX_ANSWER = 64 << 20;

    private static final String[] WORDS = {
        "get ",
        "gets ",
        "gat 0 ",
        "set a 0 0 3\r\n",
        "abc\r\n",
        "cas a 0 0 1 5\r\n",
        "mg a v k O1 ",
        "ms a 2 ",
        "md a q ",
        "ma a N0 J5 ",
        "mn\r\n",
        "me a\r\n",
        "incr a 1\r\n",
        "delete a\r\n",
        "stats\r\n",
        "flush_all\r\n",
        " noreply",
        "\r\n",
        "\n",
        "watch\r\n",
        "lru_crawler metadump all\r\n",
        "touch a 0\r\n",
        "version\r\n",
        "b ",
        "a",
        " ",
        "\u0080",
        "\0",
        "\u0001"
    };

    @FuzzTest(maxDuration = "30s")
    void text(byte[] input) {
        feed(input, 'T');
    }

    @FuzzTest(maxDuration = "30s")
    void binary(byte[] input) {
        feed(input, 'B');
    }

    @FuzzTest(maxDuration = "30s")
    void login(byte[] input) {
        feed(input, 'L');
    }

    @Test
    void randomBytes() {
        Random random = new Random(7);
        for (int round = 0; round < 1000; round++) {
            byte[] input = new byte[random.nextInt(300)];
            random.nextBytes(input);
            for (char protocol : new char[] {'T', 'B', 'L'}) {
                feed(input, protocol);
            }
        }
    }

    @Test
    void randomWordsAndHeaders() {
        Random random = new Random(8);
        for (int round = 0; round < 1000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.append(WORDS[random.nextInt(WORDS.length)]);
            }
            feed(text.toString().getBytes(StandardCharsets.ISO_8859_1), 'T');
            byte[] packets = new byte[24 * (1 + random.nextInt(8))];
            for (int at = 0; at < packets.length; at += 24) {
                packets[at] = (byte) 0x80;
                packets[at + 1] = (byte) random.nextInt(0x26);
                packets[at + 3] = (byte) random.nextInt(30);
                packets[at + 4] = (byte) (random.nextBoolean() ? 0 : random.nextInt(21));
                packets[at + 11] = (byte) random.nextInt(60);
            }
            feed(packets, 'B');
        }
    }

    private static Session session(char protocol, ServerState state, Connection connection) {
        return switch (protocol) {
            case 'T' -> new TextSession(state, connection);
            case 'B' -> new BinarySession(state, connection);
            default -> new LoginSession(state, connection);
        };
    }

    private static void feed(byte[] input, char protocol) {
        FakeServer server = new FakeServer("1.6.45", Map.of("user", "password"));
        for (int step : new int[] {input.length, 1, 7}) {
            Connection connection = new Connection(1, "tcp:fuzz", new Output(), Wire.NONE);
            Session session = session(protocol, server.state(), connection);
            byte[] kept = new byte[0];
            long answered = 0;
            for (int from = 0; from < input.length && !connection.closing(); from += Math.max(1, step)) {
                byte[] more = Arrays.copyOfRange(input, from, Math.min(input.length, from + Math.max(1, step)));
                byte[] all = Arrays.copyOf(kept, kept.length + more.length);
                System.arraycopy(more, 0, all, kept.length, more.length);
                int at = 0;
                boolean full;
                do {
                    at = session.consume(all, at, all.length);
                    full = connection.out().full();
                    answered += connection.out().length();
                    connection.written();
                    assertThat(at).isBetween(0, all.length);
                } while (full);
                kept = Arrays.copyOfRange(all, at, all.length);
            }
            session.closed();
            assertThat(answered).isLessThan(MAX_ANSWER);
        }
    }
}
