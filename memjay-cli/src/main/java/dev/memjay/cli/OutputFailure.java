package dev.memjay.cli;

import java.io.IOException;

/** Standard output cannot be written: its device is full, or nobody reads its pipe any more. */
final class OutputFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputFailure(IOException cause) {
        super("standard output cannot be written: " + cause.getMessage(), cause);
    }

    /** Whether the reader went away, as {@code head} does: the end of the command, and nobody's mistake. */
    boolean isClosedPipe() {
        return String.valueOf(getMessage()).contains("roken pipe");
    }
}
