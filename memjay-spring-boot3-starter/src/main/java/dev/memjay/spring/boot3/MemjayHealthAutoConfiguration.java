package dev.memjay.spring.boot3;

import dev.memjay.Memjay;
import dev.memjay.spring.boot.MemjayAutoConfiguration;
import dev.memjay.spring.boot.MemjayHealthProperties;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.health.CompositeHealthContributorConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The health of each client, unless {@code management.health.memjay.enabled=false}. */
@AutoConfiguration(after = MemjayAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Memjay.class)
@ConditionalOnEnabledHealthIndicator("memjay")
@EnableConfigurationProperties(MemjayHealthProperties.class)
public class MemjayHealthAutoConfiguration
        extends CompositeHealthContributorConfiguration<MemjayHealthIndicator, Memjay> {
    MemjayHealthAutoConfiguration(MemjayHealthProperties properties) {
        super(memjay -> new MemjayHealthIndicator(memjay, properties.getDownWhen()));
    }

    @Bean
    @ConditionalOnMissingBean(name = {"memjayHealthIndicator", "memjayHealthContributor"})
    HealthContributor memjayHealthContributor(ConfigurableListableBeanFactory beans) {
        return createContributor(beans, Memjay.class);
    }
}
