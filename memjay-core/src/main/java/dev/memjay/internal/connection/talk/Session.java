package dev.memjay.internal.connection.talk;

import java.io.IOException;

/** What is said on a fresh link before the first request: a probe, a login. Thread-safe. */
public interface Session {
    /** Says nothing at all. */
    Session NONE = link -> "";

    /**
     * Holds the conversation. Blocks the calling thread, which is never the event loop's.
     *
     * @param talk the fresh link, with a deadline
     * @return the server's version as it named it, or an empty string
     * @throws IOException if the server does not answer as it should
     */
    String begin(LinkTalk talk) throws IOException;
}
