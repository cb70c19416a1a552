package dev.memjay.cli.console;

import java.io.IOException;

/** Standard output cannot be written: its device is full, or nobody reads its pipe any more. */
public final class OutputFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutputFailure(IOException cause) {
        super("standard output cannot be written: " + cause.getMessage(), cause);
    }

    /**
     * Whether the reader went away, as {@code head} does: the end of the command, and nobody's mistake. The system's text is
     * all that Java has of the error; in another language than English it may be taken for one that is said.
     */
    public boolean isClosedPipe() {
        return String.valueOf(getMessage()).contains("roken pipe");
    }
}
