package dev.memjay.micrometer;

import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;

/** Stands for an error whose words may name keys: has its class and its stack, not its message. */
final class WithheldException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** A chain of causes can be a circle. */
    private static final int MAX_CAUSES = 16;

    private WithheldException(Throwable error) {
        super(error.getClass().getName() + ": the message may name keys; captureKeys(true) shows it");
        setStackTrace(error.getStackTrace());
    }

    /** The error itself if its words and those of its causes name no keys, else what stands for it. */
    static Throwable unlessInOwnWords(Throwable error) {
        return isInOwnWords(error) ? error : new WithheldException(error);
    }

    /** Whether all that its stack prints is Memjay's and the JDK's; what servers, loaders and codecs say may name keys. */
    private static boolean isInOwnWords(Throwable error) {
        if (!(error instanceof MemjayException)) {
            return false;
        }
        int causes = 0;
        for (Throwable each = error; each != null; each = each.getCause()) {
            boolean mayNameKeys = each instanceof MemjayException ? isQuoting(each) : !isOfTheJdk(each);
            if (mayNameKeys || each.getSuppressed().length > 0 || ++causes > MAX_CAUSES) {
                return false;
            }
        }
        return true;
    }

    private static boolean isQuoting(Throwable error) {
        return error instanceof CodecException
                || error instanceof IllegalKeyException
                || error instanceof LoaderException
                || error instanceof ProtocolException
                || error instanceof ServerErrorException
                || error instanceof UnsupportedByServerException;
    }

    /** Such as a refused connection. */
    private static boolean isOfTheJdk(Throwable error) {
        return error.getClass().getModule() == Object.class.getModule();
    }
}
