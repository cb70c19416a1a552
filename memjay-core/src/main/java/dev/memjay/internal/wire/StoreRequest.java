package dev.memjay.internal.wire;

import dev.memjay.model.Verb;

/** Stores data under one key, in one of memcached's modes. */
public final class StoreRequest extends Request {
    /** How an item that is there, or not, is treated. */
    public enum Mode {
        /** Stores in any case. */
        SET,
        /** Stores if there is none. */
        ADD,
        /** Stores if there is one. */
        REPLACE,
        /** Puts the data behind the value. */
        APPEND,
        /** Puts the data before the value. */
        PREPEND
    }

    private static final byte[] NO_DATA = {};

    private final Mode mode;
    private final byte[] data;
    private final int flags;
    private final long exptime;
    private final long cas;
    private final long newCas;

    /**
     * @param verb the verb that metrics and errors name
     * @param mode how an item that is there, or not, is treated
     * @param data the bytes to store; not copied, so nobody may change them any more
     * @param flags client flags
     * @param exptime see {@link Exptime}; not used by append and prepend
     * @param cas store only if this is the item's CAS number; 0 for no comparison
     */
    public StoreRequest(Verb verb, Mode mode, byte[] data, int flags, long exptime, long cas) {
        this(verb, mode, data, flags, exptime, cas, 0);
    }

    /**
     * @param verb the verb that metrics and errors name
     * @param mode how an item that is there, or not, is treated
     * @param data the bytes to store; not copied, so nobody may change them any more
     * @param flags client flags
     * @param exptime see {@link Exptime}; not used by append and prepend
     * @param cas store only if this is the item's CAS number; 0 for no comparison
     * @param newCas the CAS number that the item gets; 0 leaves that to the server. memcached 1.6.27 or newer
     */
    public StoreRequest(Verb verb, Mode mode, byte[] data, int flags, long exptime, long cas, long newCas) {
        super(verb);
        this.mode = mode;
        this.data = data;
        this.flags = flags;
        this.exptime = exptime;
        this.cas = cas;
        this.newCas = newCas;
    }

    /** How an item that is there, or not, is treated. */
    public Mode mode() {
        return mode;
    }

    /** The bytes to store. */
    public byte[] data() {
        return data;
    }

    /** Client flags. */
    public int flags() {
        return flags;
    }

    /** Time to live, see {@link Exptime}. */
    public long exptime() {
        return exptime;
    }

    /** CAS number to compare, or 0. */
    public long cas() {
        return cas;
    }

    /** CAS number that the item gets, or 0 for the server's own. */
    public long newCas() {
        return newCas;
    }

    @Override
    public Request atMost(long seconds) {
        long shorter = Exptime.atMost(exptime, seconds);
        return shorter == exptime ? this : new StoreRequest(verb(), mode, data, flags, shorter, cas, newCas);
    }

    @Override
    public boolean needsCas() {
        return cas != 0 || newCas != 0;
    }

    @Override
    public boolean isHarmlessToRepeat() {
        return false;
    }

    @Override
    public Request shape() {
        return data.length == 0 ? this : new StoreRequest(verb(), mode, NO_DATA, flags, exptime, cas, newCas);
    }
}
