package dev.memjay.codec;

import dev.memjay.error.IllegalKeyException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the components of records that a program uses as keys, by their accessors. The only place of the client that uses
 * reflection, and only for such records.
 */
final class RecordParts extends ClassValue<List<Method>> {
    private static final RecordParts ACCESSORS = new RecordParts();

    private RecordParts() {}

    /** The values of the components in their order. */
    static List<@Nullable Object> of(Record key) {
        List<Method> accessors = ACCESSORS.get(key.getClass());
        List<@Nullable Object> values = new ArrayList<>(accessors.size());
        for (Method accessor : accessors) {
            values.add(valueOf(accessor, key));
        }
        return values;
    }

    @Override
    protected List<Method> computeValue(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Method> accessors = new ArrayList<>(components.length);
        for (RecordComponent component : components) {
            Method accessor = component.getAccessor();
            if (accessor == null || !accessor.trySetAccessible()) {
                throw unreadable(type, component.getName(), "its package is not open to the module dev.memjay");
            }
            accessors.add(accessor);
        }
        return Collections.unmodifiableList(accessors);
    }

    private static @Nullable Object valueOf(Method accessor, Record key) {
        try {
            return accessor.invoke(key);
        } catch (InvocationTargetException e) {
            throw unreadable(
                    key.getClass(),
                    accessor.getName(),
                    "it threw " + e.getTargetException().getClass().getName());
        } catch (IllegalAccessException e) {
            throw unreadable(key.getClass(), accessor.getName(), "its package is not open to the module dev.memjay");
        }
    }

    private static IllegalKeyException unreadable(Class<?> type, String component, String why) {
        return new IllegalKeyException("the component " + component + "() of a key of the record " + type.getName()
                + " cannot be read: " + why + "; open the package, or register a function for " + type.getSimpleName()
                + " with TypedKeys.with");
    }
}
