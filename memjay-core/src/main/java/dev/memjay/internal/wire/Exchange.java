package dev.memjay.internal.wire;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One request with its key and the room for its reply.
 *
 * <p>A decoder fills the reply's fields; they mean something once it has said that the reply is complete. Which fields
 * a reply has follows from the request and the status. This is the one object that a get costs beside its value, so
 * the fields are plain and shared: see {@link #number} and {@link #detail}.
 */
public abstract class Exchange {
    /** The item was marked stale. */
    public static final byte STALE = 1;
    /** The reader was given the right, alone, to refresh the item. */
    public static final byte WON = 2;
    /** Another reader holds the right to refresh the item. */
    public static final byte LOST = 4;

    /**
     * Whether an empty item holds the place of a value that somebody computes. An empty value with flags of 0 looks the
     * same as soon as it may be refreshed, and is taken for one too: it costs a load, where the opposite would hand out a
     * value that never was.
     */
    public static boolean isPlaceholder(int flags, byte marks) {
        return flags == 0 && (marks & (WON | LOST)) != 0;
    }

    /** What is asked. Replaced by its shape when the caller leaves. */
    public Request request;
    /** The key as it goes on the wire, one character a byte; null for bulk and text commands and after the caller left. */
    public @Nullable String key;
    /** Whether {@link #key} is base64 of what the server is to store it under. */
    public boolean base64Key;

    /** How the server answered. */
    public @Nullable Status status;
    /** The value that a read found. */
    public byte @Nullable [] value;
    /** The client flags that a read found. */
    public int flags;
    /** The CAS number of a read; the new value of a count, unsigned; for a quiet run how many errors name no item. */
    public long number;
    /** {@link #STALE}, {@link #WON} and {@link #LOST}, as far as they apply. */
    public byte marks;
    /**
     * An {@link dev.memjay.model.ItemInfo} where it was asked for, the value itself as a {@code String}
     * where it was wanted as text (then {@link #value} is null), the text of a {@link Status#SERVER_ERROR} or
     * {@link Status#UNSUPPORTED}, the lines
     * (a {@code List<String>}) of a {@link Status#TEXT}, the wins (a {@code List<Win>}) of a quiet run, or the connection's reason for {@link Status#FAILED}.
     * Until the request is sent, the laps of a call that is followed, which note when that was; otherwise null.
     */
    public @Nullable Object detail;

    /**
     * @param request what is asked
     * @param key the key as it goes on the wire, or null for bulk and text commands
     * @param base64Key whether the key is base64
     */
    protected Exchange(Request request, @Nullable String key, boolean base64Key) {
        this.request = request;
        this.key = key;
        this.base64Key = base64Key;
    }

    /** Whether anybody still waits for the reply; if not, a decoder reads past values instead of keeping them. */
    public abstract boolean isWanted();

    /**
     * Makes sure that the request and key read just before are those that were asked, and not what a caller who leaves
     * puts in their place: the shape of a store would store nothing under the key.
     *
     * @throws CancellationException if the caller has left
     */
    public final void requireWanted() {
        VarHandle.loadLoadFence();
        if (!isWanted()) {
            throw new CancellationException("the caller left before the request was encoded");
        }
    }
}
