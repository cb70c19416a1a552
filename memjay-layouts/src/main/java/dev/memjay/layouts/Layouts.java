package dev.memjay.layouts;

import dev.memjay.codec.Codec;
import dev.memjay.codec.SerializationCodec;
import java.io.Serializable;
import java.util.Objects;

/**
 * How clients of Java, Ruby and PHP lay values out, as codecs: what they stored is read, and what is written they read.
 *
 * <p>pymemcache, pylibmc and python-memcached are in memjay-python, since they need pickles.
 */
public final class Layouts {
    private Layouts() {}

    /**
     * spymemcached's {@code SerializingTranscoder}: String, Boolean, Byte, Integer, Long, Float, Double, byte[] and dates
     * (as {@link java.time.Instant}; {@link java.util.Date} is written too), compressed by gzip from 16,385 bytes on.
     * Other types are refused until {@link TranscoderCodec#serialized} lists classes.
     */
    public static TranscoderCodec spymemcached() {
        return TranscoderCodec.SPYMEMCACHED;
    }

    /**
     * xmemcached's {@code SerializingTranscoder}: as {@link #spymemcached()}, read whichever of gzip and zip it was
     * compressed by; see {@link TranscoderCodec#zip()} and {@link TranscoderCodec#primitivesAsText()} for its options.
     */
    public static TranscoderCodec xmemcached() {
        return TranscoderCodec.XMEMCACHED;
    }

    /** folsom's {@code StringTranscoder} in UTF-8: text with flags 0. Its {@code ByteArrayTranscoder} is {@link Codec#bytes()}. */
    public static Codec<String> folsom() {
        return Codec.strings();
    }

    /**
     * folsom's {@code SerializableObjectTranscoder}: Java's serialization with flags 0, read from a list of classes.
     *
     * @param type the class of the values
     * @param patterns further classes, as {@link SerializationCodec#allowing} takes them
     * @param <V> the type of the values
     */
    public static <V extends Serializable> Codec<V> folsom(Class<V> type, String... patterns) {
        return SerializationCodec.allowing(type, patterns);
    }

    /** Dalli's raw text: flags 0, and 2 where it is compressed by zlib or gzip; from 4,096 bytes on it is written so. */
    public static Codec<String> dalli() {
        return new DalliCodec<>(Codec.strings(), false);
    }

    /**
     * Dalli's raw values in an encoding of their own, as {@link #dalli()}.
     *
     * @param raw makes bytes with flags 0
     * @param <V> the type of the values
     */
    public static <V> Codec<V> dalli(Codec<V> raw) {
        return new DalliCodec<>(Objects.requireNonNull(raw, "raw"), false);
    }

    /**
     * What Dalli stores by a serializer of its own, such as {@code serializer: JSON}: flags 1, and 3 where it is
     * compressed. Ruby's Marshal, Dalli's default, is for Ruby alone: such values are refused.
     *
     * @param serializer the same encoding in Java, with flags 0: JSON, say
     * @param <V> the type of the values
     */
    public static <V> Codec<V> dalliSerialized(Codec<V> serializer) {
        return new DalliCodec<>(Objects.requireNonNull(serializer, "serializer"), true);
    }

    /**
     * php-memcached's strings, integers, floats and booleans, compressed by fastlz or zlib or not at all; arrays and
     * objects by {@link PhpCodec#json}.
     */
    public static PhpCodec php() {
        return PhpCodec.SCALARS;
    }
}
