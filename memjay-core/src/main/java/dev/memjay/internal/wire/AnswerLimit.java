package dev.memjay.internal.wire;

/**
 * How much one answer may bring to what is asked beside values: greetings, logins, inquiries, statistics. Line ends count,
 * and so do empty lines: each costs an object, however short it is.
 */
public enum AnswerLimit {
    /** Before a connection is used, a greeting or a step of a login: a line or a packet; SCRAM's longest is under 1 KB. */
    TALK(8 * 1024, 16, 8 * 1024),
    /** A cluster's configuration: one line for all nodes, some 100 bytes each, of which managed services have up to 300. */
    CONFIGURATION(256 * 1024, 1_000, 256 * 1024),
    /** What the client asks on its own account: {@code stats settings} has some 80 lines in 3 KB. */
    OWN(64 * 1024, 1_000, Input.MAX_LINE),
    /** Statistics that a caller asks: {@code stats sizes} and {@code stats conns} have some 10,000 lines. */
    STATS(8 << 20, 100_000, Input.MAX_LINE),
    /** Any command of a caller's: a dump has a line of some 80 bytes for each key. Takes 120 MB at the most. */
    RAW(64 << 20, 1_000_000, Input.MAX_LINE);

    final int bytes;
    final int lines;
    final int lineBytes;

    AnswerLimit(int bytes, int lines, int lineBytes) {
        this.bytes = bytes;
        this.lines = lines;
        this.lineBytes = lineBytes;
    }
}
