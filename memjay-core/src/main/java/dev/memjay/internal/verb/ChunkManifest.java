package dev.memjay.internal.verb;

import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What stands under the key of a value that is stored in chunks: where they are, and what they make together.
 *
 * @param id the random number of this write, which the keys of its chunks bear
 * @param length bytes of the whole value
 * @param chunkLength bytes of each chunk but the last
 * @param flags the value's own flags
 * @param checksum CRC-32C of the whole value
 */
record ChunkManifest(UUID id, int length, int chunkLength, int flags, int checksum) {
    /** Marks a manifest in the flags of an item. */
    static final int FLAG = 1 << 28;

    /** The shortest chunks that are cut, and so the shortest that a manifest may tell of. */
    static final int MIN_CHUNK = 1_024;

    private static final int VERSION = 1;
    private static final int LENGTH = 1 + 16 + 4 * 4;

    static ChunkManifest of(Encoded value, int chunkLength, UUID id) {
        return new ChunkManifest(id, value.length(), chunkLength, value.flags(), checksum(value.data()));
    }

    static boolean isOne(Encoded item) {
        return (item.flags() & FLAG) != 0;
    }

    static ChunkManifest of(Encoded item) {
        ByteBuffer data = ByteBuffer.wrap(item.data());
        if (item.length() != LENGTH || data.get() != VERSION) {
            throw new CodecException(
                    "the flags say a manifest of chunks, but the " + item.length() + " bytes are none");
        }
        UUID id = new UUID(data.getLong(), data.getLong());
        ChunkManifest manifest = new ChunkManifest(id, data.getInt(), data.getInt(), data.getInt(), data.getInt());
        if (manifest.length < 1 || manifest.chunkLength < MIN_CHUNK) {
            throw new CodecException("the manifest of chunks tells lengths that cannot be");
        }
        return manifest;
    }

    Encoded encoded() {
        ByteBuffer data = ByteBuffer.allocate(LENGTH)
                .put((byte) VERSION)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(length)
                .putInt(chunkLength)
                .putInt(flags)
                .putInt(checksum);
        return Encoded.of(data.array(), FLAG);
    }

    /** Number of the chunks. */
    int count() {
        return (length - 1) / chunkLength + 1;
    }

    /** The key of a chunk. */
    String key(int index) {
        return "~chunk~" + id + "~" + index;
    }

    /** The value that the chunks make, if the checksum is right. */
    Encoded checked(byte[] data) {
        if (checksum(data) != checksum) {
            throw new CodecException("the chunks do not make the value that the manifest tells of");
        }
        return Encoded.of(data, flags);
    }

    private static int checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return (int) crc.getValue();
    }
}
