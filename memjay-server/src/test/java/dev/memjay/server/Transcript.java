package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares an answer with a recorded one, in which generated numbers are masked. */
final class Transcript {
    private static final Pattern MASK = Pattern.compile("#|~(\\d+)");
    /** Remaining times were rounded to five seconds when they were recorded. */
    private static final long ROUNDING_SECONDS = 3;

    private Transcript() {}

    static void assertMatches(RecordedSession session, byte[] answer, String version) {
        String text = session.binary() ? describe(answer, version) : new String(answer, StandardCharsets.ISO_8859_1);
        StringBuilder regex = new StringBuilder();
        Matcher mask = MASK.matcher(session.answer());
        int at = 0;
        while (mask.find()) {
            regex.append(Pattern.quote(session.answer().substring(at, mask.start())));
            regex.append(mask.group(1) == null ? "[^ \\r\\n]+" : "(\\d+)");
            at = mask.end();
        }
        regex.append(Pattern.quote(session.answer().substring(at)));
        Matcher match = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text);
        if (!match.matches()) {
            assertThat(text).as(session.name()).isEqualTo(session.answer());
        }
        int group = 1;
        mask.reset();
        while (mask.find()) {
            if (mask.group(1) != null) {
                assertThat(Math.abs(Long.parseLong(match.group(group++)) - Long.parseLong(mask.group(1))))
                        .as(session.name())
                        .isLessThanOrEqualTo(ROUNDING_SECONDS);
            }
        }
    }

    /** Binary packets as the recording writes them. */
    private static String describe(byte[] answer, String version) {
        ByteBuffer packets = ByteBuffer.wrap(answer);
        StringJoiner lines = new StringJoiner("\n");
        while (packets.hasRemaining()) {
            assertThat(packets.get()).isEqualTo((byte) 0x81);
            int opcode = packets.get();
            int keyLength = packets.getShort();
            int extras = packets.get();
            packets.get();
            int status = packets.getShort();
            int bodyLength = packets.getInt();
            int opaque = packets.getInt();
            long cas = packets.getLong();
            byte[] body = new byte[bodyLength];
            packets.get(body);
            String text = new String(body, StandardCharsets.ISO_8859_1);
            lines.add("op=%02x key=%d ext=%d st=%04x opaque=%08x cas=%s body=%s"
                    .formatted(
                            opcode,
                            keyLength,
                            extras,
                            status,
                            opaque,
                            cas == 0 ? "0" : "#",
                            text.equals(version) ? "VERSION" : text));
        }
        return lines.toString();
    }
}
