package dev.memjay.spring.boot;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Telemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * The client, a bean of type {@link Memjay}, by the properties {@code memjay.*}.
 *
 * <p>It connects in the background, so that an application starts while memcached is down, and is closed after all other
 * beans. A {@code Memjay} of your own takes its place, and closes as you say.
 */
@AutoConfiguration(after = MemjayTelemetryAutoConfiguration.class)
@EnableConfigurationProperties(MemjayProperties.class)
public class MemjayAutoConfiguration {
    @Bean
    static MemjayLifetime memjayLifetime() {
        return new MemjayLifetime();
    }

    /**
     * The client.
     *
     * @param details where the servers are, if not where the properties say
     */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Memjay memjay(
            MemjayProperties properties,
            ObjectProvider<MemjayConnectionDetails> details,
            ObjectProvider<Telemetry> telemetry,
            ObjectProvider<MemjayListener> listener,
            ObjectProvider<MemjayBuilderCustomizer> customizers,
            CallbackThreads threads,
            MemjayLifetime lifetime) {
        MemjayBuilder builder = Memjay.builder().callbackExecutor(threads.executor());
        properties.applyTo(builder);
        details.ifAvailable(known -> builder.servers(known.servers().toArray(String[]::new)));
        telemetry.ifUnique(builder::telemetry);
        listener.ifUnique(builder::listener);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return lifetime.closesAtTheEnd(builder.build());
    }

    @Bean(destroyMethod = "")
    CallbackThreads memjayCallbackThreads(Environment environment, MemjayLifetime lifetime) {
        // Boot's own condition has moved.
        boolean isVirtual = environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)
                && Runtime.version().feature() >= CallbackThreads.FIRST_JAVA_WITH_VIRTUAL;
        return lifetime.closesAtTheEnd(isVirtual ? CallbackThreads.virtual() : CallbackThreads.platform());
    }
}
