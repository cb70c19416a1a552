package dev.memjay.codec;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value as memcached stores it: its bytes, and the 32 bits of client flags beside them.
 *
 * <p>Immutable by agreement: the array is not copied, neither in nor out, so nobody may change it any more. Equal when
 * bytes and flags are equal.
 */
public final class Encoded {
    private final byte[] data;
    private final int flags;

    private Encoded(byte[] data, int flags) {
        this.data = data;
        this.flags = flags;
    }

    /**
     * A value with its flags.
     *
     * @param data the bytes; not copied
     * @param flags the client flags, unsigned 32 bits
     */
    public static Encoded of(byte[] data, int flags) {
        return new Encoded(Objects.requireNonNull(data, "data"), flags);
    }

    /**
     * A value with flags 0.
     *
     * @param data the bytes; not copied
     */
    public static Encoded of(byte[] data) {
        return of(data, 0);
    }

    /** The bytes; not a copy. */
    public byte[] data() {
        return data;
    }

    /** The client flags, unsigned 32 bits. */
    public int flags() {
        return flags;
    }

    /** Number of bytes. */
    public int length() {
        return data.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Encoded that && flags == that.flags && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data) * 31 + flags;
    }

    /** Length and flags, never the bytes. */
    @Override
    public String toString() {
        return "Encoded[" + data.length + " bytes, flags " + Integer.toUnsignedString(flags) + "]";
    }
}
