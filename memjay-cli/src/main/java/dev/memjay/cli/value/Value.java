package dev.memjay.cli.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A value as the command takes it from its arguments and shows it.
 *
 * @param bytes the value as it is typed and printed
 * @param flags the client flags it was stored with
 * @param kind what the bytes are
 */
public record Value(byte[] bytes, int flags, Kind kind) {
    /** What the bytes of a value are, which decides how they are shown. */
    public enum Kind {
        /** Text, or bytes that are text for all we know. */
        TEXT,
        /** Bytes that nobody is to touch, not even with a line end behind them. */
        BYTES,
        /** JSON on one line. */
        JSON
    }

    /** A value that was given as an argument or on standard input. */
    public static Value given(byte[] bytes) {
        return new Value(bytes, 0, Kind.TEXT);
    }

    public static Value text(String text, int flags) {
        return new Value(text.getBytes(StandardCharsets.UTF_8), flags, Kind.TEXT);
    }

    /** Adds the value: as JSON, as text, or in base64 what is neither. */
    public void addTo(JsonLine line) {
        String text = kind == Kind.BYTES ? null : decoded();
        if (text == null) {
            line.text("base64", Base64.getEncoder().encodeToString(bytes));
        } else if (kind == Kind.JSON) {
            line.json("value", text);
        } else {
            line.text("value", text);
        }
    }

    /** The bytes as text, or null if they are no UTF-8. */
    @Nullable
    String decoded() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
