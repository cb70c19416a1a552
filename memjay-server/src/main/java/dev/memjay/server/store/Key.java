package dev.memjay.server.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key's bytes with their hash.
 *
 * <p>An instance made by {@link #of} never changes. An instance made by {@link #probe} is moved over a read buffer to look
 * items up without copying; it must never be stored.
 */
public final class Key {
    private byte[] bytes;
    private int offset;
    private int length;
    private int hash;

    private Key(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.hash = hash(bytes, offset, length);
    }

    /** A key that keeps its own copy of the bytes. */
    public static Key of(byte[] source, int offset, int length) {
        return new Key(Arrays.copyOfRange(source, offset, offset + length), 0, length);
    }

    /** A movable key for lookups. */
    public static Key probe() {
        return new Key(new byte[0], 0, 0);
    }

    /** Moves a probe to other bytes. */
    public Key moveTo(byte[] source, int newOffset, int newLength) {
        bytes = source;
        offset = newOffset;
        length = newLength;
        hash = hash(source, newOffset, newLength);
        return this;
    }

    /** A key that may be stored and equals this one. */
    public Key stored() {
        return of(bytes, offset, length);
    }

    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    private static int hash(byte[] bytes, int offset, int length) {
        int h = 1;
        for (int i = offset, end = offset + length; i < end; i++) {
            h = 31 * h + bytes[i];
        }
        return h * 0x9E3779B9;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key
                && key.hash == hash
                && key.length == length
                && Arrays.equals(bytes, offset, offset + length, key.bytes, key.offset, key.offset + key.length);
    }

    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
}
