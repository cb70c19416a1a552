package dev.memjay.server.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One command line cut into words; only the blank separates. Used again for each line of a connection. */
final class Line {
    private byte[] bytes = new byte[0];
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private int count;

    /** Cuts {@code source[from, to)}, which holds no line end. */
    void read(byte[] source, int from, int to) {
        bytes = source;
        count = 0;
        int at = from;
        while (at < to) {
            if (source[at] == ' ') {
                at++;
                continue;
            }
            int start = at;
            while (at < to && source[at] != ' ') {
                at++;
            }
            add(start, at);
        }
    }

    private void add(int start, int end) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        starts[count] = start;
        ends[count] = end;
        count++;
    }

    /** Number of words. */
    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int word) {
        return starts[word];
    }

    int end(int word) {
        return ends[word];
    }

    int length(int word) {
        return ends[word] - starts[word];
    }

    /** The first byte of a word. */
    int first(int word) {
        return bytes[starts[word]] & 0xFF;
    }

    /** Whether the word is there and spelled so. */
    boolean is(int word, byte[] text) {
        return word < count && Arrays.equals(bytes, starts[word], ends[word], text, 0, text.length);
    }

    boolean is(int word, String text) {
        return is(word, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    boolean startsWith(int word, String text) {
        return word < count && text(word).startsWith(text);
    }

    String text(int word) {
        return new String(bytes, starts[word], length(word), StandardCharsets.ISO_8859_1);
    }
}
