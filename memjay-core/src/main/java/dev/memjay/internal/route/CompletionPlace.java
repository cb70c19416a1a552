package dev.memjay.internal.route;

import dev.memjay.internal.connection.EventLoop;
import org.jspecify.annotations.Nullable;

/** Where futures complete, and which threads may not wait for them: one object, which all futures of a client share. */
final class CompletionPlace {
    private final EventLoop loop;
    private final @Nullable Completions completions;
    private final CompletionPlace inner;

    /**
     * @param completions where a future completes that cannot do so where its answer comes in; null where all do
     */
    CompletionPlace(EventLoop loop, @Nullable Completions completions) {
        this.loop = loop;
        this.completions = completions;
        inner = completions == null ? this : new CompletionPlace(loop, null);
    }

    /** The place of the client's own futures, which complete where their answers come in. */
    CompletionPlace inner() {
        return inner;
    }

    EventLoop loop() {
        return loop;
    }

    /** Null where all complete where their answers come in. */
    @Nullable
    Completions completions() {
        return completions;
    }

    /** Whether the calling thread would wait for itself if it waited for a future. */
    boolean isCurrentThread() {
        return completions == null ? loop.isCurrentThread() : completions.isCurrentThread();
    }
}
