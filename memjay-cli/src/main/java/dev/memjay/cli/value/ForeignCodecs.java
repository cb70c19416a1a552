package dev.memjay.cli.value;

import dev.memjay.codec.Codec;
import dev.memjay.layouts.Layouts;
import dev.memjay.python.PylibmcCodec;
import dev.memjay.python.PymemcacheCodec;
import dev.memjay.python.PythonMemcachedCodec;
import org.jspecify.annotations.Nullable;

/** The codecs by the names of other clients; a class of its own, so that a start without them does not load them. */
final class ForeignCodecs {
    private ForeignCodecs() {}

    /** The codec of a name, or null when there is none. */
    static @Nullable Codec<Value> named(String name) {
        return switch (name) {
            case "pymemcache" -> new ForeignCodec(PymemcacheCodec.of(), true);
            case "pylibmc" -> new ForeignCodec(PylibmcCodec.of(), true);
            case "python-memcached" -> new ForeignCodec(PythonMemcachedCodec.of(), true);
            case "spymemcached" -> new ForeignCodec(Layouts.spymemcached(), false);
            case "xmemcached" -> new ForeignCodec(Layouts.xmemcached(), false);
            // Without types of its own: all is text.
            case "folsom" -> new TextCodec(Value.Kind.TEXT);
            case "dalli" -> new ForeignCodec(new DalliValues(), true);
            case "php" -> new ForeignCodec(Layouts.php().json(PlainJson.codec()), true);
            default -> null;
        };
    }
}
