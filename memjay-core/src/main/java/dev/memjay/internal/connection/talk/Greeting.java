package dev.memjay.internal.connection.talk;

import dev.memjay.internal.wire.Dialect;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is said first on the connections to one node, which settles what is spoken with it. A connection counts as open
 * only when the server has answered: the kernel accepts connections for a stopped process too. Thread-safe.
 */
public interface Greeting {
    /**
     * Greets a server on a fresh link, after the login. Blocks the calling thread, which is never the event loop's.
     *
     * @param talk the fresh link, with a deadline
     * @return what is spoken on this link; null if the server closed it or took offence, and another link is to be greeted
     * @throws IOException if the server does not answer as it should
     */
    @Nullable
    Dialect begin(LinkTalk talk) throws IOException;

    /** What is spoken with the node, or null while that is not known. */
    @Nullable
    Dialect dialect();

    /**
     * The server did not understand what is spoken with it, or closed the connection over it: the next link is to be asked as if
     * nothing were known.
     */
    default void doubt() {}

    /** Says nothing. */
    static Maker silent(Dialect dialect) {
        Greeting silent = new Greeting() {
            @Override
            public Dialect begin(LinkTalk talk) {
                return dialect;
            }

            @Override
            public Dialect dialect() {
                return dialect;
            }
        };
        return () -> silent;
    }

    /** Makes the greeting of a node. */
    @FunctionalInterface
    interface Maker {
        /** A greeting for another node. */
        Greeting make();
    }
}
