package dev.memjay.internal.route.call;

import dev.memjay.error.MemjayException;
import org.jspecify.annotations.Nullable;

/** What is posted to several, one after another: whoever refuses does not keep it from the others. */
public final class Refusals {
    private @Nullable MemjayException first;
    private boolean isAccepted;

    /** Posts to the next one. */
    public void of(Runnable post) {
        try {
            post.run();
            isAccepted = true;
        } catch (MemjayException refused) {
            if (first == null) {
                first = refused;
            }
        }
    }

    /** The first refusal, if there was one, which says so if others accepted. */
    public @Nullable MemjayException first() {
        return first == null || !isAccepted ? first : first.appliedElsewhere();
    }

    /** Throws the first refusal, if there was one. */
    public void throwFirst() {
        MemjayException refused = first();
        if (refused != null) {
            throw refused;
        }
    }
}
