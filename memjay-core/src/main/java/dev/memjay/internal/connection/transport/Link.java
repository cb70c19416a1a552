package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/**
 * An open, non-blocking way to one server: a TCP or UNIX socket, or what wraps one.
 *
 * <p>One thread reads and one writes at a time, and they may be two; anybody may close.
 */
public interface Link {
    /** What a selector watches. */
    SelectableChannel channel();

    /**
     * Reads what is there.
     *
     * @param target a buffer with room; a direct one, but for the few bytes of a conversation
     * @return the number of bytes, 0 when there are none now, -1 at the end of the stream
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Says how much is going to be written from here on that belongs together: whole requests. For the one who writes, before
     * the first of the writes; while a conversation is held nobody says so.
     *
     * @param bytes what the following writes make together
     */
    default void begin(long bytes) {}

    /**
     * Writes {@code source}, or as much of it as is taken now.
     *
     * @param source a direct buffer, but for the few bytes of a conversation; it may be empty, to finish what an earlier call left behind
     * @return whether everything given so far is on its way; if not, call again once the channel is writable
     */
    boolean write(ByteBuffer source) throws IOException;

    /**
     * Whether the last read found nothing because something has to be written first; then it is to be tried again once the
     * channel is writable. For the one who reads.
     */
    default boolean readAwaitsWriting() {
        return false;
    }

    /** Whether nothing that arrived is kept here, so that a selector tells of all that can be read. */
    default boolean keepsNothing() {
        return false;
    }

    /** Whether closing is work, or takes locks, and so belongs to the event loop. */
    default boolean closesOnLoop() {
        return false;
    }

    /** Closes it; never blocks and never throws. */
    void close();

    /** Whether what travels cannot be read on the way. */
    default boolean isEncrypted() {
        return false;
    }
}
