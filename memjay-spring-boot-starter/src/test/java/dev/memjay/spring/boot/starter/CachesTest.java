package dev.memjay.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.model.FailurePolicy;
import dev.memjay.spring.MemjayCache;
import dev.memjay.spring.MemjayCacheConfiguration;
import dev.memjay.spring.MemjayCacheManager;
import dev.memjay.spring.MemjayCacheManagerCustomizer;
import dev.memjay.spring.MemjayCachePostProcessor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.ClassUtils;

/** The cache manager by properties, and when there is none. No cache here meets a server. */
class CachesTest {
    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Application.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithoutCaching {}

    record Book(String title) {}

    @Test
    void anApplicationWithCachingHasTheManager() {
        application.run(context -> {
            assertThat(context).hasSingleBean(CacheManager.class);
            assertThat(context.getBean(CacheManager.class)).isInstanceOf(MemjayCacheManager.class);
            assertThat(context.getBean(CacheManager.class).getCache("any")).isInstanceOf(MemjayCache.class);
        });
    }

    @Test
    void thereIsNoneWithoutEnableCaching() {
        new ApplicationContextRunner()
                .withUserConfiguration(WithoutCaching.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheManager.class));
    }

    @Test
    void itBacksOffForAManagerOfYourOwnAndAnotherType() {
        application
                .withBean(CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context ->
                        assertThat(context.getBean(CacheManager.class)).isInstanceOf(ConcurrentMapCacheManager.class));
        application
                .withPropertyValues("spring.cache.type=none")
                .run(context -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(NoOpCacheManager.class));
        application
                .withPropertyValues("spring.cache.type=simple")
                .run(context ->
                        assertThat(context.getBean(CacheManager.class)).isInstanceOf(ConcurrentMapCacheManager.class));
        application
                .withPropertyValues("spring.cache.type=memjay")
                .run(context -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(MemjayCacheManager.class));
    }

    @Test
    void propertiesConfigureEachCache() {
        application
                .withPropertyValues(
                        "memjay.cache.defaults.ttl=10m",
                        "memjay.cache.defaults.null-ttl=10s",
                        "memjay.cache.caches.books.ttl=1h",
                        "memjay.cache.caches.books.type=java.util.List<" + Book.class.getName() + ">",
                        "memjay.cache.caches.books.refresh-ahead=1m",
                        "memjay.cache.caches.books.stale-while-revalidate=2m",
                        "memjay.cache.caches.books.stale-if-error=3m",
                        "memjay.cache.caches.books.spread=0.1",
                        "memjay.cache.caches.books.generation-max-age=2s",
                        "memjay.cache.caches.books.compression=zlib",
                        "memjay.cache.caches.books.transaction-aware=true",
                        "memjay.cache.caches.books.failure-policy=throw",
                        "memjay.cache.caches.pages.serialization.allow=com.example.*,java.util.*")
                .run(context -> {
                    MemjayCacheManager manager = context.getBean(MemjayCacheManager.class);
                    MemjayCacheConfiguration books = manager.configuration("books");

                    assertThat(manager.configuration("others").ttl()).contains(Duration.ofMinutes(10));
                    assertThat(books.ttl()).contains(Duration.ofHours(1));
                    assertThat(books.nullTtl()).contains(Duration.ofSeconds(10));
                    assertThat(books.type()).contains(new ParameterizedTypeReference<List<Book>>() {}.getType());
                    assertThat(books.loadPolicy().refreshAhead()).isEqualTo(Duration.ofMinutes(1));
                    assertThat(books.loadPolicy().staleWhileRevalidate()).isEqualTo(Duration.ofMinutes(2));
                    assertThat(books.loadPolicy().staleIfError()).isEqualTo(Duration.ofMinutes(3));
                    assertThat(books.loadPolicy().spread()).isEqualTo(0.1);
                    assertThat(books.generationMaxAge()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(books.compression()).isPresent();
                    assertThat(books.isTransactionAware()).isTrue();
                    assertThat(books.failurePolicy()).isEqualTo(FailurePolicy.THROW);
                    assertThat(manager.configuration("pages").serialization())
                            .containsExactly("com.example.*", "java.util.*");
                });
    }

    @Test
    void aSettingThatCannotBeFailsTheStartAndNamesTheCache() {
        application
                .withPropertyValues("memjay.cache.caches.books.type=java.util.List<com.example.Missing>")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(ClassNotFoundException.class)
                        .satisfies(cause -> assertThat(context.getStartupFailure())
                                .hasStackTraceContaining("memjay.cache.caches.books: the type"
                                        + " 'java.util.List<com.example.Missing>' cannot be read: there is no class"
                                        + " 'com.example.Missing'")));
        application
                .withPropertyValues("memjay.cache.caches.books.near.size=10")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("memjay.cache.caches.books: near.size is 10 and near.age PT0S"));
    }

    @Test
    void aCacheMayDoWithoutWhatTheDefaultsHave() {
        application
                .withPropertyValues(
                        "memjay.cache.defaults.near.size=10",
                        "memjay.cache.defaults.near.age=1s",
                        "memjay.cache.defaults.compression=gzip",
                        "memjay.cache.caches.books.near.size=0",
                        "memjay.cache.caches.books.compression=none")
                .run(context -> {
                    MemjayCacheManager manager = context.getBean(MemjayCacheManager.class);
                    MemjayCacheConfiguration books = manager.configuration("books");
                    MemjayCacheConfiguration rates = manager.configuration("rates");

                    assertThat(books.nearSize()).isZero();
                    assertThat(books.compression()).isEmpty();
                    assertThat(rates.nearSize()).isEqualTo(10);
                    assertThat(rates.nearAge()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(rates.compression()).isPresent();
                });
    }

    /** Spring Boot leaves other characters out, where the name is not in brackets. */
    @Test
    void aNameWithOtherCharactersStandsInBrackets() {
        application
                .withPropertyValues(
                        "memjay.cache.caches[books_by_author].ttl=1h", "memjay.cache.caches[books.new].ttl=2h")
                .run(context -> {
                    MemjayCacheManager manager = context.getBean(MemjayCacheManager.class);

                    assertThat(manager.configuration("books_by_author").ttl()).contains(Duration.ofHours(1));
                    assertThat(manager.configuration("books.new").ttl()).contains(Duration.ofHours(2));
                });
    }

    @Test
    void namesOfSpringsOwnPropertyAreTheOnlyOnes() {
        application.withPropertyValues("spring.cache.cache-names=books,rates").run(context -> {
            MemjayCacheManager manager = context.getBean(MemjayCacheManager.class);

            assertThat(manager.getCacheNames()).containsExactly("books", "rates");
            assertThat(manager.getCache("others")).isNull();
        });
    }

    @Test
    void customizersHaveTheLastWord() {
        application
                .withBean(
                        MemjayCacheManagerCustomizer.class,
                        () -> builder -> builder.cache("books", cache -> cache.ttl(Duration.ofMinutes(7))))
                .withPropertyValues("memjay.cache.caches.books.ttl=1h", "memjay.cache.caches.books.spread=0.2")
                .run(context -> {
                    MemjayCacheConfiguration books =
                            context.getBean(MemjayCacheManager.class).configuration("books");

                    assertThat(books.ttl()).contains(Duration.ofMinutes(7));
                    assertThat(books.loadPolicy().spread()).isEqualTo(0.2);
                });
    }

    /** Boot's interface has moved, so that it is implemented here by its name. */
    @Test
    void bootsOwnCustomizersGetTheManager() {
        String moved = "org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer";
        customizedBy(ClassUtils.resolveClassName(
                ClassUtils.isPresent(moved, null)
                        ? moved
                        : "org.springframework.boot.autoconfigure.cache.CacheManagerCustomizer",
                null));
    }

    private <T> void customizedBy(Class<T> type) {
        List<Object> customized = new ArrayList<>();
        Object customizer = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "customize" -> {
                        customized.add(arguments[0]);
                        yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> type.getSimpleName();
                });

        application
                .withBean("customizer", type, () -> type.cast(customizer))
                .run(context -> assertThat(customized).containsExactly(context.getBean(MemjayCacheManager.class)));
    }

    /** Boot makes its registrar only where something gives meters, as Caffeine does in these tests. */
    @Test
    void metersOfCachesNeedNoOtherCacheOnTheClassPath() {
        application
                .withClassLoader(new FilteredClassLoader("com.github.benmanes.caffeine"))
                .withBean(SimpleMeterRegistry.class)
                .withPropertyValues("memjay.cache.caches.early.ttl=1h")
                .run(context -> {
                    context.getBean(CacheManager.class).getCache("late");
                    MeterRegistry registry = context.getBean(MeterRegistry.class);

                    for (String cache : List.of("early", "late")) {
                        assertThat(registry.get("cache.gets")
                                        .tags("cache", cache, "cache.manager", "cacheManager", "result", "hit")
                                        .functionCounter()
                                        .count())
                                .isZero();
                    }
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoClients {
        @Bean
        Memjay one() {
            return Memjay.create("memcached://127.0.0.1:1");
        }

        @Bean
        Memjay other() {
            return Memjay.create("memcached://127.0.0.1:1");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoClientsOneFirst extends TwoClients {
        @Bean
        @Primary
        @Override
        Memjay one() {
            return super.one();
        }
    }

    /** Which of two clients caches are for, only the application knows. */
    @Test
    void twoClientsHaveAManagerIfOneIsPrimary() {
        application
                .withUserConfiguration(TwoClients.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MemjayCacheManager.class));
        application
                .withUserConfiguration(TwoClientsOneFirst.class)
                .run(context -> assertThat(
                                context.getBean(MemjayCacheManager.class).memjay())
                        .isSameAs(context.getBean("one")));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnManager {
        @Bean
        MemjayCacheManager ownManager(Memjay memjay) {
            return MemjayCacheManager.builder(memjay).cacheNames(List.of("own")).build();
        }
    }

    @Test
    void aMemjayManagerOfYourOwnKnowsTheTypesOfMethodsToo() {
        application
                .withUserConfiguration(OwnManager.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(MemjayCacheManager.class)
                        .hasSingleBean(MemjayCachePostProcessor.class));
    }
}
