package dev.memjay.cli.console;

import dev.memjay.error.Printable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/** Stored bytes as a terminal may see them. */
final class ShownBytes {
    /** As many characters as stand for a byte that is no UTF-8. */
    private static final int ESCAPED = "\\xff".length();

    private ShownBytes() {}

    /**
     * The bytes as UTF-8, with escapes for what a terminal would obey and for bytes that are none; only line ends and tabs
     * stay as they are.
     */
    static String of(byte[] bytes) {
        StringBuilder shown = new StringBuilder(bytes.length);
        StringTokenizer parts = new StringTokenizer(decoded(bytes), "\n\t", true);
        while (parts.hasMoreTokens()) {
            String part = parts.nextToken();
            shown.append(part.equals("\n") || part.equals("\t") ? part : Printable.escaped(part));
        }
        return shown.toString();
    }

    private static String decoded(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.multiplyExact(bytes.length, ESCAPED));
        for (CoderResult result = decoder.decode(in, out, true); result.isError(); ) {
            for (int i = 0; i < result.length(); i++) {
                out.put(String.format("\\x%02x", in.get() & 0xff));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }
}
