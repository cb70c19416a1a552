package dev.memjay.placement;

/** Python's {@code repr} of a {@code bytes} object, such as {@code b'k\xe9'}: what pymemcache hashes for a bytes key. */
final class PythonBytes {
    private static final String HEX = "0123456789abcdef";

    private PythonBytes() {}

    static String repr(String bytes) {
        char quote = bytes.indexOf('\'') >= 0 && bytes.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder repr = new StringBuilder(bytes.length() + 3).append('b').append(quote);
        for (int i = 0; i < bytes.length(); i++) {
            append(repr, bytes.charAt(i), quote);
        }
        return repr.append(quote).toString();
    }

    private static void append(StringBuilder repr, char c, char quote) {
        switch (c) {
            case '\t' -> repr.append("\\t");
            case '\n' -> repr.append("\\n");
            case '\r' -> repr.append("\\r");
            default -> {
                if (c == quote || c == '\\') {
                    repr.append('\\').append(c);
                } else if (c < ' ' || c > '~') {
                    repr.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                } else {
                    repr.append(c);
                }
            }
        }
    }
}
