package dev.memjay.server.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One command line cut into words; only the blank separates. Used again for each line of a connection. */
final class Line {
    private static final byte[] NOTHING = new byte[0];
    private static final int WORDS = 32;
    /** Room for more words than this is not kept. */
    private static final int MANY_WORDS = 1024;

    private byte[] bytes = NOTHING;
    private int[] starts = new int[WORDS];
    private int[] ends = new int[WORDS];
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

    /** Copies the words from this one on, so that they outlive the array that the line came in. */
    void keepFrom(int word) {
        int base = starts[word];
        bytes = Arrays.copyOfRange(bytes, base, ends[count - 1]);
        for (int i = word; i < count; i++) {
            starts[i] -= base;
            ends[i] -= base;
        }
    }

    /** Frees the memory that a line of many words took; whether there were many. */
    boolean forgetIfLong() {
        if (starts.length <= MANY_WORDS) {
            return false;
        }
        bytes = NOTHING;
        count = 0;
        starts = new int[WORDS];
        ends = new int[WORDS];
        return true;
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
