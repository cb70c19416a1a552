package dev.memjay.codec;

/**
 * Makes a value's bytes, as {@code toByteArray} of a Protobuf message does.
 *
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BytesWriter<V> {
    /**
     * The bytes of a value.
     *
     * @param value the value, never null
     * @return its bytes; nobody changes the array any more
     * @throws Exception if it has none; it becomes the cause of a {@link dev.memjay.error.CodecException}
     */
    byte[] write(V value) throws Exception;
}
