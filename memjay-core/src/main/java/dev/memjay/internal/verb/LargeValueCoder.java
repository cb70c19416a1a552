package dev.memjay.internal.verb;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.BulkException;
import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ValueTooLargeException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of any length into items and back: what the blocking and the asynchronous face of large values have in
 * common. Immutable.
 *
 * @param <V> the type of the values
 */
public final class LargeValueCoder<V> {
    /** Below memcached's default item size of 1 MiB, which is for key and header too, and within half of it, its slab limit. */
    private static final int DEFAULT_CHUNK = 500 * 1024;

    private static final int DEFAULT_MAX = 64 * 1024 * 1024;

    private final Codec<V> codec;
    private final ValueCoder<V> values;
    private final int chunkLength;
    private final int maxLength;

    public LargeValueCoder(Codec<V> codec) {
        this(Objects.requireNonNull(codec, "codec"), DEFAULT_CHUNK, DEFAULT_MAX);
    }

    private LargeValueCoder(Codec<V> codec, int chunkLength, int maxLength) {
        this.codec = codec;
        this.chunkLength = chunkLength;
        this.maxLength = maxLength;
        values = new ValueCoder<>(codec, null);
    }

    public LargeValueCoder<V> withChunkLength(int bytes) {
        if (bytes < ChunkManifest.MIN_CHUNK) {
            throw new IllegalArgumentException(
                    "chunkLength is " + bytes + "; it has to be " + ChunkManifest.MIN_CHUNK + " or more");
        }
        return new LargeValueCoder<>(codec, bytes, maxLength);
    }

    public LargeValueCoder<V> withMaxLength(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxLength is " + bytes + "; it has to be 1 or more");
        }
        return new LargeValueCoder<>(codec, chunkLength, bytes);
    }

    /** A value as it is stored, whole; the bytes are no longer the caller's. */
    public Encoded encoded(String key, V value) {
        Encoded encoded = values.encode(key, Objects.requireNonNull(value, "value"));
        checkLength(encoded.length());
        if ((encoded.flags() & ChunkManifest.FLAG) != 0) {
            throw new CodecException(codec + " encoded a value with the flag 1 << 28, which marks manifests");
        }
        return encoded;
    }

    /** The chunks of a value; null for one that goes as one item. */
    public @Nullable CutValue cut(Encoded value) {
        return value.length() <= chunkLength
                ? null
                : new CutValue(value, ChunkManifest.of(value, chunkLength, UUID.randomUUID()));
    }

    /** The chunks that an item tells of; null for an item that is the value. */
    public @Nullable JoinedValue joined(Encoded item) {
        if (!ChunkManifest.isOne(item)) {
            return null;
        }
        ChunkManifest manifest = ChunkManifest.of(item);
        checkLength(manifest.length());
        return new JoinedValue(manifest);
    }

    /** The value that is stored; null when the codec takes it for a miss. */
    public @Nullable V decoded(String key, Encoded value) {
        return values.decode(key, value.data(), value.flags());
    }

    private void checkLength(int length) {
        if (length > maxLength) {
            throw new CodecException("the value has " + length + " bytes, more than maxLength " + maxLength);
        }
    }

    /** What became of a store of several chunks, told of the value: that one of them is too large says more than the rest. */
    public static MemjayException failure(BulkException chunks) {
        for (MemjayException failure : chunks.failed().values()) {
            if (failure instanceof ValueTooLargeException) {
                return failure;
            }
        }
        return chunks;
    }

    @Override
    public String toString() {
        return "chunkLength=" + chunkLength + ", maxLength=" + maxLength;
    }
}
