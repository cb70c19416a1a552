package dev.memjay.internal.route;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the result of a call from its answer. Reading may run the codec of somebody else, or expand what is compressed, and so
 * says where it may be done.
 *
 * @param <A> the type of the answer
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface AnswerReader<A, R extends @Nullable Object> extends Function<A, R> {
    /**
     * How many bytes are to be decoded away from the event loop, at least one; 0 where reading this answer takes no time, as
     * bytes, text and numbers do.
     */
    default long slowBytes(A answer) {
        return 0;
    }

    /** Whether every answer is read away from the event loop, by a codec that is not built in. */
    default boolean isForeign() {
        return false;
    }

    /** An answer as it is. */
    static <A> AnswerReader<A, A> same() {
        return answer -> answer;
    }
}
