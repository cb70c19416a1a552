package dev.memjay.caffeine;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link NearCache} keeps and for how long. Immutable; begin with {@link #of}.
 */
public final class NearPolicy {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final long size;
    private final Duration age;
    private final Duration keep;
    private final @Nullable Duration hot;

    private NearPolicy(long size, Duration age, Duration keep, @Nullable Duration hot) {
        this.size = size;
        this.age = age;
        this.keep = keep;
        this.hot = hot;
    }

    /**
     * Keeps at most so many copies, none served when it is older than so long.
     *
     * @param size 1 or more copies
     * @param age the staleness bound: how old a value may be that is served; 1 ms to 1 day
     */
    public static NearPolicy of(long size, Duration age) {
        if (size < 1) {
            throw new IllegalArgumentException("size is " + size + "; it has to be 1 or more");
        }
        return new NearPolicy(size, between("age", age), age, null);
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
        return new NearPolicy(size, age, keep, hot);
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
        return new NearPolicy(size, age, keep, within);
    }

    private static Duration between(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it has to be 1 millisecond to 1 day");
        }
        return value;
    }

    long size() {
        return size;
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
        return "NearPolicy[size=" + size + ", age=" + age + ", keep=" + keep + ", hotWithin="
                + (hot == null ? "any" : hot) + "]";
    }
}
