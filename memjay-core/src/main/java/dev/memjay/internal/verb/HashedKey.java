package dev.memjay.internal.verb;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What {@link dev.memjay.KeyPolicy#HASH} sends in the place of a key: its readable beginning, a mark, and the first 144 bits of its
 * SHA-256 in base64url.
 *
 * <p>Every key that looks like one is replaced as well, so that a replacement is only ever the same as another by a
 * collision of 144 bits.
 */
public final class HashedKey {
    private static final String MARK = "~sha256~";
    /** 18 bytes are 24 characters without padding. */
    private static final int HASH_BYTES = 18;

    private static final int HASH_LENGTH = 24;
    /** With mark and hash this leaves room for the longest namespace. */
    private static final int MAX_BEGINNING = 64;

    private HashedKey() {}

    /** The replacement of a key whose bytes are given; {@code readable} is what people are to see of it. */
    static String of(String readable, byte[] key) {
        StringBuilder text = new StringBuilder(MAX_BEGINNING + MARK.length() + HASH_LENGTH);
        int length = Math.min(readable.length(), MAX_BEGINNING);
        for (int i = 0; i < length; i++) {
            char c = readable.charAt(i);
            text.append(c > ' ' && c <= '~' ? c : '_');
        }
        byte[] hash = Arrays.copyOf(sha256(key), HASH_BYTES);
        return text.append(MARK)
                .append(Base64.getUrlEncoder().encodeToString(hash))
                .toString();
    }

    /** Whether a key ends as replacements do. */
    static boolean looksLikeOne(String key) {
        int hashStart = key.length() - HASH_LENGTH;
        int markStart = hashStart - MARK.length();
        if (markStart < 0 || !key.startsWith(MARK, markStart)) {
            return false;
        }
        for (int i = hashStart; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean isBase64Url =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (!isBase64Url) {
                return false;
            }
        }
        return true;
    }

    private static byte[] sha256(byte[] key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
