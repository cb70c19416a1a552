package dev.memjay.codec;

import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Key;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The codecs that {@link Codec} and {@link KeyCodec} give, but for short ASCII text and Java objects. */
final class StandardCodecs {
    private StandardCodecs() {}

    /** Bytes as they are. */
    enum Bytes implements Codec<byte[]> {
        INSTANCE;

        @Override
        public Encoded encode(byte[] value) {
            return Encoded.of(value);
        }

        @Override
        public byte[] decode(Encoded encoded) {
            if (encoded.flags() != Flags.BYTES && encoded.flags() != Flags.TEXT) {
                throw Flags.foreign("Codec.bytes()", encoded.flags());
            }
            return encoded.data();
        }

        @Override
        public boolean isAppendable() {
            return true;
        }

        @Override
        public String toString() {
            return "Codec.bytes()";
        }
    }

    /** Text in UTF-8. */
    enum Text implements Codec<String> {
        INSTANCE;

        @Override
        public Encoded encode(String value) {
            return Encoded.of(Utf8.encode(value));
        }

        @Override
        public String decode(Encoded encoded) {
            if (encoded.flags() != Flags.BYTES && encoded.flags() != Flags.TEXT) {
                throw Flags.foreign("Codec.strings()", encoded.flags());
            }
            return Utf8.decode(encoded.data());
        }

        @Override
        public boolean isAppendable() {
            return true;
        }

        @Override
        public String toString() {
            return "Codec.strings()";
        }
    }

    /** Text in another charset than UTF-8: what it cannot say is refused, not replaced. */
    record TextInCharset(Charset charset) implements Codec<String> {
        @Override
        public Encoded encode(String value) {
            try {
                ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(value));
                byte[] data = new byte[bytes.remaining()];
                bytes.get(data);
                return Encoded.of(data);
            } catch (CharacterCodingException e) {
                throw new CodecException("the text has a character that " + charset + " cannot say", e);
            }
        }

        /** Flags 16 say UTF-8 wherever they are used, so they are foreign here. */
        @Override
        public String decode(Encoded encoded) {
            if (encoded.flags() != Flags.BYTES) {
                throw Flags.foreign(toString(), encoded.flags());
            }
            try {
                return charset.newDecoder()
                        .decode(ByteBuffer.wrap(encoded.data()))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new CodecException("the value is no text in " + charset + "; Codec.bytes() reads any bytes", e);
            }
        }

        @Override
        public String toString() {
            return "Codec.strings(" + charset + ")";
        }
    }

    /** Counters: unsigned decimal text, so that what was read is written as it was and can be counted on. */
    enum Counter implements Codec<Long> {
        INSTANCE;

        @Override
        public Encoded encode(Long value) {
            return Encoded.of(Long.toUnsignedString(value).getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public Long decode(Encoded encoded) {
            return switch (encoded.flags()) {
                case Flags.BYTES, Flags.TEXT, Flags.INTEGER, Flags.LONG -> Decimal.unsignedLong(encoded.data());
                default -> throw Flags.foreign("Codec.longs()", encoded.flags());
            };
        }

        /** A compressed counter could not be counted. */
        @Override
        public boolean isCompressible() {
            return false;
        }

        @Override
        public String toString() {
            return "Codec.longs()";
        }
    }

    /** Bytes and flags as they are. */
    enum AsEncoded implements Codec<Encoded> {
        INSTANCE;

        @Override
        public Encoded encode(Encoded value) {
            return value;
        }

        @Override
        public Encoded decode(Encoded encoded) {
            return encoded;
        }

        @Override
        public boolean isAppendable() {
            return true;
        }

        @Override
        public boolean isCompressible() {
            return false;
        }

        @Override
        public String toString() {
            return "Codec.encoded()";
        }
    }

    /** Bytes with flags 0 by a pair of functions that may throw what they like. */
    record OfFunctions<V>(BytesWriter<? super V> writer, BytesReader<? extends V> reader) implements Codec<V> {
        @Override
        public Encoded encode(V value) {
            try {
                return Encoded.of(writer.write(value));
            } catch (MemjayException e) {
                throw e;
            } catch (Exception e) {
                throw new CodecException("cannot write a " + value.getClass().getName(), interrupted(e));
            }
        }

        @Override
        public V decode(Encoded encoded) {
            if (encoded.flags() != Flags.BYTES) {
                throw Flags.foreign(toString(), encoded.flags());
            }
            try {
                return reader.read(encoded.data());
            } catch (MemjayException e) {
                throw e;
            } catch (Exception e) {
                throw new CodecException("cannot read a value of " + encoded.length() + " bytes", interrupted(e));
            }
        }

        private static Exception interrupted(Exception error) {
            if (error instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return error;
        }

        @Override
        public String toString() {
            return "Codec.ofBytes(...)";
        }
    }

    /** A codec behind a pair of functions. */
    static final class Mapped<V, T> implements Codec<T> {
        private final Codec<V> inner;
        private final Function<? super V, ? extends T> to;
        private final Function<? super T, ? extends V> from;

        Mapped(Codec<V> inner, Function<? super V, ? extends T> to, Function<? super T, ? extends V> from) {
            this.inner = inner;
            this.to = to;
            this.from = from;
        }

        @Override
        public Encoded encode(T value) {
            return inner.encode(from.apply(value));
        }

        @Override
        public T decode(Encoded encoded) {
            return to.apply(inner.decode(encoded));
        }

        @Override
        public Encoded encode(String key, T value) {
            return inner.encode(key, from.apply(value));
        }

        @Override
        public T decode(String key, Encoded encoded) {
            return to.apply(inner.decode(key, encoded));
        }

        @Override
        public boolean isCompressible() {
            return inner.isCompressible();
        }

        @Override
        public String toString() {
            return inner + " mapped";
        }
    }

    /** Strings as keys; keyspaces know it and take the string as it is. */
    enum StringKeys implements KeyCodec<String> {
        INSTANCE;

        @Override
        public Key encode(String key) {
            return Key.of(key);
        }
    }
}
