package dev.memjay.spring;

import dev.memjay.Keyspace;
import dev.memjay.codec.Encoded;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.model.Versioned;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * An answer, judged.
 *
 * @param value the value or NullValue, if it is a hit
 * @param cas the item's number; 0 if there is none, or it is not known; or {@link Ticket#UNNUMBERED}
 */
record Judged(Finding finding, @Nullable Object value, long cas) {
    static final Judged ABSENT = new Judged(Finding.ABSENT, null, 0);
    static final Judged FAILED = new Judged(Finding.FAILED, null, 0);

    /** What an answer is to a cache. */
    enum Finding {
        HIT,
        /** Nothing there. */
        ABSENT,
        /** A mark, or a value that cannot be decoded: it is to be replaced. */
        REPLACEABLE,
        /** A value whose own time is over, or that was invalidated: a load may serve it. */
        OLD,
        FAILED
    }

    boolean isHit() {
        return finding == Finding.HIT;
    }

    /** Whether it can be replaced as soon as its number is known: the classic and the binary protocol look up without. */
    boolean needsNumber() {
        return cas == 0 && (finding == Finding.REPLACEABLE || finding == Finding.OLD);
    }

    Judged withNumber(long number) {
        return new Judged(finding, null, number);
    }

    private Judged withNumber(@Nullable Versioned<Encoded> found) {
        return withNumber(found == null ? 0 : found.cas());
    }

    /** Asks for its number. */
    Judged numbered(Keyspace<Object, Encoded> view, Object key) {
        try {
            return withNumber(view.gets(key));
        } catch (UnsupportedByServerException e) {
            return withNumber(Ticket.UNNUMBERED);
        }
    }

    /** The same without waiting. */
    CompletableFuture<Judged> numberedLater(Keyspace<Object, Encoded> view, Object key) {
        return view.async()
                .gets(key)
                .thenApply(this::withNumber)
                .exceptionallyCompose(failure -> isUnsupported(failure)
                        ? CompletableFuture.completedFuture(withNumber(Ticket.UNNUMBERED))
                        : CompletableFuture.failedFuture(failure));
    }

    /** Whether a question for a number failed since the server has none. */
    static boolean isUnsupported(Throwable failure) {
        return failure instanceof UnsupportedByServerException
                || (failure instanceof CompletionException
                        && failure.getCause() instanceof UnsupportedByServerException);
    }
}
