package dev.memjay.spring.boot;

import dev.memjay.micrometer.MemjayObservations;
import dev.memjay.model.Telemetry;
import dev.memjay.opentelemetry.MemjayOpenTelemetry;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Who follows the client's calls: an observation of each where the application has an {@link ObservationRegistry}, else spans
 * of its {@link OpenTelemetry}, never both, and neither with {@code memjay.telemetry.enabled=false} or where there is a
 * {@link Telemetry} of your own.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration"
        })
@ConditionalOnProperty(name = "memjay.telemetry.enabled", matchIfMissing = true)
public class MemjayTelemetryAutoConfiguration {
    @Order(1)
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ObservationRegistry.class, MemjayObservations.class})
    static class ByObservation {
        @Bean
        @ConditionalOnBean(ObservationRegistry.class)
        @ConditionalOnMissingBean(Telemetry.class)
        MemjayObservations memjayTelemetry(ObservationRegistry registry) {
            return MemjayObservations.create(registry);
        }
    }

    @Order(2)
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({OpenTelemetry.class, MemjayOpenTelemetry.class})
    static class ByOpenTelemetry {
        @Bean
        @ConditionalOnBean(OpenTelemetry.class)
        @ConditionalOnMissingBean(Telemetry.class)
        MemjayOpenTelemetry memjayTelemetry(OpenTelemetry openTelemetry) {
            return MemjayOpenTelemetry.create(openTelemetry);
        }
    }
}
