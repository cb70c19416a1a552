package dev.memjay.spring.boot;

import dev.memjay.Memjay;
import dev.memjay.micrometer.MemjayMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the actuator knows of the clients: their meters, named by their beans, and the endpoint {@code memjay}. */
@AutoConfiguration(after = MemjayAutoConfiguration.class)
@ConditionalOnBean(Memjay.class)
public class MemjayActuatorAutoConfiguration {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({MeterRegistry.class, MemjayMetrics.class})
    static class Meters {
        @Bean
        @ConditionalOnProperty(name = "memjay.metrics", matchIfMissing = true)
        MeterBinder memjayMeters(ListableBeanFactory beans) {
            return registry ->
                    clients(beans).forEach((name, memjay) -> new MemjayMetrics(memjay, name).bindTo(registry));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class Endpoints {
        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        MemjayEndpoint memjayEndpoint(ListableBeanFactory beans) {
            return new MemjayEndpoint(() -> clients(beans));
        }
    }

    private static Map<String, Memjay> clients(ListableBeanFactory beans) {
        return beans.getBeansOfType(Memjay.class);
    }
}
