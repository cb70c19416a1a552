package dev.memjay.server.protocol;

/**
 * The protocol of one connection: turns the bytes of requests into the bytes of replies. It knows no socket and no thread;
 * fed byte by byte it answers as when fed all at once.
 */
public interface Session {
    /**
     * Reads as many requests as are complete, until the input ends, the output is full or the connection is to be closed.
     *
     * @return the index of the first byte that was not read; it must be offered again, followed by more
     */
    int consume(byte[] input, int from, int to);

    /** The bytes that are held of a value whose end has not come. */
    int unfinished();

    /** Frees what the session holds; called once, when the connection has ended. */
    void closed();
}
