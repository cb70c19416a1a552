package dev.memjay.internal.wire;

/**
 * Counts the bytes and the lines of one answer after the other, and refuses one that exceeds its {@link AnswerLimit}. All
 * that is asked beside values is counted here, whatever the protocol, and whether or not anybody still wants the answer: a
 * server must not be able to take memory, or a connection's time, without end. Confined to one reader.
 */
public final class AnswerCount {
    /** Characters of a question that a message shows. */
    private static final int MAX_NAME = 120;

    private String asked = "what is said first";
    private AnswerLimit limit = AnswerLimit.TALK;
    private int bytes;
    private int lines;
    private int bytesOfLine;
    private boolean isUnderWay;

    /**
     * Begins a new answer.
     *
     * @param question what was asked, for messages; never a secret
     */
    public void begin(String question, AnswerLimit newLimit) {
        asked = question;
        limit = newLimit;
        bytes = 0;
        lines = 0;
        bytesOfLine = 0;
    }

    /** The answer to a command comes, or goes on to come. */
    public void of(TextCommand command) {
        if (!isUnderWay) {
            isUnderWay = true;
            begin(command.line(), command.limit());
        }
    }

    /** The answer to a command is complete. */
    public void end() {
        isUnderWay = false;
    }

    /** Throws if the answer has no room for so many more bytes. Asked before memory is taken for a declared length. */
    public void announced(long count) throws ProtocolViolation {
        if (count < 0 || bytes + count > limit.bytes) {
            throw exceeded(limit.bytes + " bytes");
        }
        if (bytesOfLine + count > limit.lineBytes) {
            throw endlessLine();
        }
    }

    /** Counts bytes of the current line, its end included. */
    public void bytes(int count) throws ProtocolViolation {
        announced(count);
        bytes += count;
        bytesOfLine += count;
    }

    /** Counts the end of the current line, or of the packet that stands for one. */
    public void lineEnd() throws ProtocolViolation {
        bytesOfLine = 0;
        if (++lines > limit.lines) {
            throw exceeded(limit.lines + " lines");
        }
    }

    /** What is wrong with a line that has no end within the bytes that there is room for. */
    public ProtocolViolation endlessLine() {
        return exceeded(limit.lineBytes + " bytes in one line");
    }

    private ProtocolViolation exceeded(String bound) {
        String name = asked.length() > MAX_NAME ? asked.substring(0, MAX_NAME) + "..." : asked;
        return new ProtocolViolation("the answer to " + name + " has more than " + bound + ", which is the limit ("
                + limit + "); " + (limit == AnswerLimit.RAW ? "ask for less" : "is it a memcached?"));
    }
}
