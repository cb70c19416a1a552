package dev.memjay.internal.route;

import dev.memjay.error.ClosedException;
import dev.memjay.error.CodecException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.NotNumericException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OverloadedException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.internal.connection.Failure;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.Metrics.FailureKind;
import org.jspecify.annotations.Nullable;

/** Turns what the connection and the server said into the errors that users meet. */
public final class CallErrors {
    private CallErrors() {}

    static MemjayException of(Failure failure, Context context) {
        String message = failure.message();
        Throwable cause = failure.cause();
        return switch (failure.kind()) {
            case TIMEOUT -> new OperationTimeoutException(message, context, failure.phase());
            case UNREACHABLE, LOST -> new ConnectionException(message, context, cause);
            case VIOLATION -> new ProtocolException(message, context, cause);
            case OVERLOADED -> new OverloadedException(message, context, cause);
            case CLOSED -> new ClosedException(message, context, cause);
            case UNSUPPORTED -> new UnsupportedByServerException(message, context, cause);
            case INTERRUPTED -> new InterruptedCallException(message, context, cause);
        };
    }

    /** The error that a status stands for, or null when it is a proper answer. */
    static @Nullable MemjayException of(Status status, @Nullable Object detail, Context context, long itemSizeMax) {
        return switch (status) {
            case TOO_LARGE ->
                new ValueTooLargeException(
                        itemSizeMax > 0
                                ? "the value is larger than the server's item size of " + itemSizeMax
                                        + " bytes, header and key included"
                                : "the value is larger than the server's item size",
                        context,
                        itemSizeMax);
            case SERVER_ERROR, UNKNOWN -> new ServerErrorException("the server answered " + detail, context, null);
            case NO_CAS -> new UnsupportedByServerException(NodeTraits.NO_CAS, context, null);
            case UNSUPPORTED -> new UnsupportedByServerException(String.valueOf(detail), context, null);
            case NOT_NUMERIC ->
                new NotNumericException("the value is no decimal number of 64 bits, unsigned", context, null);
            default -> null;
        };
    }

    /** What metrics call an error. */
    public static FailureKind kindOf(MemjayException error) {
        if (error instanceof OperationTimeoutException) {
            return FailureKind.TIMEOUT;
        } else if (error instanceof NodeDownException) {
            return FailureKind.NODE_DOWN;
        } else if (error instanceof ConnectionException) {
            return FailureKind.CONNECTION;
        } else if (error instanceof OverloadedException) {
            return FailureKind.OVERLOADED;
        } else if (error instanceof ServerErrorException || error instanceof ValueTooLargeException) {
            return FailureKind.SERVER_ERROR;
        } else if (error instanceof ProtocolException) {
            return FailureKind.PROTOCOL;
        } else if (error instanceof CodecException) {
            return FailureKind.DECODE;
        }
        return FailureKind.OTHER;
    }
}
