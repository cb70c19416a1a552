package dev.memjay.python;

import dev.memjay.error.CodecException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, with checks of what an opcode announces before it is read. Confined to one call. */
final class PickleInput extends ByteArrayInputStream {
    PickleInput(byte[] data) {
        super(data);
    }

    /** Makes sure that the little-endian number of {@code width} bytes that follows is no more than there is behind it. */
    void requireSized(int width) throws IOException {
        int start = pos;
        size(width);
        pos = start;
    }

    /** Reads a length, which is no more than there is behind it. */
    int size(int width) throws IOException {
        if (available() < width) {
            throw new EOFException();
        }
        long size = 0;
        for (int i = 0; i < width; i++) {
            size |= (buf[pos++] & 0xffL) << 8 * i;
        }
        if (size < 0 || size > available()) {
            throw new EOFException();
        }
        return (int) size;
    }

    /** Text of this many bytes. */
    String utf8(int size) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buf, pos, size))
                    .toString();
            pos += size;
            return text;
        } catch (CharacterCodingException e) {
            throw new CodecException(
                    "the pickle has text that UTF-8 and Java cannot say, such as half a surrogate pair");
        }
    }

    /** A line without its end. */
    String line() throws IOException {
        int start = pos;
        while (pos < count && buf[pos] != '\n') {
            pos++;
        }
        if (pos == count) {
            throw new EOFException();
        }
        return new String(buf, start, pos++ - start, StandardCharsets.ISO_8859_1);
    }

    /** Makes sure that the line that follows is short enough to be parsed as a number; returns its length. */
    int requireShortLine(int longest) throws IOException {
        int last = Math.min(count, pos + longest);
        for (int i = pos; i < last; i++) {
            if (buf[i] == '\n') {
                return i - pos;
            }
        }
        throw new EOFException();
    }
}
