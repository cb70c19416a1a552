package dev.memjay.server.binary;

import dev.memjay.server.protocol.Output;

/** The request that a connection is at, and how its reply is written; used again for each request. */
final class Packet {
    static final int HEADER = 24;
    private static final int RESPONSE = 0x81;

    byte[] bytes = new byte[0];
    int code;
    Opcode opcode = Opcode.UNKNOWN;
    boolean quiet;
    int keyOffset;
    int keyLength;
    int extrasLength;
    int bodyLength;
    int opaque;
    long cas;

    /** Reads the header at {@code from}. */
    void read(byte[] input, int from) {
        bytes = input;
        code = input[from + 1] & 0xFF;
        opcode = Opcode.of(code);
        quiet = opcode.quiet(code);
        keyLength = (input[from + 2] & 0xFF) << 8 | input[from + 3] & 0xFF;
        extrasLength = input[from + 4] & 0xFF;
        bodyLength = int32(input, from + 8);
        opaque = int32(input, from + 12);
        cas = int64(input, from + 16);
        keyOffset = from + HEADER + extrasLength;
    }

    /** A number in the extras. */
    int extra32(int offset) {
        return int32(bytes, keyOffset - extrasLength + offset);
    }

    long extra64(int offset) {
        return int64(bytes, keyOffset - extrasLength + offset);
    }

    private static int int32(byte[] input, int at) {
        return (input[at] & 0xFF) << 24
                | (input[at + 1] & 0xFF) << 16
                | (input[at + 2] & 0xFF) << 8
                | input[at + 3] & 0xFF;
    }

    private static long int64(byte[] input, int at) {
        return (long) int32(input, at) << 32 | int32(input, at + 4) & 0xFFFFFFFFL;
    }

    /** Writes the header of a reply. */
    void reply(Output out, Status status, int key, int extras, int body, long replyCas) {
        out.put(RESPONSE)
                .put(code)
                .int16(key)
                .put(extras)
                .put(0)
                .int16(status.code)
                .int32(body)
                .int32(opaque)
                .int64(replyCas);
    }

    /** Writes a reply that is only a header. */
    void reply(Output out, long replyCas) {
        reply(out, Status.SUCCESS, 0, 0, 0, replyCas);
    }

    /** Writes an error with its text. */
    void error(Output out, Status status) {
        reply(out, status, 0, 0, status.text.length, 0);
        out.put(status.text);
    }
}
