package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InputTest {
    private final Input in = new Input(16);

    private void append(String text) {
        in.append(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }

    private String lineText(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) in.at(i));
        }
        return text.toString();
    }

    @Test
    void lines() throws ProtocolViolation {
        append("EN\r\n\nx");
        assertThat(in.lineLength()).isEqualTo(2);
        assertThat(lineText(2)).isEqualTo("EN");
        in.skipLine(2);
        assertThat(in.lineLength()).isZero();
        in.skipLine(0);
        assertThat(in.lineLength()).isEqualTo(-1);
        assertThat(in.at(0)).isEqualTo((byte) 'x');
        append("\r");
        assertThat(in.lineLength()).isEqualTo(-1);
        append("\n");
        assertThat(in.lineLength()).isEqualTo(1);
        in.skipLine(1);
        assertThat(in.available()).isZero();
    }

    @Test
    void aLineFeedOfTheLineBeforeDoesNotCount() throws ProtocolViolation {
        append("a\r\n");
        in.skipLine(1);
        append("\n");
        assertThat(in.lineLength()).isZero();
    }

    @Test
    void moreFitsForEverWhenLinesAreTaken() throws ProtocolViolation {
        append("part");
        for (int i = 0; i < 10_000; i++) {
            assertThat(in.room()).isGreaterThanOrEqualTo(16);
            append(" of a line\r\npart");
            assertThat(in.lineLength()).isEqualTo("part of a line".length());
            assertThat(lineText(14)).isEqualTo("part of a line");
            in.skipLine(14);
        }
        assertThat(lineText(4)).isEqualTo("part");
    }

    @Test
    void takesBytesInPieces() {
        append("abcdef");
        byte[] target = new byte[5];
        in.take(target, 0, 2);
        in.take(target, 2, 3);
        assertThat(new String(target, ISO_8859_1)).isEqualTo("abcde");
        assertThat(in.available()).isEqualTo(1);
    }

    @Test
    void aLineHasALimit() throws ProtocolViolation {
        for (int i = 0; i < Input.MAX_LINE / 16; i++) {
            append("0123456789abcdef");
            assertThat(in.lineLength()).isEqualTo(-1);
        }
        append("\n");
        assertThat(in.lineLength()).isEqualTo(Input.MAX_LINE);
        Input other = new Input(Input.MAX_LINE + 2);
        other.append(ByteBuffer.allocate(Input.MAX_LINE + 1));
        assertThatThrownBy(other::lineLength).isInstanceOf(ProtocolViolation.class);
        other.append(ByteBuffer.wrap(new byte[] {'\n'}));
        assertThatThrownBy(other::lineLength).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void asMuchFitsAsThereIsRoomFor() {
        int all = 16 + Input.MAX_LINE;
        assertThat(in.room()).isEqualTo(all);
        append("x".repeat(all - 3));
        in.skip(10);
        assertThat(in.room()).isEqualTo(13);
        append("y".repeat(13));
        assertThat(in.room()).isZero();
        assertThat(in.available()).isEqualTo(all);
        assertThat(in.at(all - 14)).isEqualTo((byte) 'x');
        assertThat(in.at(all - 13)).isEqualTo((byte) 'y');
    }
}
