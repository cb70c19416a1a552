package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/** Text in another charset than UTF-8: what it cannot say is refused, not replaced. */
record CharsetCodec(Charset charset) implements Codec<String> {
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
            return charset.newDecoder().decode(ByteBuffer.wrap(encoded.data())).toString();
        } catch (CharacterCodingException e) {
            throw new CodecException("the value is no text in " + charset + "; Codec.bytes() reads any bytes", e);
        }
    }

    @Override
    public String toString() {
        return "Codec.strings(" + charset + ")";
    }
}
