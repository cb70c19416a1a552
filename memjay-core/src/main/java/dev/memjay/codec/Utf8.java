package dev.memjay.codec;

import dev.memjay.error.CodecException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what Java would silently replace by a question mark is refused. */
final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    throw new CodecException("the text has half a surrogate pair at index " + i
                            + ", which UTF-8 cannot say; Codec.bytes() takes any bytes");
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            decodeStrictly(bytes);
        }
        return text;
    }

    /** Tells a replacement character that was stored from one that stands for bad bytes. */
    private static void decodeStrictly(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new CodecException("the value is no text in UTF-8; Codec.bytes() reads any bytes", e);
        }
    }
}
