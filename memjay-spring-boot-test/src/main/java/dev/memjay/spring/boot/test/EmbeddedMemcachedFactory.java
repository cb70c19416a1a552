package dev.memjay.spring.boot.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Adds the server to the contexts of tests that have the annotation, or whose enclosing class has it. */
final class EmbeddedMemcachedFactory implements ContextCustomizerFactory {
    /** All are equal, so that tests that differ in nothing else share their context. */
    private record Customizer() implements ContextCustomizer {
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            new AnnotatedBeanDefinitionReader((BeanDefinitionRegistry) context).register(EmbeddedServer.class);
        }
    }

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> test, List<ContextConfigurationAttributes> attributes) {
        return TestContextAnnotationUtils.hasAnnotation(test, EmbeddedMemcached.class) ? new Customizer() : null;
    }
}
