package dev.memjay.spring.boot;

import dev.memjay.spring.MemjayCacheManager;
import dev.memjay.spring.MemjayCachePostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Lets caches know the return types of methods, also those of a {@link MemjayCacheManager} of your own. The caches of others
 * are not touched.
 */
@AutoConfiguration(
        afterName = {
            "dev.memjay.spring.boot3.MemjayCacheAutoConfiguration",
            "dev.memjay.spring.boot4.MemjayCacheAutoConfiguration"
        })
@ConditionalOnBean(MemjayCacheManager.class)
public class MemjayCacheTypesAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    static MemjayCachePostProcessor memjayCachePostProcessor() {
        return new MemjayCachePostProcessor();
    }
}
