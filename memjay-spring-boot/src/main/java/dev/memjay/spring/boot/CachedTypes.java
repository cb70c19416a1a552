package dev.memjay.spring.boot;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Hints for the types that cached methods return, which become JSON and are made of it by reflection. Runs when an application is built ahead of time. */
final class CachedTypes implements BeanRegistrationAotProcessor {
    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        List<Type> types = new ArrayList<>();
        ReflectionUtils.doWithMethods(ClassUtils.getUserClass(bean.getBeanClass()), method -> {
            boolean isCached = AnnotatedElementUtils.hasAnnotation(method, Cacheable.class)
                    || AnnotatedElementUtils.hasAnnotation(method, CachePut.class);
            if (isCached) {
                types.add(method.getGenericReturnType());
            }
        });
        return types.isEmpty()
                ? null
                : (generation, code) -> new BindingReflectionHintsRegistrar()
                        .registerReflectionHints(generation.getRuntimeHints().reflection(), types.toArray(Type[]::new));
    }
}
