package dev.memjay.codec;

import dev.memjay.error.IllegalKeyException;
import dev.memjay.model.Key;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keys of many types in one keyspace, as text that people can read and that is the same if and only if the keys are equal.
 *
 * <p>The type is part of a key, so 42, 42L and "42" are three keys. What has no text of its own is refused with its class;
 * {@code toString} is never used for it, since it may name an object's identity, or be the same for two keys.
 *
 * <table>
 * <caption>Keys and their text</caption>
 * <tr><th>key</th><th>text</th></tr>
 * <tr><td>{@code "john doe"}</td><td>{@code 'john doe}; inside another key {@code 'john doe'}, with each quote
 *     written twice</td></tr>
 * <tr><td>{@code 42}, {@code 42L}, {@code (short) 42}, {@code (byte) 42}</td>
 *     <td>{@code 42}, {@code 42L}, {@code 42s}, {@code 42b}</td></tr>
 * <tr><td>{@code 0.5}, {@code 0.5f}, {@code BigInteger}, {@code BigDecimal}</td>
 *     <td>{@code 0.5d}, {@code 0.5f}, {@code 42n}, {@code 1.50m}</td></tr>
 * <tr><td>{@code true}, {@code null} inside another key, {@code 'x'}</td>
 *     <td>{@code true}, {@code null}, {@code c'x'}</td></tr>
 * <tr><td>a UUID</td><td>{@code 00000000-0000-0001-0000-000000000002}</td></tr>
 * <tr><td>the dates and times of java.time, {@code Date}, {@code Currency}, {@code Locale}</td>
 *     <td>{@code LocalDate(2026-11-30)}, {@code Date(2026-11-30T20:00:00Z)}, {@code Locale(en_US)}</td></tr>
 * <tr><td>an enum, a record</td>
 *     <td>{@code com.example.Color.RED}, {@code com.example.Id(7,'a')}</td></tr>
 * <tr><td>a List, a Set, a Map, a Map.Entry, an Optional</td>
 *     <td><code>[1,2]</code>, <code>{1,2}</code>, <code>{=1=2,3=4}</code>, <code>Entry(1,2)</code>, {@code Optional(1)};
 *     sets and maps in the order of the elements' text</td></tr>
 * <tr><td>an array</td><td>{@code int[1,2]}, {@code byte[0aff]}, {@code Object[1,'a']} for every array of references;
 *     arrays are equal if their elements are</td></tr>
 * </table>
 *
 * <p>Records are read by their components, whatever their {@code equals} says; a record in a module has to be open to
 * {@code dev.memjay}, and a native image has to know it for reflection. Enums and records differ by the full
 * name of their class, not by its class loader. Text may be {@value #MAX_LENGTH} characters long and nest {@value
 * #MAX_DEPTH} levels deep. It can hold spaces and any other character, and be longer than memcached's 250 bytes: use it with
 * {@code KeyPolicy.HASH}.
 *
 * <p>Immutable and thread-safe.
 */
public final class TypedKeys implements KeyCodec<Object> {
    /** The most characters of a key's text. Far more than a key needs; what is longer costs more to hash than to load. */
    public static final int MAX_LENGTH = 65_536;

    /** The most levels of keys inside keys. */
    public static final int MAX_DEPTH = 32;

    private static final TypedKeys STANDARD = new TypedKeys(Map.of(), null);

    /** What is written before any converter is looked for. */
    private static final Set<Class<?>> FIXED = Set.of(
            String.class, Integer.class, Long.class, Short.class, Byte.class, Boolean.class, UUID.class, Object.class);

    private final Map<Class<?>, Parts> converters;
    private final @Nullable Function<Object, @Nullable Object> rest;

    /** How the instances of a class are written: a name, and what tells two of them apart. */
    record Parts(String name, Function<Object, ?> of) {}

    private TypedKeys(Map<Class<?>, Parts> converters, @Nullable Function<Object, @Nullable Object> rest) {
        this.converters = converters;
        this.rest = rest;
    }

    /** The types of the table above and no others. */
    public static TypedKeys standard() {
        return STANDARD;
    }

    /**
     * Also takes keys of another class, written as its full name and what the function gives, {@code com.example.Id(7)}.
     *
     * @param type the class; the function is called for instances of its subclasses too, or if it is an interface, of the
     *     classes that implement it. A function for the class itself goes before one for a superclass, and that before one for an
     *     interface
     * @param parts gives what tells two keys of the class apart, equal if and only if the keys are: a key of a type that is
     *     known here, or several in a List
     * @param <T> the class
     * @return keys with this function; the present ones stay as they are. For Object it is the same as {@link #orElse}
     * @throws IllegalArgumentException if the class is one of those that always have the text of the table: String, Integer,
     *     Long, Short, Byte, Boolean and UUID
     */
    public <T> TypedKeys with(Class<T> type, Function<? super T, ?> parts) {
        if (type == Object.class) {
            return orElse(key -> parts.apply(type.cast(key)));
        }
        return with(Objects.requireNonNull(type, "type"), KeyText.nameOf(type), parts, converters);
    }

    /**
     * Like {@link #with(Class, Function)}, with a short name in place of the class's.
     *
     * @param name letters and digits, not a name of the table above nor of another class
     */
    public <T> TypedKeys with(Class<T> type, String name, Function<? super T, ?> parts) {
        Objects.requireNonNull(type, "type");
        boolean isWord = !name.isEmpty() && name.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
        if (!isWord || !Character.isLetter(name.charAt(0)) || KeyText.isTaken(name)) {
            throw new IllegalArgumentException("the name '" + name + "' for keys of " + type.getName()
                    + " is not a word of letters and digits, or is taken by a type that is known already;"
                    + " use another one");
        }
        return with(type, name, parts, converters);
    }

    private <T> TypedKeys with(Class<T> type, String name, Function<? super T, ?> parts, Map<Class<?>, Parts> present) {
        Objects.requireNonNull(parts, "parts");
        if (FIXED.contains(type)) {
            throw new IllegalArgumentException("keys of " + type.getName()
                    + " are always written as TypedKeys says; a function for them cannot be registered");
        }
        Map<Class<?>, Parts> more = new LinkedHashMap<>(present);
        more.remove(type);
        for (Map.Entry<Class<?>, Parts> other : more.entrySet()) {
            if (other.getValue().name().equals(name)) {
                throw new IllegalArgumentException("the name '" + name + "' is used for keys of "
                        + other.getKey().getName() + ", so it cannot be used for those of " + type.getName()
                        + "; use another one");
            }
        }
        more.put(type, new Parts(name, key -> parts.apply(type.cast(key))));
        return new TypedKeys(more, rest);
    }

    /**
     * Also takes keys that would be refused otherwise, written as the full name of their class and what the function gives.
     *
     * @param parts gives what tells two keys of one class apart, as for {@link #with(Class, Function)}, or null for a key that
     *     is to be refused. Called after the function that was given before, if that returned null
     */
    public TypedKeys orElse(Function<Object, @Nullable Object> parts) {
        Objects.requireNonNull(parts, "parts");
        Function<Object, @Nullable Object> before = rest;
        return new TypedKeys(
                converters,
                before == null
                        ? parts
                        : key -> {
                            Object result = before.apply(key);
                            return result != null ? result : parts.apply(key);
                        });
    }

    /**
     * The key's text as memcached's key.
     *
     * @throws IllegalKeyException as {@link #text} does
     */
    @Override
    public Key encode(Object key) {
        return Key.of(text(key));
    }

    /**
     * The key's text.
     *
     * @throws IllegalKeyException if the key or a part of it has a class that is not known here, is too long or too deep, or
     *     cannot be read
     */
    public String text(Object key) {
        return new KeyText(this).of(Objects.requireNonNull(key, "key"));
    }

    /** The function for a class, the nearest one; null if there is none. */
    @Nullable
    Parts partsOf(Class<?> type) {
        if (converters.isEmpty()) {
            return null;
        }
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Parts parts = converters.get(at);
            if (parts != null) {
                return parts;
            }
        }
        for (Map.Entry<Class<?>, Parts> entry : converters.entrySet()) {
            if (entry.getKey().isInterface() && entry.getKey().isAssignableFrom(type)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** What tells keys apart that nothing else knows; null if nothing does. */
    @Nullable
    Object restOf(Object key) {
        return rest == null ? null : rest.apply(key);
    }

    @Override
    public String toString() {
        return "TypedKeys" + converters.keySet();
    }
}
