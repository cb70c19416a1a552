package dev.memjay.it;

import java.util.Locale;

/** A protocol under test. The binary one can say all but what only meta can, the classic one less. */
enum Spoken {
    /** What the client finds out; the servers under test know meta. */
    AUTO,
    META,
    CLASSIC,
    BINARY;

    /** Whether facts of items, stale items and leases can be asked for. */
    boolean isMeta() {
        return this == META || this == AUTO;
    }

    /** Whether counters cannot be created, keys cannot be binary, and deletes cannot be compared. */
    boolean isClassic() {
        return this == CLASSIC;
    }

    /** The name that the setting has. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
