package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.memjay.internal.wire.binary.Packets;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever a server sends, a decoder finds a violation or a reply, and the same one however the bytes arrive.
 *
 * <p>With {@code JAZZER_FUZZ=1} the first test searches for bytes that do otherwise; without it only kept findings run.
 */
class DecoderFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final String[] LINES = {
        "VA 3 f5 c7 OAAAA\r\nbar\r\n",
        "VA 0 f0 c7 OAAAA W\r\n\r\n",
        "VA 3 t60 l4 h1 f5 c7 OAAAA X Z\r\nbar\r\n",
        "VA 3 f5 c7 OAAAAAAB\r\nbar\r\n",
        "HD s3 t-1 l0 h0 f0 c7 OAAAA\r\n",
        "HD OAAAA\r\n",
        "EN OAAAA\r\n",
        "NF OAAAA\r\n",
        "NS OAAAA\r\n",
        "EX OAAAA\r\n",
        "NS OAAAAAAC\r\n",
        "MN\r\n",
        "VALUE foo 5 3\r\nbar\r\n",
        "VALUE foo 5 3 7\r\nbar\r\n",
        "VALUE a 0 0\r\n\r\n",
        "VALUE b 5 30\r\nbarbarbarbarbarbarbarbarbarbar\r\n",
        "VALUE c 0 1 18446744073709551615\r\nx\r\n",
        "END\r\n",
        "STORED\r\n",
        "NOT_STORED\r\n",
        "EXISTS\r\n",
        "NOT_FOUND\r\n",
        "DELETED\r\n",
        "TOUCHED\r\n",
        "12\r\n",
        "OK\r\n",
        "STAT pid 1\r\n",
        "VERSION 1.6.45\r\n",
        "ERROR\r\n",
        "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n",
        "SERVER_ERROR object too large for cache\r\n",
        "OK OAAAA\r\n",
        "EN\r\n",
        "\r\n",
        " ",
        "-1",
        "18446744073709551616",
        "\u0000\u00ff"
    };
    private static final List<String> REPLIES =
            Stream.concat(Stream.of(LINES), Packets.samples().stream()).toList();

    @FuzzTest
    void anyBytes(FuzzedDataProvider data) {
        int kind = data.consumeInt(0, DecoderTrial.KINDS - 1);
        int cut = data.consumeInt(0, 1000);
        DecoderTrial.run(kind, cut, data.consumeRemainingAsBytes());
    }

    @Test
    void mixedUpReplies() {
        Random random = new Random(20_260_101);
        int understood = 0;
        int violations = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] reply = reply(random);
            String told = DecoderTrial.run(round % DecoderTrial.KINDS, random.nextInt(1000), reply);
            if (told.startsWith("violation: ")) {
                violations++;
            } else if (!told.equals("more")) {
                understood++;
            }
        }
        // Else the replies above are not what the decoders take, and nothing was tried.
        assertThat(understood).isGreaterThan(ROUNDS / 100);
        assertThat(violations).isGreaterThan(ROUNDS / 100);
    }

    private static byte[] reply(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int parts = 1 + random.nextInt(4); parts > 0; parts--) {
            bytes.writeBytes(REPLIES.get(random.nextInt(REPLIES.size())).getBytes(ISO_8859_1));
        }
        byte[] reply = bytes.toByteArray();
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int place = random.nextInt(reply.length);
            switch (random.nextInt(4)) {
                case 0 -> reply[place] = (byte) random.nextInt(256);
                case 1 -> reply[place] = (byte) ('0' + random.nextInt(10));
                case 2 -> System.arraycopy(reply, 0, reply, place, reply.length - place);
                default -> System.arraycopy(reply, place, reply, 0, reply.length - place);
            }
        }
        return reply;
    }
}
