package dev.memjay.python;

import dev.memjay.error.CodecException;

/**
 * Counts what reading one pickle costs, and ends it when that is too much.
 *
 * <p>One budget for memory and for work: a unit is about a byte of the objects that are made beyond the bytes of the pickle
 * itself, and {@link #STEP} units are a step of hashing or comparing. A pickle of 1 MiB that Python wrote costs 64 Mi at
 * most, unless thousands of its keys collide. Counted, not timed, so that a value is refused always or never. Confined to
 * one call.
 */
final class PickleBudget {
    /** 128 Mi. */
    static final long MAX_COST = 128L << 20;

    /** A hash or a comparison of one item of a key. */
    static final int STEP = 16;

    /** A key in a dict or a set. */
    static final int ENTRY = 64;

    /** A reference in a list. */
    static final int REFERENCE = 8;

    private long left = MAX_COST;

    /** Counts some units. */
    void spend(long units) {
        if (units > left) {
            throw new CodecException("the pickle takes more than " + MAX_COST
                    + " units of memory and work to read, by its number of objects, keys that share their parts, or keys"
                    + " with equal hashes; Codec.encoded() reads the bytes");
        }
        left -= units;
    }

    /** Counts the parsing of a decimal number, which takes the square of its digits. */
    void spendOnDigits(int digits) {
        spend(digits + (long) digits * digits / 64);
    }
}
