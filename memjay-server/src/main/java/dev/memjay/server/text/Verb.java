package dev.memjay.server.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands by name. */
enum Verb {
    GET,
    GETS,
    GAT,
    GATS,
    BGET,
    SET,
    ADD,
    REPLACE,
    APPEND,
    PREPEND,
    CAS,
    DELETE,
    TOUCH,
    INCR,
    DECR,
    FLUSH_ALL,
    VERSION,
    VERBOSITY,
    CACHE_MEMLIMIT,
    SHUTDOWN,
    QUIT,
    STATS,
    SLABS,
    LRU,
    LRU_CRAWLER,
    EXTSTORE,
    WATCH,
    REFRESH_CERTS,
    CONFIG,
    DEBUGTIME,
    MG,
    MS,
    MD,
    MA,
    MN,
    ME;

    private static final Verb[][] BY_FIRST_LETTER = byFirstLetter();

    private final byte[] word = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

    private static Verb[][] byFirstLetter() {
        List<List<Verb>> lists = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            lists.add(new ArrayList<>());
        }
        for (Verb verb : values()) {
            lists.get(verb.word[0]).add(verb);
        }
        return lists.stream().map(list -> list.toArray(new Verb[0])).toArray(Verb[][]::new);
    }

    /** The command that the first word names, or null. */
    static @Nullable Verb of(Line line) {
        int first = line.first(0);
        if (first >= 128) {
            return null;
        }
        for (Verb verb : BY_FIRST_LETTER[first]) {
            if (Arrays.equals(line.bytes(), line.start(0), line.end(0), verb.word, 0, verb.word.length)) {
                return verb;
            }
        }
        return null;
    }
}
