package dev.memjay.placement;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Texts as the other languages see them: a routing key's characters, and their order by code point. */
final class CodePoints {
    private CodePoints() {}

    /** Whether each byte of a routing key is a character of its own. */
    static boolean isAscii(String route) {
        for (int i = 0; i < route.length(); i++) {
            if (route.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** The text whose UTF-8 a routing key holds a byte a character, or null if it holds none. */
    static @Nullable String text(String route) {
        if (isAscii(route)) {
            return route;
        }
        try {
            byte[] bytes = route.getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Orders as Python and as bytes of UTF-8 do; Java's own order puts what is beyond 16 bits too early. */
    static int compare(String one, String other) {
        int[] these = one.codePoints().toArray();
        int[] those = other.codePoints().toArray();
        return Arrays.compare(these, those);
    }
}
