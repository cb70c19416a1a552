package dev.memjay.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * gzip (RFC 1952).
 *
 * @param level 1 to 9, or -1 for the default
 */
record Gzip(int level) implements BlockCompressor {
    private static final int FIRST_EXPANDED = 512;

    static int checkedLevel(int level) {
        if (level < -1 || level == 0 || level > 9) {
            throw new IllegalArgumentException(
                    "level is " + level + "; it has to be 1 to 9, or -1 for the default, which is 6");
        }
        return level;
    }

    @Override
    public byte[] compress(byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(32, data.length / 2));
        try (LevelledStream out = new LevelledStream(bytes, level)) {
            out.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] expand(byte[] data, int limit) throws IOException, TooLarge {
        byte[] target = new byte[Math.min(limit, Math.max(FIRST_EXPANDED, data.length * 2))];
        int length = 0;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(data))) {
            while (true) {
                if (length == target.length) {
                    int next = in.read();
                    if (next < 0) {
                        return target;
                    }
                    if (length == limit) {
                        throw new TooLarge();
                    }
                    target = Arrays.copyOf(target, (int) Math.min(limit, Math.max(1L, length) * 2));
                    target[length++] = (byte) next;
                }
                int read = in.read(target, length, target.length - length);
                if (read < 0) {
                    return Arrays.copyOf(target, length);
                }
                length += read;
            }
        }
    }

    /** The JDK's stream, whose level is reachable only from a subclass. */
    private static final class LevelledStream extends GZIPOutputStream {
        LevelledStream(ByteArrayOutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(level == -1 ? Deflater.DEFAULT_COMPRESSION : level);
        }
    }
}
