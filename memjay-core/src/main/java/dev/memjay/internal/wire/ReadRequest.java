package dev.memjay.internal.wire;

import dev.memjay.model.ItemInfo;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

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

    /** Takes the right to refresh the item, if it is free, and makes use of it. */
    public static final int LEASE = 1 << 5;

    /** Takes a value with flags 0 or 16 as text where that saves a copy: it then comes as the answer's detail. */
    public static final int TEXT = 1 << 6;

    /** The CAS number is for a write of the caller's, so that a win is not handed back under it at once. */
    public static final int TO_WRITE = 1 << 7;

    /** The same where the item has no value, being a placeholder or a tombstone. */
    public static final int TO_FILL = 1 << 8;

    /** A plain get. It asks for the CAS number too, so that a win it did not ask for can be handed back. */
    public static final ReadRequest GET = new ReadRequest(Verb.GET, VALUE | FLAGS | CAS, Exptime.UNCHANGED);
    /** A plain get by a codec that wants text. */
    public static final ReadRequest GET_TEXT = new ReadRequest(Verb.GET, VALUE | FLAGS | CAS | TEXT, Exptime.UNCHANGED);
    /** A get for the CAS number. */
    public static final ReadRequest GETS =
            new ReadRequest(Verb.GETS, VALUE | FLAGS | CAS | TO_WRITE, Exptime.UNCHANGED);
    /** A get for the CAS number by a codec that wants text. */
    public static final ReadRequest GETS_TEXT =
            new ReadRequest(Verb.GETS, VALUE | FLAGS | CAS | TO_WRITE | TEXT, Exptime.UNCHANGED);
    /** A get with all facts. */
    public static final ReadRequest LOOKUP =
            new ReadRequest(Verb.LOOKUP, VALUE | FLAGS | CAS | INFO, Exptime.UNCHANGED);
    /** The facts alone. */
    public static final ReadRequest INSPECT =
            new ReadRequest(Verb.INSPECT, FLAGS | CAS | INFO | UNTOUCHED, Exptime.UNCHANGED);
    /** Is it there? */
    public static final ReadRequest CONTAINS = new ReadRequest(Verb.CONTAINS, FLAGS | CAS, Exptime.UNCHANGED);
    /** What a getAll reads of each key where the classic multi-get will not do. */
    public static final ReadRequest GET_ALL = new ReadRequest(Verb.GET_ALL, VALUE | FLAGS | CAS, Exptime.UNCHANGED);

    /** The same with the CAS number. */
    public static final ReadRequest GETS_ALL =
            new ReadRequest(Verb.GET_ALL, VALUE | FLAGS | CAS | TO_WRITE, Exptime.UNCHANGED);

    private final int wants;
    /** With fewer seconds left a value is over for this read. */
    private final int overBelow;

    private final long exptime;
    private final long placeholder;
    private final long refreshBelow;

    private ReadRequest(Verb verb, int wants, long exptime) {
        this(verb, wants, 0, exptime, 0, 0);
    }

    private ReadRequest(Verb verb, int wants, int overBelow, long exptime, long placeholder, long refreshBelow) {
        super(verb);
        this.wants = wants;
        this.overBelow = overBelow;
        this.exptime = exptime;
        this.placeholder = placeholder;
        this.refreshBelow = refreshBelow;
    }

    /**
     * A read of a value that may be over before its item is. It asks for the value even where only its being there matters:
     * a dialect that cannot tell when an item ends still tells that.
     *
     * @param verb the verb that metrics and errors name
     * @param overBelow seconds; with fewer left the value is over
     */
    public static ReadRequest withEnd(Verb verb, int overBelow) {
        return new ReadRequest(verb, VALUE | FLAGS | CAS | INFO, overBelow, Exptime.UNCHANGED, 0, 0);
    }

    /** A get that sets a new time to live. */
    public static ReadRequest getAndTouch(long exptime) {
        return new ReadRequest(Verb.GAT, VALUE | FLAGS | CAS, exptime);
    }

    /** A get that sets a new time to live, by a codec that wants text. */
    public static ReadRequest getTextAndTouch(long exptime) {
        return new ReadRequest(Verb.GAT, VALUE | FLAGS | CAS | TEXT, exptime);
    }

    /**
     * The same read for who wants to write under the CAS number.
     *
     * @param purpose {@link #TO_WRITE}, {@link #TO_FILL} or both
     */
    public ReadRequest with(int purpose) {
        return new ReadRequest(verb(), wants | purpose, overBelow, exptime, placeholder, refreshBelow);
    }

    /** A plain get under another name. */
    public static ReadRequest plain(Verb verb) {
        return new ReadRequest(verb, VALUE | FLAGS, Exptime.UNCHANGED);
    }

    /** The CAS number alone, without counting as use of the item. */
    public static ReadRequest number(Verb verb) {
        return new ReadRequest(verb, CAS | UNTOUCHED, Exptime.UNCHANGED);
    }

    /** A touch: sets a new time to live and reads nothing. */
    public static ReadRequest touch(Verb verb, long exptime) {
        return new ReadRequest(verb, CAS, exptime);
    }

    /**
     * A get that takes a lease.
     *
     * @param verb the verb that metrics and errors name
     * @param placeholder seconds that a missing item's place is held for the winner; 0 to leave it missing
     * @param refreshBelow seconds; below so much time to live left the right to refresh is given too; 0 for never
     * @param withInfo whether the facts of the item are wanted, its time to live above all
     */
    public static ReadRequest lease(Verb verb, long placeholder, long refreshBelow, boolean withInfo) {
        int wants = VALUE | FLAGS | CAS | LEASE | (withInfo ? INFO : 0);
        return new ReadRequest(verb, wants, 0, Exptime.UNCHANGED, placeholder, refreshBelow);
    }

    /**
     * Sees to it that there is an item, a placeholder if need be, and reads whose it is but not its value.
     *
     * @param verb the verb that metrics and errors name
     * @param placeholder seconds that a placeholder stays
     */
    public static ReadRequest occupy(Verb verb, long placeholder) {
        return new ReadRequest(verb, FLAGS | CAS | LEASE, 0, Exptime.UNCHANGED, placeholder, 0);
    }

    /** Whether all the bits of {@code what} are wanted. */
    public boolean wants(int what) {
        return (wants & what) == what;
    }

    /** Whether a value with these flags is wanted as text. */
    public boolean takesText(int flags) {
        return (wants & TEXT) != 0 && ValueBlock.isText(flags);
    }

    /**
     * Whether what was found is over for this read. A value that was invalidated is served as long as it is there.
     *
     * @param marks as in {@link Exchange#marks}
     * @param detail what the server said of the item, if it was asked
     */
    public boolean isOver(byte marks, @Nullable Object detail) {
        return overBelow > 0
                && (marks & Exchange.STALE) == 0
                && detail instanceof ItemInfo info
                && info.ttl().isPresent()
                && info.ttl().get().toSeconds() < overBelow;
    }

    /** Everything that the server is asked for, as one number. */
    public int wants() {
        return wants & ~(TEXT | TO_WRITE | TO_FILL);
    }

    /** The new time to live, or {@link Exptime#UNCHANGED}. */
    public long exptime() {
        return exptime;
    }

    /** Seconds that a missing item's place is held; 0 for not at all. */
    public long placeholder() {
        return placeholder;
    }

    /** Below so many seconds left the right to refresh is given; 0 for never. */
    public long refreshBelow() {
        return refreshBelow;
    }

    @Override
    public boolean claimsWin() {
        return wants(LEASE);
    }

    @Override
    public boolean mayUseWin(boolean hasValue) {
        return wants(hasValue ? TO_WRITE : TO_FILL);
    }

    @Override
    public boolean needsCas() {
        return (wants & (LEASE | TO_WRITE | TO_FILL)) != 0;
    }

    @Override
    public Request atMost(long seconds) {
        long shorter = exptime == Exptime.UNCHANGED ? exptime : Exptime.atMost(exptime, seconds);
        return shorter == exptime
                ? this
                : new ReadRequest(verb(), wants, overBelow, shorter, placeholder, refreshBelow);
    }

    @Override
    public boolean isHarmlessToRepeat() {
        // Sent again, a read that takes a lease would find its own lost win.
        return exptime == Exptime.UNCHANGED && !wants(LEASE);
    }

    @Override
    public Request shape() {
        return this;
    }
}
