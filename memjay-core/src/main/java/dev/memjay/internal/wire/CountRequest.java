package dev.memjay.internal.wire;

import dev.memjay.model.Verb;

/** Adds to a counter or subtracts from it, and may create it. */
public final class CountRequest extends Request {
    private final long delta;
    private final boolean creates;
    private final long initial;
    private final long exptime;

    private CountRequest(Verb verb, long delta, boolean creates, long initial, long exptime) {
        super(verb);
        this.delta = delta;
        this.creates = creates;
        this.initial = initial;
        this.exptime = exptime;
    }

    /**
     * A count that leaves a missing counter missing.
     *
     * @param verb {@link Verb#INCR} or {@link Verb#DECR}
     * @param delta unsigned 64 bits
     */
    public static CountRequest existing(Verb verb, long delta) {
        return new CountRequest(verb, delta, false, 0, Exptime.UNCHANGED);
    }

    /**
     * A count that creates a missing counter.
     *
     * @param verb {@link Verb#INCR} or {@link Verb#DECR}
     * @param delta unsigned 64 bits
     * @param initial the value of a counter that is created, unsigned 64 bits
     * @param exptime time to live of a counter that is created, see {@link Exptime}
     */
    public static CountRequest creating(Verb verb, long delta, long initial, long exptime) {
        return new CountRequest(verb, delta, true, initial, exptime);
    }

    /** Whether it subtracts. */
    public boolean isDecrement() {
        return verb() == Verb.DECR;
    }

    /** What is added or subtracted, unsigned. */
    public long delta() {
        return delta;
    }

    /** Whether a missing counter is created. */
    public boolean creates() {
        return creates;
    }

    /** The value of a counter that is created. */
    public long initial() {
        return initial;
    }

    /** Time to live of a counter that is created. */
    public long exptime() {
        return exptime;
    }

    @Override
    public Request atMost(long seconds) {
        long shorter = creates ? Exptime.atMost(exptime, seconds) : exptime;
        return shorter == exptime ? this : new CountRequest(verb(), delta, true, initial, shorter);
    }

    @Override
    public boolean isHarmlessToRepeat() {
        return false;
    }

    @Override
    public Request shape() {
        return this;
    }
}
