package dev.memjay.cli.value;

import dev.memjay.codec.Codec;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the options' names stand for; an unknown name is refused with those that are known. */
public final class Names {
    private static final List<String> PROTOCOLS = List.of("auto", "meta", "classic", "binary");
    private static final List<String> CODECS = List.of(
            "text",
            "bytes",
            "json",
            "objects",
            "raw",
            "pymemcache",
            "pylibmc",
            "python-memcached",
            "spymemcached",
            "xmemcached",
            "folsom",
            "dalli",
            "php");

    private Names() {}

    /** The placement of a name with a hash; either may be left to its default. */
    public static Placement placement(@Nullable String name, @Nullable String hash) {
        String known = name == null ? "ketama-weighted" : name;
        return hash == null ? Placements.byName(known) : Placements.byName(known, KeyHash.byName(hash));
    }

    public static String protocol(String name) {
        if (!PROTOCOLS.contains(name)) {
            throw unknown("--protocol", name, PROTOCOLS);
        }
        return name;
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
                    throw unknown("--codec", name, CODECS);
                }
                yield foreign;
            }
        };
    }

    private static UsageException unknown(String option, String name, List<String> known) {
        return new UsageException("there is no " + option + " '" + name + "'; known: " + String.join(", ", known));
    }

    /** For the help of {@code --codec}. */
    public static final class OfCodecs implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return CODECS.iterator();
        }
    }

    /** For the help of {@code --protocol}. */
    public static final class OfProtocols implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return PROTOCOLS.iterator();
        }
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
