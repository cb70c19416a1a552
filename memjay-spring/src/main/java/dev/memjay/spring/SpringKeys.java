package dev.memjay.spring;

import dev.memjay.codec.TypedKeys;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/** The keys of {@link TypedKeys}, and those that Spring makes: of several arguments, of none, and of a bare Object. */
final class SpringKeys {
    /** Where a SimpleKey holds its arguments. */
    static final Field ARGUMENTS = params();

    private static final BareObjects BARE = new BareObjects();

    private SpringKeys() {}

    static TypedKeys standard() {
        return TypedKeys.standard()
                .with(SimpleKey.class, "SimpleKey", SpringKeys::argumentsOf)
                .orElse(BARE::number);
    }

    private static Field params() {
        Field field = ReflectionUtils.findField(SimpleKey.class, null, Object[].class);
        if (field == null) {
            throw new IllegalStateException(
                    "this version of Spring's SimpleKey does not hold its arguments in an array");
        }
        ReflectionUtils.makeAccessible(field);
        return field;
    }

    private static Object argumentsOf(SimpleKey key) {
        Object arguments = ReflectionUtils.getField(ARGUMENTS, key);
        return Arrays.asList((Object[]) arguments);
    }

    /** An Object that is nothing more is equal to itself alone: it has a number, of this JVM. */
    private static final class BareObjects {
        private final String jvm = UUID.randomUUID().toString();
        private final AtomicLong last = new AtomicLong();
        private final Map<Object, Long> numbers = new WeakHashMap<>();

        @Nullable
        Object number(Object key) {
            if (key.getClass() != Object.class) {
                return null;
            }
            synchronized (numbers) {
                return jvm + "-" + numbers.computeIfAbsent(key, fresh -> last.incrementAndGet());
            }
        }
    }
}
