package dev.memjay.placement;

/** Bob Jenkins' one-at-a-time hash, which libmemcached takes when nobody chose; bytes above 127 count as negative. */
final class OneAtATime {
    private OneAtATime() {}

    static int hash(String key) {
        int hash = 0;
        int length = key.length();
        for (int i = 0; i < length; i++) {
            hash += (byte) key.charAt(i);
            hash += hash << 10;
            hash ^= hash >>> 6;
        }
        hash += hash << 3;
        hash ^= hash >>> 11;
        hash += hash << 15;
        return hash;
    }
}
