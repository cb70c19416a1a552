package dev.memjay.junit.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random commands about the server itself, without their line end. */
final class ServerCommandGenerator {
    private static final String[] WORDS = {
        "",
        "x",
        "0",
        "1",
        "2",
        "3",
        "39",
        "40",
        "63",
        "64",
        "200",
        "-1",
        "+1",
        "007",
        "0.5",
        "-0.5",
        ".5",
        "5.",
        "1e2",
        "1x",
        "100",
        "1000000",
        "1000001",
        "4294967295",
        "4294967296",
        "all",
        "hash",
        ",",
        "1,2",
        "1,,3,",
        "1,64",
        "on",
        "noreply",
        "graceful",
        "bogus",
        "\t7",
        "7\t"
    };
    private static final String[] LINES = {
        "stats",
        "stats settings",
        "stats items",
        "stats slabs",
        "stats sizes",
        "stats sizes_enable",
        "stats sizes_disable",
        "stats conns",
        "stats extstore",
        "stats reset",
        "stats detail on",
        "stats detail off",
        "stats detail dump",
        "stats detail",
        "stats detail bogus",
        "stats cachedump 1 5",
        "stats cachedump 0 0",
        "stats cachedump 1",
        "stats proxy",
        "stats bogus",
        "stats dump",
        "stats malloc",
        "stats noreply",
        "verbosity 1",
        "verbosity 2",
        "verbosity 0",
        "verbosity 1 noreply",
        "verbosity",
        "lru_crawler enable",
        "lru_crawler crawl 1",
        "lru_crawler crawl hash",
        "lru_crawler sleep 100",
        "lru_crawler tocrawl 5",
        "lru_crawler metadump all",
        "lru_crawler metadump hash",
        "lru_crawler metadump bogus",
        "lru_crawler metadump 64",
        "lru_crawler metadump ,",
        "lru_crawler mgdump all",
        "lru_crawler mgdump hash",
        "lru_crawler",
        "lru_crawler all",
        "lru_crawler disable",
        "lru_crawler crawl all",
        "slabs reassign 1 2",
        "slabs reassign 2 2",
        "slabs reassign 40 1",
        "slabs reassign 0 1",
        "slabs automove 1",
        "slabs automove 3",
        "slabs automove ratio 0.8",
        "slabs automove 0 noreply",
        "slabs",
        "lru tune 10 25 0.1 2.0",
        "lru tune 50 50 0.1 2.0",
        "lru tune 10 25 0 2.0",
        "lru mode flat",
        "lru mode segmented",
        "lru mode bogus",
        "lru temp_ttl 20",
        "lru temp_ttl -1",
        "lru",
        "watch",
        "watch fetchers",
        "watch mutations evictions",
        "watch bogus",
        "watch fetchers bogus",
        "watch deletions",
        "watch rawcmds connevents sysevents",
        "refresh_certs",
        "extstore item_age 5",
        "extstore max_frag 0.5",
        "extstore free_memchunks 1 2",
        "extstore drop_unread 1",
        "extstore bogus 1",
        "extstore",
        "config get cluster",
        "debugtime 5",
        "debugtime p",
        "misbehave",
        "proxy",
        "shutdown",
        "shutdown graceful",
        "shutdown now",
        "cache_memlimit 1024",
        "cache_memlimit 2000000000",
        "cache_memlimit 100 noreply",
        "flush_all 0",
        "flush_all -1 noreply",
        "flush_all 99999 x",
        "flush_all x noreply",
        "flush_all x y z"
    };

    private final Random random;

    ServerCommandGenerator(Random random) {
        this.random = random;
    }

    /** A line from the list; three in ten with a word replaced, doubled, added or taken out. */
    String command() {
        String line = LINES[random.nextInt(LINES.length)];
        if (random.nextInt(10) < 7) {
            return line;
        }
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        int at = random.nextInt(words.size());
        String word = WORDS[random.nextInt(WORDS.length)];
        switch (random.nextInt(4)) {
            case 0 -> words.set(at, word);
            case 1 -> words.add(at, words.get(at));
            case 2 -> words.add(word);
            default -> words.remove(at);
        }
        return String.join(" ", words);
    }
}
