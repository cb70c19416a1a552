// Derived from memjay-jackson/src/main/java/dev/memjay/jackson/KnownPath.java by scripts/Twins.java
package dev.memjay.jackson3;

import tools.jackson.core.JacksonException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The way to an error inside a value, of nothing but what the program itself has: classes, their fields, and positions in
 * lists. Keys of maps and properties that no field has come out of the value, as long and as hostile as that is, and are
 * shown as a question mark.
 */
final class KnownPath {
    private static final int MAX = 12;

    private KnownPath() {}

    /** The way to an error. */
    static String of(JacksonException error) {
        StringBuilder text = new StringBuilder();
        List<JacksonException.Reference> path = error.getPath();
        for (JacksonException.Reference step : path.subList(0, Math.min(path.size(), MAX))) {
            if (text.length() > 0) {
                text.append(" > ");
            }
            step(text, step);
        }
        return path.size() > MAX ? text.append(" > ...").toString() : text.toString();
    }

    private static void step(StringBuilder text, JacksonException.Reference step) {
        Object from = step.from();
        Class<?> type = from instanceof Class<?> named ? named : from == null ? null : from.getClass();
        String name = step.getPropertyName();
        text.append(type == null ? "?" : type.getSimpleName());
        if (name == null) {
            text.append('[').append(step.getIndex()).append(']');
        } else {
            String field = fieldOf(type, name);
            text.append('.').append(field == null ? "?" : field);
        }
    }

    /** The field that a property's name means, whichever way the mapper spells names; null when there is none. */
    private static @Nullable String fieldOf(@Nullable Class<?> type, String property) {
        String plain = plain(property);
        boolean isOfJdk = type != null && type.getName().startsWith("java.");
        for (Class<?> each = isOfJdk ? null : type; each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (plain(field.getName()).equals(plain)) {
                    return field.getName();
                }
            }
        }
        return null;
    }

    /** A name without what naming strategies add to it. */
    private static String plain(String name) {
        return name.replace("_", "").replace("-", "").replace(".", "").toLowerCase(Locale.ROOT);
    }
}
