package dev.memjay.internal.wire.text;

import dev.memjay.error.Printable;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A place in one reply line, from which words and numbers are read without making strings of them. */
final class ReplyLine {
    private static final int MAX_KEY = 250;

    private byte[] bytes = {};
    private byte[] compared = new byte[MAX_KEY];
    private int start;
    private int position;
    private int end;

    /** Goes to the beginning of the first line of {@code in}, which is {@code length} bytes long. */
    void begin(Input in, int length) {
        begin(in.array(), in.start(), length);
    }

    /** Goes to the beginning of {@code length} bytes in {@code array}. */
    void begin(byte[] array, int from, int length) {
        bytes = array;
        start = from;
        position = from;
        end = from + length;
    }

    /** Bytes in the line. */
    int length() {
        return end - start;
    }

    /** The array that the line lies in. */
    byte[] array() {
        return bytes;
    }

    /** Where the next unread byte lies in {@link #array()}. */
    int position() {
        return position;
    }

    /** Whether all was read. */
    boolean isAtEnd() {
        return position == end;
    }

    /** The first two bytes as one number, or -1 if the line's first word has another length. */
    int code() {
        if (length() < 2 || (length() > 2 && bytes[start + 2] != ' ')) {
            return -1;
        }
        return (bytes[start] & 0xFF) << 8 | bytes[start + 1] & 0xFF;
    }

    /** Whether the line consists of {@code word}. */
    boolean is(byte[] word) {
        return length() == word.length && startsWith(word);
    }

    /** Whether the line starts with {@code prefix}. */
    boolean startsWith(byte[] prefix) {
        if (length() < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the line starts with a decimal digit. */
    boolean startsWithDigit() {
        return length() > 0 && bytes[start] >= '0' && bytes[start] <= '9';
    }

    /** Goes on behind the first {@code count} bytes of the line. */
    void goTo(int count) {
        position = start + count;
    }

    /** Passes blanks; returns whether a word follows. */
    boolean nextWord() {
        while (position < end && bytes[position] == ' ') {
            position++;
        }
        return position < end;
    }

    /** Takes one byte. */
    byte take() {
        return bytes[position++];
    }

    /** How many bytes there are up to the next blank or the line's end. */
    int wordLength() {
        int i = position;
        while (i < end && bytes[i] != ' ') {
            i++;
        }
        return i - position;
    }

    /** Passes {@code count} bytes. */
    void skip(int count) {
        position += count;
    }

    /** Passes the rest of the word. */
    void skipWord() {
        position += wordLength();
    }

    /** Whether the word that begins here is {@code text}, each character one byte. */
    @SuppressWarnings(
            "deprecation") // a copy and a comparison of arrays take a third of comparing character by character
    boolean wordIs(String text) {
        int length = text.length();
        if (end - position < length || (end - position > length && bytes[position + length] != ' ')) {
            return false;
        }
        if (compared.length < length) {
            compared = new byte[length];
        }
        text.getBytes(0, length, compared, 0);
        return Arrays.equals(compared, 0, length, bytes, position, position + length);
    }

    /** Takes a word of decimal digits, up to 64 bits unsigned. */
    long unsigned() throws ProtocolViolation {
        long number = 0;
        int first = position;
        int digits = 0;
        while (position < end && bytes[position] != ' ') {
            int digit = bytes[position] - '0';
            if (digit < 0 || digit > 9) {
                throw new ProtocolViolation("a reply line has another character where a number has a digit");
            }
            if (++digits >= 20 && overflows(number, digit)) {
                throw new ProtocolViolation("a number in a reply line exceeds 64 bits");
            }
            number = number * 10 + digit;
            position++;
        }
        if (position == first) {
            throw new ProtocolViolation("a reply line lacks a number");
        }
        return number;
    }

    /** Takes a word of decimal digits, up to 32 bits unsigned. */
    int unsigned32() throws ProtocolViolation {
        long number = unsigned();
        if (number >>> 32 != 0) {
            throw new ProtocolViolation("a number in a reply line exceeds 32 bits");
        }
        return (int) number;
    }

    /** Takes a decimal number of up to 63 bits; -1 is the only negative one. */
    long signed() throws ProtocolViolation {
        if (position + 1 < end && bytes[position] == '-' && bytes[position + 1] == '1') {
            position += 2;
            if (position < end && bytes[position] != ' ') {
                throw new ProtocolViolation("a number in a reply line is negative");
            }
            return -1;
        }
        long number = unsigned();
        if (number < 0) {
            throw new ProtocolViolation("a number in a reply line exceeds 63 bits");
        }
        return number;
    }

    /** The whole line as text, each byte one character. */
    String text() {
        return new String(bytes, start, length(), StandardCharsets.ISO_8859_1);
    }

    /** What follows the first {@code count} bytes, safe to show. */
    String excerpt(int count) {
        int from = Math.min(start + count, end);
        // One more than is shown, so that it is told that there was more.
        int length = Math.min(end - from, Printable.MAX_EXCERPT + 1);
        return Printable.excerpt(new String(bytes, from, length, StandardCharsets.ISO_8859_1).strip());
    }

    private static boolean overflows(long number, int digit) {
        int compared = Long.compareUnsigned(number, Long.divideUnsigned(-1L, 10));
        return compared > 0 || (compared == 0 && digit > 5);
    }
}
