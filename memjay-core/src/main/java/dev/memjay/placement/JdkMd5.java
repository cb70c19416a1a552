package dev.memjay.placement;

import java.lang.ref.WeakReference;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * MD5 by the JDK, whose code for it is the machine's own, with objects that a thread keeps: so that a hash allocates nothing.
 *
 * <p>A few threads have one each, found by a table; a thread that finds its place taken, a key that is too long and a JDK
 * without MD5 (as under FIPS) are served by {@link Md5}, which is slower. There is neither a lock, which would cost as much as the JDK's code
 * gains, nor a ThreadLocal, of which a million virtual threads would have a million.
 */
final class JdkMd5 extends WeakReference<Thread> {
    static final int PLACES = 64;
    /** No key is longer; a routing key may be. */
    private static final int MAX = 250;

    /**
     * Read and written in a race, which is harmless: all that is found is whole, since its fields are final, and whoever is
     * not its thread lets it lie.
     */
    private static final @Nullable JdkMd5[] KEPT = new JdkMd5[PLACES];

    private static volatile boolean isLacking;

    private final MessageDigest digest;
    private final byte[] key = new byte[MAX];
    private final byte[] result = new byte[16];

    private JdkMd5(Thread owner, MessageDigest digest) {
        super(owner);
        this.digest = digest;
    }

    /** The digest's first four bytes, lowest first. */
    static int hash(String key) {
        Thread current = Thread.currentThread();
        int place = (int) current.getId() & PLACES - 1;
        JdkMd5 kept = KEPT[place];
        if (kept == null || !kept.refersTo(current)) {
            kept = kept == null || kept.refersTo(null) ? keep(place, current) : null;
        }
        return kept == null || key.length() > MAX ? Md5.hash(key) : kept.digest(key);
    }

    private static @Nullable JdkMd5 keep(int place, Thread owner) {
        if (isLacking) {
            return null;
        }
        try {
            return KEPT[place] = new JdkMd5(owner, MessageDigest.getInstance("MD5"));
        } catch (NoSuchAlgorithmException e) {
            isLacking = true;
            return null;
        }
    }

    @SuppressWarnings("deprecation") // the low byte of each character is what is wanted
    private int digest(String text) {
        int length = text.length();
        text.getBytes(0, length, key, 0);
        digest.update(key, 0, length);
        try {
            digest.digest(result, 0, result.length);
        } catch (DigestException e) {
            return Md5.hash(text);
        }
        return result[0] & 0xFF | (result[1] & 0xFF) << 8 | (result[2] & 0xFF) << 16 | result[3] << 24;
    }
}
