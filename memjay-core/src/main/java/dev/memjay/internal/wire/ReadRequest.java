package dev.memjay.internal.wire;

import dev.memjay.model.Verb;

/** Reads one item, or some facts of it, and may set its time to live. */
public final class ReadRequest extends Request {
    /** Wants the value. */
    public static final int VALUE = 1;
    /** Wants the client flags. */
    public static final int FLAGS = 1 << 1;
    /** Wants the CAS number. */
    public static final int CAS = 1 << 2;
    /** Wants size, time to live, last access and whether it was fetched: all of an ItemInfo but flags and CAS. */
    public static final int INFO = 1 << 3;
    /** Must not count as use of the item. */
    public static final int UNTOUCHED = 1 << 4;

    /** A plain get. It asks for the CAS number too, so that a win it did not ask for can be handed back. */
    public static final ReadRequest GET = new ReadRequest(Verb.GET, VALUE | FLAGS | CAS, Exptime.UNCHANGED);
    /** A get for the CAS number. */
    public static final ReadRequest GETS = new ReadRequest(Verb.GETS, VALUE | FLAGS | CAS, Exptime.UNCHANGED);
    /** A get with all facts. */
    public static final ReadRequest LOOKUP =
            new ReadRequest(Verb.LOOKUP, VALUE | FLAGS | CAS | INFO, Exptime.UNCHANGED);
    /** The facts alone. */
    public static final ReadRequest INSPECT =
            new ReadRequest(Verb.INSPECT, FLAGS | CAS | INFO | UNTOUCHED, Exptime.UNCHANGED);
    /** Is it there? */
    public static final ReadRequest CONTAINS = new ReadRequest(Verb.CONTAINS, CAS, Exptime.UNCHANGED);
    /** What a getAll reads of each key where the classic multi-get will not do. */
    public static final ReadRequest GET_ALL = new ReadRequest(Verb.GET_ALL, VALUE | FLAGS | CAS, Exptime.UNCHANGED);

    private final int wants;
    private final long exptime;

    private ReadRequest(Verb verb, int wants, long exptime) {
        super(verb);
        this.wants = wants;
        this.exptime = exptime;
    }

    /** A get that sets a new time to live. */
    public static ReadRequest getAndTouch(long exptime) {
        return new ReadRequest(Verb.GAT, VALUE | FLAGS | CAS, exptime);
    }

    /** A touch: sets a new time to live and reads nothing. */
    public static ReadRequest touch(Verb verb, long exptime) {
        return new ReadRequest(verb, CAS, exptime);
    }

    /** Whether all the bits of {@code what} are wanted. */
    public boolean wants(int what) {
        return (wants & what) == what;
    }

    /** Everything that is wanted, as one number. */
    int wants() {
        return wants;
    }

    /** The new time to live, or {@link Exptime#UNCHANGED}. */
    public long exptime() {
        return exptime;
    }

    @Override
    public boolean isHarmlessToRepeat() {
        return exptime == Exptime.UNCHANGED;
    }

    @Override
    public Request shape() {
        return this;
    }
}
