package dev.memjay.cli;

import dev.memjay.codec.Codec;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placement;
import dev.memjay.placement.Placements;

/** What the options' names stand for; an unknown name is refused with those that are known. */
final class Names {
    private Names() {}

    static Placement placement(String name, KeyHash hash) {
        if (name.equals("modula")) {
            return Placements.modula(hash);
        }
        throw unknown("--placement", name, "modula");
    }

    static KeyHash hash(String name) {
        return switch (name) {
            case "fnv1a_32" -> KeyHash.fnv1a32();
            case "crc32" -> KeyHash.crc32();
            default -> throw unknown("--hash", name, "fnv1a_32 (the default) or crc32");
        };
    }

    static String protocol(String name) {
        return switch (name) {
            case "meta", "classic" -> name;
            default -> throw unknown("--protocol", name, "meta (the default) or classic");
        };
    }

    static Codec<Value> codec(String name) {
        return switch (name) {
            case "text" -> new TextCodec(Value.Kind.TEXT);
            case "bytes" -> new TextCodec(Value.Kind.BYTES);
            case "raw" -> new RawCodec();
            case "objects" -> new ObjectsCodec();
            case "json" -> new JsonCodec();
            default -> throw unknown("--codec", name, "text (the default), bytes, json, objects or raw");
        };
    }

    private static UsageException unknown(String option, String name, String known) {
        return new UsageException("there is no " + option + " '" + name + "'; what would do is " + known);
    }
}
