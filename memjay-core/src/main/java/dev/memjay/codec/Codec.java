package dev.memjay.codec;

import dev.memjay.error.CacheMissException;
import dev.memjay.error.CodecException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * Turns values into bytes and flags, and back.
 *
 * <p>A codec is called by many threads at once and so has to be thread-safe; it should not block. Blocking verbs call it
 * on their caller's thread. Asynchronous verbs encode on the caller's thread, and decode on the
 * {@link dev.memjay.MemjayBuilder#callbackExecutor}, or else on one thread of the client that all codecs share; only the codecs
 * for bytes, text and numbers of this interface are so quick that they run on the event loop.
 *
 * <p>Of the flags, 8 (as in pymemcache and pylibmc) and those from {@code 1 << 24} to {@code 1 << 27} belong to
 * {@link Compression}. A codec whose own flags have one of these bits, as 77 has 8, must have {@link #isCompressible()}
 * return false: then all 32 bits are its own. Otherwise a value that it encodes with such a bit is refused, since it would
 * be read as compressed, and what another program stored with flags of zlib or gzip is expanded before the codec sees it.
 *
 * @param <V> the type of the values
 */
public interface Codec<V> {
    /**
     * Turns a value into bytes and flags.
     *
     * @param value the value, never null
     * @return its encoding; nobody changes the array any more
     * @throws CodecException if the value cannot be encoded; any other exception is wrapped into one
     */
    Encoded encode(V value);

    /**
     * Turns bytes and flags into a value.
     *
     * @param encoded what was stored
     * @return the value, never null
     * @throws CacheMissException to make the key a miss
     * @throws CodecException if this is no encoding of a value, as with flags that another program wrote; any other
     *     exception is wrapped into one
     */
    V decode(Encoded encoded);

    /**
     * Like {@link #encode(Object)}, for codecs that want to know the key. This is the method that Memjay calls.
     *
     * @param key the key as the caller gave it, as text and without prefixes
     * @param value the value, never null
     * @return its encoding; nobody changes the array any more
     */
    default Encoded encode(String key, V value) {
        return encode(value);
    }

    /**
     * Like {@link #decode(Encoded)}, for codecs that want to know the key. This is the method that Memjay calls.
     *
     * @param key the key as the caller gave it, as text and without prefixes
     * @param encoded what was stored
     * @return the value, never null
     */
    default V decode(String key, Encoded encoded) {
        return decode(encoded);
    }

    /**
     * Whether the encodings of two values, one behind the other, are the encoding of a value, so that {@code append} and
     * {@code prepend} make sense. False by default.
     */
    default boolean isAppendable() {
        return false;
    }

    /**
     * Whether compression may be put around this codec. True by default. False means that all 32 bits of the flags are
     * the codec's own: nothing is compressed on writing nor expanded on reading, whatever the keyspace says.
     */
    default boolean isCompressible() {
        return true;
    }

    /**
     * A codec for another type, made from this one.
     *
     * @param to turns a value of this codec into one of the other type; returns no null
     * @param from turns a value of the other type into one of this codec; returns no null
     * @param <T> the other type
     */
    default <T> Codec<T> map(Function<? super V, ? extends T> to, Function<? super T, ? extends V> from) {
        return new StandardCodecs.Mapped<>(
                this, Objects.requireNonNull(to, "to"), Objects.requireNonNull(from, "from"));
    }

    /**
     * This codec with its values compressed wherever it is used, where the view {@code compressed} would do so for a
     * view. Values that are not compressed are read all the same.
     *
     * @param compression how to compress
     */
    default Codec<V> compressed(Compression compression) {
        return new CompressedCodec<>(this, Objects.requireNonNull(compression, "compression"));
    }

    /**
     * Bytes as they are, with flags 0. Reads flags 0 and 16 (text).
     *
     * <p>On writing, Memjay sends a copy of the array; what was read is the caller's own.
     */
    static Codec<byte[]> bytes() {
        return StandardCodecs.Bytes.INSTANCE;
    }

    /**
     * Text in UTF-8, with flags 0, so that numbers in it can be counted by any client. Reads flags 0 and 16 (text);
     * bytes that are no UTF-8 are refused with a {@link CodecException}, as are strings that hold half a surrogate pair.
     */
    static Codec<String> strings() {
        return StandardCodecs.Text.INSTANCE;
    }

    /**
     * Unsigned numbers of 64 bits as decimal text with flags 0, as memcached counts them. Blanks around the digits are
     * trimmed on reading, since {@code decr} leaves them. Numbers above 2^63-1 are read as negative longs, and a negative
     * long is written as the unsigned number of the same 64 bits: -2 as 18446744073709551614, see
     * {@link Long#toUnsignedString(long)}. So what was read can be written back, and counted on. Text with a sign is read
     * too. For signed numbers that other programs read use {@link #ints()} or {@link #bigIntegers()}.
     */
    static Codec<Long> longs() {
        return StandardCodecs.Counter.INSTANCE;
    }

    /**
     * Values of several types by the flags of pymemcache and pylibmc: 0 {@code byte[]}, 16 {@link String}, 2 and 4
     * decimal text, read as {@link Integer}, {@link Long} or {@link BigInteger}, whichever is the first to hold it.
     *
     * <p>Writes {@code byte[]} with 0, {@code String} with 16, and {@code Integer}, {@code Long} and {@code BigInteger}
     * with 2. Anything else is refused with a {@link CodecException}; see {@link #objects(Codec)}.
     */
    static Codec<Object> objects() {
        return ObjectCodec.STRICT;
    }

    /**
     * Like {@link #objects()}, with another codec for every type and every flag that it does not know.
     *
     * @param fallback encodes other types with flags other than 0, 2, 4 and 16, and decodes what has such flags
     */
    static Codec<Object> objects(Codec<Object> fallback) {
        return new ObjectCodec(Objects.requireNonNull(fallback, "fallback"));
    }

    /**
     * Text in a charset, with flags 0; what the charset cannot say, and bytes that are no text in it, are refused with a
     * {@link CodecException}. Reads flags 0 only, since 16 means UTF-8. For UTF-8 the same as {@link #strings()}.
     *
     * @param charset the charset
     */
    static Codec<String> strings(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) ? strings() : new StandardCodecs.TextInCharset(charset);
    }

    /** Numbers of 32 bits as decimal text with flags 0. Reads flags 0, 16, 2 and 4; a larger number is refused. */
    static Codec<Integer> ints() {
        return AsciiCodec.INTS;
    }

    /** Numbers of any size, up to 4,300 digits, as decimal text with flags 0. Reads flags 0, 16, 2 and 4. */
    static Codec<BigInteger> bigIntegers() {
        return AsciiCodec.BIG_INTEGERS;
    }

    /** Truth values as 1 and 0 with flags 0. Reads flags 0, 16, 2 and 4; {@code true} and {@code false} too. */
    static Codec<Boolean> booleans() {
        return AsciiCodec.BOOLEANS;
    }

    /**
     * Numbers with a fraction as the shortest decimal text that gives them back, with flags 0, {@code Infinity} and
     * {@code NaN} included. Reads flags 0 and 16, and Python's {@code inf} and {@code nan} too.
     */
    static Codec<Double> doubles() {
        return AsciiCodec.DOUBLES;
    }

    /** UUIDs as their 36 characters, with flags 0. Reads flags 0 and 16. */
    static Codec<UUID> uuids() {
        return AsciiCodec.UUIDS;
    }

    /** Instants in ISO 8601, in UTC and to the nanosecond, with flags 0. Reads flags 0 and 16. */
    static Codec<Instant> instants() {
        return AsciiCodec.INSTANTS;
    }

    /**
     * Values that write and read their own bytes, with flags 0: {@code Codec.ofBytes(User::toByteArray, User::parseFrom)}
     * for a Protobuf message. What the two throw becomes the cause of a {@link CodecException}.
     *
     * @param writer makes the bytes of a value
     * @param reader makes a value of its bytes
     * @param <V> the type of the values
     */
    static <V> Codec<V> ofBytes(BytesWriter<? super V> writer, BytesReader<? extends V> reader) {
        return new StandardCodecs.OfFunctions<>(
                Objects.requireNonNull(writer, "writer"), Objects.requireNonNull(reader, "reader"));
    }

    /** Bytes and flags as they are, compressed or not: for programs that interpret flags themselves. */
    static Codec<Encoded> encoded() {
        return StandardCodecs.AsEncoded.INSTANCE;
    }
}
