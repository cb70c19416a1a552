package dev.memjay.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * What a cached method gives to the cache: the generic type of the values, without what Spring unwraps, and whether the
 * method returns before they are there, so that nothing in its path may block.
 *
 * @param type the type; null if there is none, as for a void method
 * @param isAsync whether the method returns a future or a publisher, or is a suspending function
 */
record MethodValue(@Nullable Type type, boolean isAsync) {
    /** Nothing known. */
    static final MethodValue UNKNOWN = new MethodValue(null, false);

    /** Generic types nest less deep than this, or refer to themselves. */
    private static final int MAX_DEPTH = 16;

    /**
     * @param method the most specific one
     * @param targetClass the class of the bean, which may fix the method's type variables
     */
    static MethodValue of(Method method, Class<?> targetClass) {
        if (KotlinDetector.isSuspendingFunction(method)) {
            int last = method.getParameterCount() - 1;
            ResolvableType continuation = ResolvableType.forMethodParameter(
                    new MethodParameter(method, last).withContainingClass(targetClass));
            return new MethodValue(typeOf(continuation.getGeneric(0)), true);
        }
        ResolvableType returned = ResolvableType.forMethodReturnType(method, targetClass);
        Class<?> raw = returned.resolve(Object.class);
        if (raw == Optional.class) {
            return new MethodValue(typeOf(returned.getGeneric(0)), false);
        }
        if (CompletableFuture.class.isAssignableFrom(raw)) {
            return new MethodValue(typeOf(returned.as(CompletableFuture.class).getGeneric(0)), true);
        }
        ReactiveAdapterRegistry registry = ReactiveAdapterRegistry.getSharedInstance();
        ReactiveAdapter adapter = registry.hasAdapters() ? registry.getAdapter(raw) : null;
        if (adapter == null) {
            return new MethodValue(typeOf(returned), false);
        }
        ResolvableType element = returned.getGeneric(0);
        return adapter.isMultiValue()
                ? new MethodValue(listOf(element), true)
                : new MethodValue(adapter.isNoValue() ? null : typeOf(element), true);
    }

    private static Type listOf(ResolvableType element) {
        Type type = typeOf(element);
        return ResolvableType.forClassWithGenerics(
                        List.class, ResolvableType.forType(type == null ? Object.class : type))
                .getType();
    }

    private static @Nullable Type typeOf(ResolvableType type) {
        Type resolved = resolved(type, 0).getType();
        boolean isNone = resolved == void.class
                || resolved == Void.class
                || resolved.getTypeName().equals("kotlin.Unit");
        return isNone ? null : resolved;
    }

    /** The same without variables and wildcards: what they stand for, or their bounds. */
    private static ResolvableType resolved(ResolvableType type, int depth) {
        if (depth > MAX_DEPTH) {
            return ResolvableType.forClass(Object.class);
        }
        if (type.getType() instanceof WildcardType wildcard) {
            Type[] lower = wildcard.getLowerBounds();
            Type bound = lower.length > 0 ? lower[0] : wildcard.getUpperBounds()[0];
            return resolved(ResolvableType.forType(bound, type), depth + 1);
        }
        if (type.isArray()) {
            return ResolvableType.forArrayComponent(resolved(type.getComponentType(), depth + 1));
        }
        Class<?> raw = type.resolve(Object.class);
        if (!type.hasGenerics()) {
            return ResolvableType.forClass(raw);
        }
        ResolvableType[] generics = Arrays.stream(type.getGenerics())
                .map(generic -> resolved(generic, depth + 1))
                .toArray(ResolvableType[]::new);
        return ResolvableType.forClassWithGenerics(raw, generics);
    }
}
