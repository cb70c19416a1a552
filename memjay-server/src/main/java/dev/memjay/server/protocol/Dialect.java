package dev.memjay.server.protocol;

/** What the version of memcached that the server plays means for its behaviour. */
public final class Dialect {
    private static final int NEWEST = 45;

    private final String version;
    private final int patch;

    private Dialect(String version, int patch) {
        this.version = version;
        this.patch = patch;
    }

    /** The dialect of {@code 1.6.N}; any other version speaks the newest one. */
    public static Dialect of(String version) {
        int patch = NEWEST;
        if (version.startsWith("1.6.") && version.length() < 9) {
            String tail = version.substring(4);
            int digits = 0;
            while (digits < tail.length() && Character.isDigit(tail.charAt(digits))) {
                digits++;
            }
            if (digits > 0) {
                patch = Integer.parseInt(tail.substring(0, digits));
            }
        }
        return new Dialect(version, patch);
    }

    public String version() {
        return version;
    }

    /** The tokenizer and error lines that came with 1.6.40. */
    public boolean strict() {
        return patch >= 40;
    }

    /** {@code ms} answers the flag s; append and prepend know N. */
    public boolean metaSetExtras() {
        return patch >= 20;
    }

    /** The flags E, and x of {@code md}. */
    public boolean explicitCas() {
        return patch >= 27;
    }

    /** {@code mg} compares C. */
    public boolean metaGetCas() {
        return patch >= 40;
    }

    /** {@code me} shows the expiry with its right sign. */
    public boolean debugExpirySign() {
        return patch >= 24;
    }

    /** {@code lru_crawler mgdump}. */
    public boolean mgdump() {
        return patch >= 19;
    }

    /** Without cas numbers {@code flush_all} takes what is stored in the rest of its second, too. */
    public boolean flushesSecondsWithoutCas() {
        return patch < 40;
    }

    /** {@code stats sizes_enable} and {@code sizes_disable}. */
    public boolean sizesSwitch() {
        return patch < 25;
    }
}
