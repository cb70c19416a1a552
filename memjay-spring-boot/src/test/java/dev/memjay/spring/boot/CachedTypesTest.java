package dev.memjay.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.javapoet.ClassName;

/** An application that is built ahead of time keeps what JSON needs of the types that cached methods return. */
class CachedTypesTest {
    record Price(long cents) {}

    record Book(String title, Price price) {}

    record Other(String name) {}

    static class Books {
        @Cacheable("books")
        public List<Book> books() {
            return List.of();
        }

        public Other notCached() {
            return new Other("");
        }
    }

    private static BeanRegistrationAotContribution contributionFor(Class<?> type) {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerBeanDefinition("bean", new RootBeanDefinition(type));
        return new CachedTypes().processAheadOfTime(RegisteredBean.of(beans, "bean"));
    }

    @Test
    void typesOfCachedMethodsAndTheirPartsCanBeMadeByReflection() {
        RuntimeHints hints = new RuntimeHints();

        contributionFor(Books.class)
                .applyTo(
                        new DefaultGenerationContext(
                                new ClassNameGenerator(ClassName.get(Object.class)),
                                new InMemoryGeneratedFiles(),
                                hints),
                        (BeanRegistrationCode) null);

        assertThat(RuntimeHintsPredicates.reflection().onType(Book.class)).accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(Price.class)).accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(Other.class)).rejects(hints);
    }

    @Test
    void otherBeansNeedNothing() {
        assertThat(contributionFor(Object.class)).isNull();
    }
}
