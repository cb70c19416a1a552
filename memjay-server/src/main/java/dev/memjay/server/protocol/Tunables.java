package dev.memjay.server.protocol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What tools may set while a memcached runs and read back in {@code stats settings}. Most of it steers parts that this
 * server does not have; it is kept so that a tool finds what it has set.
 */
public final class Tunables {
    /** Whether the crawler may be asked to work. */
    public static final String CRAWLER = "lru_crawler";
    /** Whether the LRU has segments and a thread of its own. */
    public static final String MAINTAINER = "lru_maintainer_thread";
    /** Whether sizes are counted by {@code stats sizes}. */
    public static final String TRACK_SIZES = "track_sizes";

    private static final String YES = "yes";
    private static final String NO = "no";

    private final Map<String, String> values = new ConcurrentHashMap<>(Map.ofEntries(
            Map.entry("slab_automove", "1"),
            Map.entry("slab_automove_ratio", "0.80"),
            Map.entry(CRAWLER, YES),
            Map.entry("lru_crawler_sleep", "100"),
            Map.entry("lru_crawler_tocrawl", "0"),
            Map.entry(MAINTAINER, YES),
            Map.entry("lru_segmented", YES),
            Map.entry("hot_lru_pct", "20"),
            Map.entry("warm_lru_pct", "40"),
            Map.entry("hot_max_factor", "0.20"),
            Map.entry("warm_max_factor", "2.00"),
            Map.entry("temp_lru", NO),
            Map.entry("temporary_ttl", "61"),
            Map.entry(TRACK_SIZES, NO),
            Map.entry("ext_item_size", "512"),
            Map.entry("ext_item_age", "4294967295"),
            Map.entry("ext_low_ttl", "0"),
            Map.entry("ext_recache_rate", "2000"),
            Map.entry("ext_compact_under", "0"),
            Map.entry("ext_drop_under", "0"),
            Map.entry("ext_max_sleep", "1000000"),
            Map.entry("ext_max_frag", "0.80"),
            Map.entry("ext_drop_unread", NO),
            Map.entry("ssl_wbuf_size", "16384")));

    /** The value, as {@code stats settings} shows it. */
    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no such setting: " + name);
        }
        return value;
    }

    /** Whether the value is yes. */
    public boolean is(String name) {
        return get(name).equals(YES);
    }

    /** Sets a value that there is. */
    public void set(String name, String value) {
        get(name);
        values.put(name, value);
    }

    /** Sets yes or no. */
    public void set(String name, boolean on) {
        set(name, on ? YES : NO);
    }

    /** Goes without the maintainer's thread, and so without segments. */
    public void withoutMaintainer() {
        set(MAINTAINER, NO);
        set("lru_segmented", NO);
    }
}
