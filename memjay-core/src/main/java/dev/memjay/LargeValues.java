package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ValueTooLargeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values beyond the server's item size: what is too long for one item is stored in chunks, under keys of its own, and a
 * manifest under the key names them.
 *
 * <p>Opt-in: everywhere else such a value is a {@link ValueTooLargeException}. The chunks of one write bear a random
 * number, and the manifest is written last, so a reader sees one write's value or another's, never parts of both; a
 * checksum is compared all the same. Where a chunk is missing, since it was evicted, the value is. Deleting the key takes
 * one request and the value is gone: chunks that no manifest names any more are never read, and go by their time to live
 * or by eviction, so give one. Short values are plain items that any view of the same codec reads; the other way, a view
 * finds flags with {@code 1 << 28} in a manifest and refuses it.
 *
 * <p>Chunks lie under the keyspace's own prefix, policy and placement, and spread over the nodes. Immutable and
 * thread-safe; blocking, with as many round trips as {@link #get} and {@link #set} say.
 *
 * @param <V> the type of the values
 */
public final class LargeValues<V> {
    /** Below memcached's default item size of 1 MiB, which is for key and header too, and within half of it, its slab limit. */
    private static final int DEFAULT_CHUNK = 500 * 1024;

    private static final int DEFAULT_MAX = 64 * 1024 * 1024;
    private static final int SHORTEST_CHUNK = 1_024;
    /** So that no call is asked for more than some megabytes at once. */
    private static final int CHUNKS_AT_ONCE = 16;

    private final Keyspace<String, Encoded> items;
    private final Codec<V> codec;
    private final int chunkLength;
    private final int maxLength;

    private LargeValues(Keyspace<String, Encoded> items, Codec<V> codec, int chunkLength, int maxLength) {
        this.items = items;
        this.codec = codec;
        this.chunkLength = chunkLength;
        this.maxLength = maxLength;
    }

    /**
     * Large values in a keyspace: with its prefix, its times and its failure policy, but not its codec and compression.
     *
     * @param keyspace where they are stored
     * @param codec encodes them; {@link Codec#compressed} compresses them before they are cut
     * @param <V> the type of the values
     */
    public static <V> LargeValues<V> of(Keyspace<String, ?> keyspace, Codec<V> codec) {
        return new LargeValues<>(
                keyspace.withCodec(Codec.encoded()),
                Objects.requireNonNull(codec, "codec"),
                DEFAULT_CHUNK,
                DEFAULT_MAX);
    }

    /**
     * Cuts values into chunks of this length, and stores those that are no longer as one item. Readers take any.
     *
     * @param bytes 1,024 or more, and less than the server's item size; 500 KiB by default
     */
    public LargeValues<V> chunkLength(int bytes) {
        if (bytes < SHORTEST_CHUNK) {
            throw new IllegalArgumentException("chunkLength is " + bytes + "; it has to be 1024 or more");
        }
        return new LargeValues<>(items, codec, bytes, maxLength);
    }

    /**
     * Bounds a value: a longer one is refused with a {@link CodecException}, on writing and on reading.
     *
     * @param bytes 1 or more; 64 MiB by default
     */
    public LargeValues<V> maxLength(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxLength is " + bytes + "; it has to be 1 or more");
        }
        return new LargeValues<>(items, codec, chunkLength, bytes);
    }

    /**
     * Reads a value: one round trip, and one more for every 16 chunks.
     *
     * @param key the key
     * @return the value; null if there is none, or a chunk of it is missing
     * @throws CodecException if what is stored cannot be decoded, is damaged, or longer than allowed
     */
    public @Nullable V get(String key) {
        Encoded item = items.get(key);
        if (item == null || !ChunkManifest.isOne(item)) {
            return item == null ? null : decoded(key, item);
        }
        ChunkManifest manifest = ChunkManifest.of(item);
        if (manifest.length() > maxLength) {
            throw new CodecException("the value has " + manifest.length() + " bytes, more than maxLength " + maxLength);
        }
        byte[] data = joined(manifest);
        return data == null ? null : decoded(key, manifest.checked(data));
    }

    private byte @Nullable [] joined(ChunkManifest manifest) {
        byte[] data = new byte[manifest.length()];
        int position = 0;
        List<String> keys = manifest.keys();
        for (int from = 0; from < keys.size(); from += CHUNKS_AT_ONCE) {
            List<String> some = keys.subList(from, Math.min(keys.size(), from + CHUNKS_AT_ONCE));
            Map<String, Encoded> chunks = items.getAll(some);
            for (String chunkKey : some) {
                Encoded chunk = chunks.get(chunkKey);
                if (chunk == null || chunk.length() > data.length - position) {
                    return null;
                }
                System.arraycopy(chunk.data(), 0, data, position, chunk.length());
                position += chunk.length();
            }
        }
        return position == data.length ? data : null;
    }

    private V decoded(String key, Encoded encoded) {
        Compression known = Compression.standard();
        boolean isCompressed = codec.isCompressible() && known.isMarked(encoded.flags());
        return codec.decode(key, isCompressed ? known.expand(encoded) : encoded);
    }

    /**
     * Stores a value with the keyspace's own time to live: one round trip for a short value; otherwise one for every 16
     * chunks, and one for the manifest.
     *
     * @param key the key
     * @param value the value
     * @return whether it was stored; if not, or if this throws, what was there before may still be there
     * @throws CodecException if the value cannot be encoded or is longer than allowed
     * @throws ValueTooLargeException if a chunk is larger than the server takes
     */
    public boolean set(String key, V value) {
        return store(key, value, null);
    }

    /**
     * Like {@link #set(String, Object)}, with a time to live.
     *
     * @param key the key
     * @param value the value
     * @param ttl the time to live of manifest and chunks, {@link Memjay#NEVER} for none
     * @return whether it was stored
     */
    public boolean set(String key, V value, Duration ttl) {
        return store(key, value, Objects.requireNonNull(ttl, "ttl"));
    }

    private boolean store(String key, V value, @Nullable Duration ttl) {
        Encoded encoded = codec.encode(key, Objects.requireNonNull(value, "value"));
        if (encoded.length() > maxLength) {
            throw new CodecException("the value has " + encoded.length() + " bytes, more than maxLength " + maxLength);
        }
        if ((encoded.flags() & ChunkManifest.FLAG) != 0) {
            throw new CodecException(codec + " encoded a value with the flag 1 << 28, which marks manifests");
        }
        if (encoded.length() <= chunkLength) {
            return ttl == null ? items.set(key, encoded) : items.set(key, encoded, ttl);
        }
        ChunkManifest manifest = ChunkManifest.of(encoded, chunkLength, UUID.randomUUID());
        if (!storedChunks(encoded.data(), manifest, ttl)) {
            return false;
        }
        return ttl == null ? items.set(key, manifest.encoded()) : items.set(key, manifest.encoded(), ttl);
    }

    private boolean storedChunks(byte[] data, ChunkManifest manifest, @Nullable Duration ttl) {
        List<String> keys = new ArrayList<>(manifest.keys());
        for (int from = 0; from < keys.size(); from += CHUNKS_AT_ONCE) {
            Map<String, Encoded> chunks = new LinkedHashMap<>();
            for (int i = from; i < Math.min(keys.size(), from + CHUNKS_AT_ONCE); i++) {
                int start = i * chunkLength;
                int end = Math.min(data.length, start + chunkLength);
                chunks.put(keys.get(i), Encoded.of(Arrays.copyOfRange(data, start, end)));
            }
            if (!stored(chunks, ttl)) {
                return false;
            }
        }
        return true;
    }

    private boolean stored(Map<String, Encoded> chunks, @Nullable Duration ttl) {
        try {
            return (ttl == null ? items.setAll(chunks) : items.setAll(chunks, ttl)).isEmpty();
        } catch (BulkException e) {
            for (MemjayException failure : e.failed().values()) {
                if (failure instanceof ValueTooLargeException) {
                    throw failure;
                }
            }
            throw e;
        }
    }

    /**
     * Deletes a value, in one request.
     *
     * @param key the key
     * @return whether there was one
     */
    public boolean delete(String key) {
        return items.delete(key);
    }
}
