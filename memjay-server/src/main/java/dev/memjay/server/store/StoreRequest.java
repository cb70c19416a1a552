package dev.memjay.server.store;

/** A storage verb on its way from the command line to its data block; one belongs to each connection and is used again. */
public final class StoreRequest {
    private static final byte[] NOTHING = new byte[0];
    private static final Key NO_KEY = Key.of(NOTHING, 0, 0);

    public StoreMode mode = StoreMode.SET;
    public Key key = NO_KEY;
    public int clientFlags;
    /** Milliseconds since 1970, 0 for never. */
    public long expireAt;

    public byte[] value = NOTHING;
    /** The cas to compare with; 0 in every mode but CAS means no comparison. */
    public long compareCas;
    /** The cas the item shall get, if {@link #hasNewCas}. */
    public long newCas;

    public boolean hasNewCas;
    /** A lower cas may store, too, and leaves the item stale. */
    public boolean allowStale;
    /** Append and prepend create a missing item, with {@link #vivifyExpireAt}. */
    public boolean vivify;

    public long vivifyExpireAt;
    public boolean keyBinary;
    /** Result: the cas of the stored item, or 0. */
    public long resultCas;
    /** Result: the length of the stored value. */
    public int resultLength;

    /** The class of the item that is sent. */
    public int slabClass() {
        return Store.classOf(key.length(), clientFlags, value.length);
    }

    /** Forgets the last request. */
    public void clear() {
        mode = StoreMode.SET;
        key = NO_KEY;
        clientFlags = 0;
        expireAt = 0;
        value = NOTHING;
        compareCas = 0;
        newCas = 0;
        hasNewCas = false;
        allowStale = false;
        vivify = false;
        vivifyExpireAt = 0;
        keyBinary = false;
        resultCas = 0;
        resultLength = 0;
    }
}
