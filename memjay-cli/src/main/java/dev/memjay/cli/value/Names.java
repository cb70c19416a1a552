package dev.memjay.cli.value;

import dev.memjay.codec.Codec;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What the options' names stand for; an unknown name is refused with those that are known. */
public final class Names {
    private Names() {}

    /** The placement of a name with a hash; either may be left to its default. */
    public static Placement placement(@Nullable String name, @Nullable String hash) {
        String known = name == null ? "ketama-weighted" : name;
        return hash == null ? Placements.byName(known) : Placements.byName(known, KeyHash.byName(hash));
    }

    public static String protocol(String name) {
        return switch (name) {
            case "auto", "meta", "classic", "binary" -> name;
            default -> throw unknown("--protocol", name, "auto (the default), meta, classic or binary");
        };
    }

    public static Codec<Value> codec(String name) {
        return switch (name) {
            case "text" -> new TextCodec(Value.Kind.TEXT);
            case "bytes" -> new TextCodec(Value.Kind.BYTES);
            case "raw" -> new RawCodec();
            case "objects" -> new ObjectsCodec();
            case "json" -> new JsonCodec();
            default -> {
                Codec<Value> foreign = ForeignCodecs.named(name);
                if (foreign == null) {
                    throw unknown(
                            "--codec",
                            name,
                            "text (the default), bytes, json, objects, raw, pymemcache, pylibmc, python-memcached,"
                                    + " spymemcached, xmemcached, folsom, dalli or php");
                }
                yield foreign;
            }
        };
    }

    private static UsageException unknown(String option, String name, String known) {
        return new UsageException("there is no " + option + " '" + name + "'; what would do is " + known);
    }

    /** For the help of {@code --placement}. */
    public static final class OfPlacements implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Placements.names().iterator();
        }
    }

    /** For the help of {@code --hash}. */
    public static final class OfHashes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return KeyHash.names().iterator();
        }
    }
}
