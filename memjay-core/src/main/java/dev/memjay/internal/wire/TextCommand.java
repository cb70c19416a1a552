package dev.memjay.internal.wire;

import dev.memjay.model.Verb;

/** A command of administration: one line out, and lines back up to a known end. Its answer is all of these lines. */
public final class TextCommand extends Request {
    /** How the end of the answer is known. */
    public enum Ending {
        /** After the first line. */
        LINE,
        /** After a line {@code END}, {@code OK}, {@code RESET}, or an error line. */
        END
    }

    private final String line;
    private final Ending ending;
    private final AnswerLimit limit;

    /**
     * A command of the client's own, or one whose answer is short.
     *
     * @param line the command without its line end: characters 32 to 255 only
     * @param ending how the end of the answer is known
     */
    public TextCommand(String line, Ending ending) {
        this(line, ending, AnswerLimit.OWN);
    }

    /**
     * @param line the command without its line end: characters 32 to 255 only
     * @param ending how the end of the answer is known
     * @param limit how much the answer may bring
     */
    public TextCommand(String line, Ending ending, AnswerLimit limit) {
        super(Verb.ADMIN);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' || c == 127 || c > 255) {
                throw new IllegalArgumentException("the command has the character " + (int) c + " at index " + i
                        + "; only 32 to 255, without 127, can be sent in a line");
            }
        }
        this.line = line;
        this.ending = ending;
        this.limit = limit;
    }

    /** The command without its line end. */
    public String line() {
        return line;
    }

    /** How the end of the answer is known. */
    public Ending ending() {
        return ending;
    }

    /** How much the answer may bring. */
    public AnswerLimit limit() {
        return limit;
    }

    @Override
    public boolean isHarmlessToRepeat() {
        return false;
    }

    @Override
    public Request shape() {
        return this;
    }
}
