package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.codec.KeyCodec;
import dev.memjay.internal.verb.ViewSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Key;
import dev.memjay.model.Lookup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value together with the generation that it belongs to, on whatever nodes they are: a view in which the generation is a key
 * beside the others. The bytes on the wire are those of the generation's own view, so the prefix is put before keys here.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class GenerationPair<K, V> {
    /** The key of the generation. */
    static final Object GENERATION = new Object();

    private final KeyspaceView<Object, Object> both;

    private GenerationPair(KeyspaceView<Object, Object> both) {
        this.both = both;
    }

    /**
     * @param prefix what stands before the keys of a generation
     * @return null if the keyspace is not a client's own or hashes keys without their prefixes, or the prefix is not ASCII
     */
    static <K, V> @Nullable GenerationPair<K, V> of(Keyspace<K, V> keyspace, String generationKey, String prefix) {
        if (!(keyspace instanceof KeyspaceView<K, V> view)
                || view.settings().keyRule().hash() != null
                || !prefix.chars().allMatch(c -> c < 128)) { // binary keys have their text in other characters
            return null;
        }
        ViewSettings<K, V> settings = view.settings();
        KeyCodec<? super K> keys = settings.keyCodec();
        Keyspace<Object, Object> pair = view.<Object>withKeyCodec(key -> {
                    @SuppressWarnings("unchecked") // the other key is the caller's
                    Key encoded = key == GENERATION ? Key.of(generationKey) : prefixed(prefix, keys.encode((K) key));
                    return encoded;
                })
                .withCodec(new PairCodec<>(settings.codec(), generationKey, prefix))
                .withFailurePolicy(FailurePolicy.THROW)
                .uncounted();
        return pair instanceof KeyspaceView<Object, Object> both ? new GenerationPair<>(both) : null;
    }

    private static Key prefixed(String prefix, Key key) {
        Key longer;
        if (key.isBinary()) {
            byte[] before = prefix.getBytes(StandardCharsets.UTF_8);
            byte[] own = key.bytes();
            byte[] bytes = new byte[before.length + own.length];
            System.arraycopy(before, 0, bytes, 0, before.length);
            System.arraycopy(own, 0, bytes, before.length, own.length);
            longer = Key.of(bytes);
        } else {
            longer = Key.of(prefix + key.text());
        }
        return key.route().map(longer::routedBy).orElse(longer);
    }

    Map<Object, Lookup<Object>> lookup(K key, long nanos) {
        return both.lookupAllWithin(List.of(GENERATION, key), nanos);
    }

    CompletableFuture<Map<Object, Lookup<Object>>> lookupLater(K key, long nanos) {
        return both.startLookupAll(List.of(GENERATION, key), nanos);
    }

    /** The generation is text, all else a value of the keyspace; told apart by their keys. Nothing is written with it. */
    private record PairCodec<V>(Codec<V> values, String generationKey, String prefix) implements Codec<Object> {
        @Override
        public Object decode(String key, Encoded encoded) {
            return key.equals(generationKey)
                    ? Codec.strings().decode(encoded)
                    : values.decode(key.substring(prefix.length()), encoded);
        }

        @Override
        public Object decode(Encoded encoded) {
            return values.decode(encoded);
        }

        @Override
        public Encoded encode(Object value) {
            throw new UnsupportedOperationException("a generation is read together with a value, and not written");
        }

        @Override
        public boolean isCompressible() {
            return values.isCompressible();
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }
}
