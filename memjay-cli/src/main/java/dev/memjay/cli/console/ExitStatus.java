package dev.memjay.cli.console;

import dev.memjay.cli.value.UsageException;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.error.ConflictException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NotNumericException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.error.ValueTooLargeException;
import java.io.UncheckedIOException;
import java.util.Collection;

/** The statuses that the command ends with. */
public final class ExitStatus {
    public static final int DONE = 0;
    public static final int NOT_FOUND = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int REFUSED = 4;
    /** A fault of the command itself, as sysexits.h has it. */
    public static final int FAULT = 70;
    /** What was to be written cannot be, as sysexits.h has it. */
    public static final int OUTPUT = 74;
    /** Nobody reads the pipe any more: what shells have for a process that SIGPIPE ended. */
    public static final int CLOSED_PIPE = 141;

    private ExitStatus() {}

    /** The status that tells of an error. */
    public static int of(Throwable error) {
        if (error instanceof OutputFailure output) {
            return output.isClosedPipe() ? CLOSED_PIPE : OUTPUT;
        }
        if (error instanceof BulkException bulk) {
            return ofAll(bulk.failed().values());
        }
        if (error instanceof IllegalKeyException || error instanceof CodecException) {
            return USAGE;
        }
        if (error instanceof ServerErrorException
                || error instanceof ValueTooLargeException
                || error instanceof NotNumericException
                || error instanceof UnsupportedByServerException
                || error instanceof ConflictException) {
            return REFUSED;
        }
        if (error instanceof MemjayException) {
            return UNREACHABLE;
        }
        boolean caller = error instanceof UsageException
                || error instanceof IllegalArgumentException
                || error instanceof UncheckedIOException;
        return caller ? USAGE : FAULT;
    }

    /** The status of two parts of a command: a server out of reach outweighs all else, then the greater. */
    public static int worse(int one, int other) {
        return one == UNREACHABLE || other == UNREACHABLE ? UNREACHABLE : Math.max(one, other);
    }

    /** The status that tells of several errors: a server out of reach outweighs one that refused. */
    public static int ofAll(Collection<? extends MemjayException> errors) {
        int status = DONE;
        for (MemjayException error : errors) {
            int one = of(error);
            if (one == UNREACHABLE) {
                return one;
            }
            status = Math.max(status, one);
        }
        return status;
    }
}
