package dev.memjay.internal.route.call;

import dev.memjay.error.CodecException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OverloadedException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.internal.route.Engine;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Verb;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a call answers when it fails for a reason outside the caller, in the place of the exception.
 *
 * @param isRead whether values that cannot be decoded are covered too
 * @param isCounted whether the caller sees nothing of the failure, so that it has to be counted
 * @param answer what to answer for an error
 * @param <R> the type of the answer
 */
public record Recovery<R extends @Nullable Object>(
        boolean isRead, boolean isCounted, Function<MemjayException, ? extends R> answer) {

    /** A miss for a failed read, where the policy wants it; else null, which throws. */
    public static <R extends @Nullable Object> @Nullable Recovery<R> ofRead(FailurePolicy policy, @Nullable R miss) {
        return policy == FailurePolicy.THROW ? null : new Recovery<>(true, true, error -> miss);
    }

    /** "Nothing was there" for a failed write, where the policy wants it; else null, which throws. */
    public static <R> @Nullable Recovery<R> ofWrite(FailurePolicy policy, R nothing) {
        return policy == FailurePolicy.MISS ? new Recovery<>(false, true, error -> nothing) : null;
    }

    /** Whether the error is one that lies outside the caller. */
    public boolean covers(MemjayException error) {
        return isOutside(error) || (isRead && error instanceof CodecException);
    }

    private static boolean isOutside(MemjayException error) {
        return error instanceof OperationTimeoutException
                || error instanceof ConnectionException
                || error instanceof NodeDownException
                || error instanceof OverloadedException
                || error instanceof ProtocolException
                || error instanceof ServerErrorException
                || error instanceof ValueTooLargeException;
    }

    /** The answer for an error, counted; throws the error if it is not covered. */
    public R recover(Engine engine, Verb verb, @Nullable String route, MemjayException error) {
        if (!covers(error)) {
            throw error;
        }
        if (isCounted) {
            engine.swallowed(verb, route, error);
        }
        return answer.apply(error);
    }
}
