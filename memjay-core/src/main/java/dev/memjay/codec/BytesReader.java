package dev.memjay.codec;

/**
 * Makes a value of its bytes, as {@code parseFrom} of a Protobuf message does.
 *
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BytesReader<V> {
    /**
     * The value of some bytes.
     *
     * @param bytes what was stored
     * @return the value, never null
     * @throws Exception if they are no value's; it becomes the cause of a {@link dev.memjay.error.CodecException}
     */
    V read(byte[] bytes) throws Exception;
}
