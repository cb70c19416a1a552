package dev.memjay.internal.wire;

import dev.memjay.model.Verb;

/** Deletes one item, or marks it stale; both may be guarded by a CAS number. */
public final class DeleteRequest extends Request {
    private final long cas;
    private final boolean marksStale;
    private final long exptime;

    /**
     * @param verb the verb that metrics and errors name
     * @param cas delete only if this is the item's CAS number; 0 for no comparison
     * @param marksStale keep the item and mark it stale, which hands the right to refresh it to the next reader
     */
    public DeleteRequest(Verb verb, long cas, boolean marksStale) {
        this(verb, cas, marksStale, Exptime.UNCHANGED);
    }

    /**
     * @param verb the verb that metrics and errors name
     * @param cas delete only if this is the item's CAS number; 0 for no comparison
     * @param marksStale keep the item and mark it stale, which hands the right to refresh it to the next reader
     * @param exptime time to live of what stays, see {@link Exptime}
     */
    public DeleteRequest(Verb verb, long cas, boolean marksStale, long exptime) {
        super(verb);
        this.cas = cas;
        this.marksStale = marksStale;
        this.exptime = exptime;
    }

    /** The same without a comparison. */
    public DeleteRequest unguarded() {
        return new DeleteRequest(verb(), 0, marksStale, exptime);
    }

    /** CAS number to compare, or 0. */
    public long cas() {
        return cas;
    }

    /** Whether the item stays and is marked stale. */
    public boolean marksStale() {
        return marksStale;
    }

    /** Time to live of what stays, see {@link Exptime}. */
    public long exptime() {
        return exptime;
    }

    @Override
    public Request atMost(long seconds) {
        long shorter = marksStale && exptime != Exptime.UNCHANGED ? Exptime.atMost(exptime, seconds) : exptime;
        return shorter == exptime ? this : new DeleteRequest(verb(), cas, marksStale, shorter);
    }

    @Override
    public boolean needsCas() {
        return cas != 0;
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
