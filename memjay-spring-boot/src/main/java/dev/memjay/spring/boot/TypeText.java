package dev.memjay.spring.boot;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** Reads a type as Java writes it, {@code java.util.Map<java.lang.String, com.example.Book>}, with full names and no wildcards. */
final class TypeText {
    private final String text;
    private int position;

    private TypeText(String text) {
        this.text = text;
    }

    /**
     * The type.
     *
     * @throws IllegalArgumentException if the text is none, or there is no such class
     */
    static Type parse(String text) {
        TypeText reading = new TypeText(text.replace(" ", ""));
        ResolvableType type = reading.type();
        if (reading.position < reading.text.length()) {
            throw reading.refusal("there is more behind the type", null);
        }
        return type.getType();
    }

    private ResolvableType type() {
        int start = position;
        while (position < text.length() && "<,>".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        Class<?> raw = named(text.substring(start, position));
        List<ResolvableType> arguments = new ArrayList<>();
        if (takes('<')) {
            do {
                arguments.add(type());
            } while (takes(','));
            if (!takes('>')) {
                throw refusal("a '>' is missing", null);
            }
        }
        int wanted = raw.getTypeParameters().length;
        if (!arguments.isEmpty() && arguments.size() != wanted) {
            throw refusal(raw.getName() + " takes " + wanted + " types, not " + arguments.size(), null);
        }
        return arguments.isEmpty()
                ? ResolvableType.forClass(raw)
                : ResolvableType.forClassWithGenerics(raw, arguments.toArray(ResolvableType[]::new));
    }

    private boolean takes(char expected) {
        if (position < text.length() && text.charAt(position) == expected) {
            position++;
            return true;
        }
        return false;
    }

    private Class<?> named(String name) {
        try {
            return ClassUtils.forName(name, ClassUtils.getDefaultClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw refusal("there is no class '" + name + "'; write its full name, with '$' before a nested one", e);
        }
    }

    private IllegalArgumentException refusal(String why, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "the type '" + text + "' cannot be read: " + why
                        + ". It has to be a type such as java.util.List<com.example.Book>",
                cause);
    }
}
