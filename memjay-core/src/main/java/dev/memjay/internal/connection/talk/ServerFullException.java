package dev.memjay.internal.connection.talk;

import java.io.IOException;

/** A server has as many connections as it takes, and says so to the next before it closes it. */
public final class ServerFullException extends IOException {
    /** What it says, without the end of the line. */
    static final String LINE = "ERROR Too many open connections";

    private static final long serialVersionUID = 1L;

    ServerFullException() {
        super(
                "the server has too many open connections and takes no more; raise its limit (-c of memcached), or have fewer"
                        + " clients or connections of each (connectionsPerServer)");
    }
}
