package dev.memjay.cli.value;

import java.util.Map;

/** One JSON object on one line, name after name. */
public final class JsonLine {
    private final StringBuilder text = new StringBuilder("{");

    public JsonLine text(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /** A value that is JSON already: a number, a truth value, an object. */
    public JsonLine json(String name, String value) {
        name(name);
        text.append(value);
        return this;
    }

    public JsonLine number(String name, long value) {
        return json(name, Long.toString(value));
    }

    public JsonLine flag(String name, boolean value) {
        return json(name, Boolean.toString(value));
    }

    public JsonLine object(String name, Map<String, String> values) {
        JsonLine inner = new JsonLine();
        values.forEach(inner::text);
        return json(name, inner.toString());
    }

    private void name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        quote(text, value);
    }

    /** Appends a text as JSON spells it. */
    static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    // Beside what JSON asks for, the two line ends that some readers of lines stumble over.
                    if (c < ' ' || c == '\u007f' || c == '\u2028' || c == '\u2029') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    /** The object, closed. */
    @Override
    public String toString() {
        return text + "}";
    }
}
