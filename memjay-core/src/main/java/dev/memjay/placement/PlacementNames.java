package dev.memjay.placement;

import dev.memjay.placement.Libmemcached.Distribution;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the placements' names stand for in settings and in the command. */
final class PlacementNames {
    static final List<String> ALL = List.of(
            "modula",
            "consistent",
            "ketama",
            "ketama-weighted",
            "ketama-spy",
            "virtual-bucket",
            "random",
            "rendezvous",
            "spymemcached-ketama",
            "spymemcached-array",
            "xmemcached-array",
            "xmemcached-ketama",
            "folsom",
            "twemproxy-ketama",
            "dalli");

    private PlacementNames() {}

    /**
     * The placement of a name.
     *
     * @param hash one's own choice; null for what the client takes when nobody chooses
     */
    static Placement placement(String name, @Nullable KeyHash hash) {
        return switch (name) {
            case "modula" -> with(hash, KeyHash.oneAtATime(), Placements::modula);
            case "consistent" -> libmemcached(hash, Distribution.CONSISTENT);
            case "ketama" -> libmemcached(hash, Distribution.CONSISTENT_KETAMA);
            case "ketama-weighted" -> with(hash, KeyHash.md5(), Placements::ketamaWeighted);
            case "ketama-spy" -> libmemcached(hash, Distribution.CONSISTENT_KETAMA_SPY);
            case "virtual-bucket" -> libmemcached(hash, Distribution.VIRTUAL_BUCKET);
            case "random" -> Placements.random();
            case "rendezvous" -> without(hash, name, Placements.rendezvous());
            case "spymemcached-ketama" -> without(hash, name, Placements.spymemcachedKetama());
            case "spymemcached-array" -> without(hash, name, Placements.spymemcachedArray());
            case "xmemcached-array" -> without(hash, name, Placements.xmemcachedArray());
            case "xmemcached-ketama" -> without(hash, name, Placements.xmemcachedKetama());
            case "folsom" -> without(hash, name, Placements.folsom());
            case "twemproxy-ketama" -> with(hash, KeyHash.fnv1a64(), Placements::twemproxyKetama);
            case "dalli" -> without(hash, name, Placements.dalli());
            default ->
                throw new IllegalArgumentException(
                        "there is no placement '" + name + "'; known are " + String.join(", ", ALL));
        };
    }

    private static Placement libmemcached(@Nullable KeyHash hash, Distribution distribution) {
        return with(hash, KeyHash.oneAtATime(), chosen -> Placements.libmemcached(distribution, chosen));
    }

    private static Placement with(@Nullable KeyHash hash, KeyHash usual, Function<KeyHash, Placement> placement) {
        return placement.apply(hash == null ? usual : hash);
    }

    private static Placement without(@Nullable KeyHash hash, String name, Placement placement) {
        if (hash != null) {
            throw new IllegalArgumentException("placement '" + name
                    + "' comes with its hash; a choice have twemproxy-ketama and those of libmemcached");
        }
        return placement;
    }
}
