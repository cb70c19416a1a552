package dev.memjay.internal.wire.text;

import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ProtocolViolation;

/** A line that answers a meta command, taken apart: its code, and its flags by their letters in any order. */
final class MetaLine {
    static final int HD = 'H' << 8 | 'D';
    static final int VA = 'V' << 8 | 'A';
    static final int EN = 'E' << 8 | 'N';
    static final int NF = 'N' << 8 | 'F';
    static final int NS = 'N' << 8 | 'S';
    static final int EX = 'E' << 8 | 'X';
    static final int OK = 'O' << 8 | 'K';
    static final int MN = 'M' << 8 | 'N';

    /** Bits of {@link #seen}: which flags the line has. */
    static final int FLAGS = 1;

    static final int CAS = 1 << 1;
    static final int SIZE = 1 << 2;
    static final int TTL = 1 << 3;
    static final int LAST_ACCESS = 1 << 4;
    static final int HIT_BEFORE = 1 << 5;

    /** The return code, one of the constants, or another two bytes. */
    int code;
    /** Whether nothing stands behind the code. */
    boolean isBare;
    /** Length of the value: the data block's, or what flag {@code s} says. */
    long size;
    /** The number in the opaque, or -1 for none. */
    int opaque;
    /** The item's index in the opaque of a quiet run, or -1 for none. */
    int index;
    /** The flags that the line has, of those that a read can ask for. */
    int seen;

    int flags;
    long cas;
    /** Seconds left, -1 for no end. */
    long ttl;

    long lastAccess;
    boolean hitBefore;
    /** As in {@link Exchange#marks}. */
    byte marks;

    /**
     * Takes a line apart.
     *
     * @return false if the line does not begin with two letters and a blank, as error lines do not
     */
    boolean read(ReplyLine line) throws ProtocolViolation {
        code = line.code();
        isBare = true;
        opaque = -1;
        index = -1;
        seen = 0;
        size = -1;
        flags = 0;
        cas = 0;
        marks = 0;
        if (code < 0) {
            return false;
        }
        line.goTo(2);
        if (code == VA) {
            if (!line.nextWord()) {
                throw new ProtocolViolation("VA came without a length");
            }
            size = line.unsigned();
        }
        while (line.nextWord()) {
            isBare = false;
            flag(line);
        }
        return true;
    }

    private void flag(ReplyLine line) throws ProtocolViolation {
        switch (line.take()) {
            case 'O' -> opaque(line);
            case 'f' -> {
                flags = line.unsigned32();
                seen |= FLAGS;
            }
            case 'c' -> {
                cas = line.unsigned();
                seen |= CAS;
            }
            case 's' -> {
                long length = line.unsigned();
                size = code == VA ? size : length;
                seen |= SIZE;
            }
            case 't' -> {
                ttl = line.signed();
                seen |= TTL;
            }
            case 'l' -> {
                lastAccess = line.unsigned32() & 0xFFFFFFFFL;
                seen |= LAST_ACCESS;
            }
            case 'h' -> {
                hitBefore = line.unsigned() != 0;
                seen |= HIT_BEFORE;
            }
            case 'W' -> mark(line, Exchange.WON);
            case 'X' -> mark(line, Exchange.STALE);
            case 'Z' -> mark(line, Exchange.LOST);
            default -> line.skipWord();
        }
    }

    private void mark(ReplyLine line, byte mark) {
        marks |= mark;
        line.skipWord();
    }

    private void opaque(ReplyLine line) {
        int length = line.wordLength();
        if (length == Opaque.LENGTH || length == Opaque.LENGTH + Opaque.INDEX_LENGTH) {
            opaque = Opaque.read(line.array(), line.position(), Opaque.LENGTH);
            if (length > Opaque.LENGTH) {
                index = Opaque.read(line.array(), line.position() + Opaque.LENGTH, Opaque.INDEX_LENGTH);
            }
        }
        line.skipWord();
    }

    /** What is wrong with a reply whose opaque is not that of the command that is due. */
    ProtocolViolation wrongOpaque(String command) {
        if (opaque < 0) {
            return new ProtocolViolation("a reply where one to " + command
                    + " is due has no opaque; memcached 1.6.18 is the oldest that sends it with every reply");
        }
        return new ProtocolViolation("a reply has the opaque of another request than " + command + ", which is due");
    }

    /** What is wrong with a reply whose code does not answer the command that is due. */
    ProtocolViolation wrongCode(String command, ReplyLine line) {
        char first = (char) (code >>> 8);
        char second = (char) (code & 0xFF);
        if (first < 'A' || first > 'Z' || second < 'A' || second > 'Z') {
            return ErrorLine.violation(line, command);
        }
        return new ProtocolViolation("the server answered " + command + " with the code " + first + second);
    }
}
