package dev.memjay.internal.wire.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memjay.error.Printable;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.ValueBlock;
import org.jspecify.annotations.Nullable;

/** One reply of the binary protocol as it comes in: header and extras first, then the rest of its body in pieces. */
final class BinaryPacket {
    static final int SUCCESS = 0x00;
    static final int NOT_FOUND = 0x01;
    static final int EXISTS = 0x02;
    static final int TOO_LARGE = 0x03;
    static final int INVALID = 0x04;
    static final int NOT_STORED = 0x05;
    static final int NOT_NUMERIC = 0x06;
    static final int AUTH_ERROR = 0x20;
    static final int AUTH_CONTINUE = 0x21;
    static final int UNKNOWN_COMMAND = 0x81;

    /** Longest text behind a status that is no success, and longest statistic. */
    private static final int MAX_TEXT = Input.MAX_LINE;
    /** Characters of such a text that a message shows. */
    private final ValueBlock block;

    private final int largestValue;

    private int opcode;
    private int status;
    private int opaque;
    private long cas;
    private int keyLength;
    private int extrasLength;
    private int flags;
    private int restLength;
    private boolean begun;

    BinaryPacket(ValueBlock block, int largestValue) {
        this.block = block;
        this.largestValue = largestValue;
    }

    /** Whether the header was read and the body was not. */
    boolean isBegun() {
        return begun;
    }

    /** Reads header and extras once they are there; returns whether they were. */
    boolean begin(Input in) throws ProtocolViolation {
        if (in.available() > 0 && (in.at(0) & 0xFF) != BinaryDialect.REPLY) {
            throw new ProtocolViolation("a reply begins with another byte than one of the binary protocol does");
        }
        if (in.available() < BinaryDialect.HEADER) {
            return false;
        }
        extrasLength = in.at(4) & 0xFF;
        keyLength = int16(in, 2);
        long bodyLength = int32(in, 8) & 0xFFFFFFFFL;
        if (in.at(5) != 0 || extrasLength + keyLength > bodyLength) {
            throw new ProtocolViolation("the header of a reply contradicts itself");
        }
        status = int16(in, 6);
        long rest = bodyLength - extrasLength;
        if (rest > (status == SUCCESS ? Math.max(largestValue, MAX_TEXT) : MAX_TEXT)) {
            throw new ProtocolViolation("a reply of " + rest + " bytes is announced; so many are taken for garbage");
        }
        if (in.available() < BinaryDialect.HEADER + extrasLength) {
            return false;
        }
        opcode = in.at(1) & 0xFF;
        opaque = int32(in, 12);
        cas = (long) int32(in, 16) << 32 | int32(in, 20) & 0xFFFFFFFFL;
        flags = extrasLength >= Integer.BYTES ? int32(in, BinaryDialect.HEADER) : 0;
        restLength = (int) rest;
        in.skip(BinaryDialect.HEADER + extrasLength);
        begun = true;
        return true;
    }

    /** Says what becomes of the body behind the extras; called once for each header. */
    void openRest(boolean keep) throws ProtocolViolation {
        block.openBare(restLength, keep);
    }

    /** Takes the whole body as text, if it is kept and all of it is there; null leaves it to {@link #finish}. */
    @Nullable
    String finishText(Input in) {
        String text = block.readText(in);
        begun &= text == null;
        return text;
    }

    /** Reads on in the body; returns whether it is complete. */
    boolean finish(Input in) throws ProtocolViolation {
        if (!block.read(in)) {
            return false;
        }
        begun = false;
        return true;
    }

    /** The body behind the extras, or null if it was not kept; it is held here no longer. */
    byte @Nullable [] release() {
        return block.release();
    }

    /** Makes sure that the packet answers what is due. */
    void check(int dueOpcode, int dueOpaque, Request request) throws ProtocolViolation {
        if (opaque != dueOpaque || opcode != dueOpcode) {
            throw foreign(request);
        }
        switch (status) {
            case AUTH_ERROR, AUTH_CONTINUE ->
                throw new ProtocolViolation("the server wants a login first, and refused "
                        + BinaryOpcode.nameOf(request) + "; give it user and password");
            default -> {}
        }
    }

    /** What is wrong with a reply that does not answer the request that is due. */
    static ProtocolViolation foreign(Request request) {
        return new ProtocolViolation("a reply has the opaque or the command of another request than "
                + BinaryOpcode.nameOf(request) + ", which is due");
    }

    /** The text of a status that is no success: the server's own words, fit to stand in a message. */
    String text() {
        byte[] text = release();
        return text == null || text.length == 0
                ? "status 0x" + Integer.toHexString(status)
                : Printable.excerpt(new String(text, ISO_8859_1).strip());
    }

    int opcode() {
        return opcode;
    }

    int status() {
        return status;
    }

    int opaque() {
        return opaque;
    }

    long cas() {
        return cas;
    }

    int keyLength() {
        return keyLength;
    }

    int extrasLength() {
        return extrasLength;
    }

    /** The extras' first 32 bits, or 0 if there are fewer. */
    int flags() {
        return flags;
    }

    /** Bytes of the body behind the extras. */
    int restLength() {
        return restLength;
    }

    /** Bytes of the whole packet. */
    int size() {
        return BinaryDialect.HEADER + extrasLength + restLength;
    }

    private static int int16(Input in, int index) {
        return (in.at(index) & 0xFF) << 8 | in.at(index + 1) & 0xFF;
    }

    private static int int32(Input in, int index) {
        return int16(in, index) << 16 | int16(in, index + 2);
    }
}
