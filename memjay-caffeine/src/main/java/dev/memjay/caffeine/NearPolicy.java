package dev.memjay.caffeine;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link NearCache} keeps and for how long. Immutable; begin with {@link #of}.
 */
public final class NearPolicy {
    private static final Duration MAX = Duration.ofDays(1);

    private static final long MIN_BYTES = 64 * 1024;

    private final long size;
    private final long maxBytes;
    private final Duration age;
    private final Duration keep;
    private final @Nullable Duration hot;

    private NearPolicy(long size, long maxBytes, Duration age, Duration keep, @Nullable Duration hot) {
        this.size = size;
        this.maxBytes = maxBytes;
        this.age = age;
        this.keep = keep;
        this.hot = hot;
    }

    /**
     * Keeps at most so many copies, none served when it is older than so long, and all together of no more than a quarter of
     * the Java heap, see {@link #maxBytes}.
     *
     * @param size 1 or more copies
     * @param age the staleness bound: how old a value may be that is served; 1 ms to 1 day
     */
    public static NearPolicy of(long size, Duration age) {
        if (size < 1) {
            throw new IllegalArgumentException("size is " + size + "; it has to be 1 or more");
        }
        return new NearPolicy(size, defaultMaxBytes(), between("age", age), age, null);
    }

    /**
     * Bounds the bytes of all copies. A copy counts its length as bytes or text; another value the length that the server
     * stores, which is what it has compressed and encoded, so allow less where objects are much larger than that. One that is
     * longer than its share, this bound divided by the number of copies, takes the place of several.
     *
     * @param bytes 64 KiB or more; a quarter of the Java heap's largest size by default
     */
    public NearPolicy maxBytes(long bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("maxBytes is " + bytes + "; it has to be " + MIN_BYTES + " or more");
        }
        return new NearPolicy(size, bytes, age, keep, hot);
    }

    private static long defaultMaxBytes() {
        return Math.max(MIN_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * Keeps copies beyond their age, and then asks the server for the CAS number alone: where that is still the same, the
     * copy is as good as new and the value need not travel. Pays for values of some size that change seldom.
     *
     * @param keep how long to keep copies in all, longer than their age, up to 1 day
     */
    public NearPolicy revalidatedFor(Duration keep) {
        if (between("keep", keep).compareTo(age) <= 0) {
            throw new IllegalArgumentException("keep is " + keep + "; it has to be longer than the age of " + age);
        }
        return new NearPolicy(size, maxBytes, age, keep, hot);
    }

    /**
     * Keeps copies only of what the server says is hot: read before, and last within this time.
     *
     * @param within 1 second or more, since the server counts in seconds
     */
    public NearPolicy hotOnly(Duration within) {
        if (between("within", within).toSeconds() < 1) {
            throw new IllegalArgumentException("within is " + within + "; it has to be 1 second or more");
        }
        return new NearPolicy(size, maxBytes, age, keep, within);
    }

    private static Duration between(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it has to be 1 millisecond to 1 day");
        }
        return value;
    }

    long size() {
        return size;
    }

    /** How many of the {@link #size} places a copy takes. */
    int places(long bytes) {
        // By doubles, since the product may have more than 64 bits; a place too many or too few is no matter.
        double places = Math.ceil((double) bytes * size / maxBytes);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, places));
    }

    Duration age() {
        return age;
    }

    Duration keep() {
        return keep;
    }

    boolean revalidates() {
        return keep.compareTo(age) > 0;
    }

    @Nullable
    Duration hot() {
        return hot;
    }

    /** All its settings. */
    @Override
    public String toString() {
        return "NearPolicy[size=" + size + ", maxBytes=" + maxBytes + ", age=" + age + ", keep=" + keep + ", hotWithin="
                + (hot == null ? "any" : hot) + "]";
    }
}
