package dev.memjay.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.error.ClosedException;
import dev.memjay.model.CallInfo;
import dev.memjay.model.SettingInfo;
import dev.memjay.model.Telemetry;
import dev.memjay.server.MemcachedServer;
import dev.memjay.spring.boot.MemjayBuilderCustomizer;
import dev.memjay.spring.boot.MemjayConnectionDetails;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.util.ClassUtils;

/** The client as an application gets it from the starter. */
class ClientTest {
    private static final String[] PATIENT = {"memjay.timeout=10s", "memjay.connect-timeout=10s"};

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Application.class);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static String setting(Memjay memjay, String name) {
        return memjay.settings().stream()
                .filter(info -> info.name().equals(name))
                .map(SettingInfo::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void startsWithoutAServerAndWithoutAnyProperty() {
        application.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(Memjay.class);
            assertThat(setting(context.getBean(Memjay.class), "servers")).isEqualTo("127.0.0.1:11211");
        });
    }

    @Test
    void propertiesOverrideTheUri() {
        application
                .withPropertyValues(
                        "memjay.uri=memcached://10.0.0.1:11211/app:?timeout=50ms&failurePolicy=miss",
                        "memjay.timeout=70ms",
                        "memjay.ttl=1h")
                .run(context -> {
                    Memjay memjay = context.getBean(Memjay.class);

                    assertThat(setting(memjay, "servers")).isEqualTo("10.0.0.1:11211");
                    assertThat(setting(memjay, "prefix")).isEqualTo("app:");
                    assertThat(setting(memjay, "timeout")).isEqualTo("70ms");
                    assertThat(setting(memjay, "failurePolicy")).isEqualTo("miss");
                    assertThat(setting(memjay, "ttl")).isEqualTo("1h");
                });
    }

    @Test
    void aValueOutOfBoundsFailsTheStartAndNamesTheSetting() {
        application
                .withPropertyValues("memjay.timeout=0s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("timeout is '0s'; it has to be 1ms to 1h"));
    }

    @Test
    void connectionDetailsTakeThePlaceOfTheServers() {
        application
                .withBean(MemjayConnectionDetails.class, () -> () -> List.of("10.0.0.7:11311", "10.0.0.8:11311"))
                .withPropertyValues("memjay.servers=10.0.0.1", "memjay.timeout=70ms")
                .run(context -> {
                    Memjay memjay = context.getBean(Memjay.class);

                    assertThat(setting(memjay, "servers")).isEqualTo("10.0.0.7:11311,10.0.0.8:11311");
                    assertThat(setting(memjay, "timeout")).isEqualTo("70ms");
                });
    }

    @Test
    void customizersHaveTheLastWord() {
        application
                .withBean(MemjayBuilderCustomizer.class, () -> builder -> builder.timeout(Duration.ofMillis(90)))
                .withPropertyValues("memjay.timeout=70ms")
                .run(context -> assertThat(setting(context.getBean(Memjay.class), "timeout"))
                        .isEqualTo("90ms"));
    }

    @Test
    void aClientOfYourOwnTakesThePlace() {
        application
                .withBean("own", Memjay.class, () -> Memjay.create("memcached://10.0.0.9"))
                .run(context -> assertThat(setting(context.getBean(Memjay.class), "servers"))
                        .isEqualTo("10.0.0.9:11211"));
    }

    @Test
    void callbacksMayBlockAndBootsOwnExecutorStays() {
        try (MemcachedServer server = MemcachedServer.start()) {
            application
                    .withPropertyValues(PATIENT)
                    .withPropertyValues("memjay.servers=" + server.address())
                    .run(context -> {
                        Memjay memjay = context.getBean(Memjay.class);
                        memjay.strings().set("key", "value");

                        CompletableFuture<String> inCallback = memjay.strings()
                                .async()
                                .get("key")
                                .thenApply(value -> memjay.strings().get("key") + " "
                                        + Thread.currentThread().getName());

                        assertThat(inCallback.get(10, TimeUnit.SECONDS)).startsWith("value memjay-callback-");
                        assertThat(context).hasBean("applicationTaskExecutor").hasSingleBean(AsyncTaskExecutor.class);
                    });
        }
    }

    /** Is made before the client, and needs it to the end. */
    static final class Late {
        private static volatile String read = "";
        private final ObjectProvider<Memjay> memjay;

        Late(ObjectProvider<Memjay> memjay) {
            this.memjay = memjay;
        }

        @PreDestroy
        void readAgain() {
            read = memjay.getObject().strings().get("key");
        }
    }

    @Test
    void closesAfterAllOtherBeans() {
        try (MemcachedServer server = MemcachedServer.start()) {
            Memjay[] closed = new Memjay[1];
            application
                    .withBean("early", Late.class)
                    .withPropertyValues(PATIENT)
                    .withPropertyValues("memjay.servers=" + server.address())
                    .run(context -> {
                        closed[0] = context.getBean(Memjay.class);
                        closed[0].strings().set("key", "still there");
                    });

            assertThat(Late.read).isEqualTo("still there");
            assertThatThrownBy(closed[0]::ping).isInstanceOf(ClosedException.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Observations {
        @Bean
        ObservationRegistry registry() {
            return ObservationRegistry.create();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Spans {
        @Bean
        OpenTelemetry openTelemetry() {
            return OpenTelemetry.noop();
        }
    }

    @Test
    void observationsTakeThePlaceOfSpans() {
        application
                .withUserConfiguration(Observations.class, Spans.class)
                .run(context -> assertThat(context.getBean(Telemetry.class).getClass())
                        .hasToString("class dev.memjay.micrometer.MemjayObservations"));
    }

    @Test
    void withoutThemSpansAreMade() {
        application
                .withUserConfiguration(Spans.class)
                .withPropertyValues("spring.autoconfigure.exclude=" + observationAutoConfiguration())
                .run(context -> assertThat(context.getBean(Telemetry.class).getClass())
                        .hasToString("class dev.memjay.opentelemetry.MemjayOpenTelemetry"));
    }

    /** It has moved. */
    private static String observationAutoConfiguration() {
        String name = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration";
        return ClassUtils.isPresent(name, null)
                ? name
                : "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration";
    }

    @Test
    void aTelemetryOfYourOwnTakesThePlaceAndOffIsOff() {
        Telemetry own = (CallInfo call) -> null;
        application
                .withUserConfiguration(Observations.class)
                .withBean(Telemetry.class, () -> own)
                .run(context -> assertThat(context.getBean(Telemetry.class)).isSameAs(own));
        application
                .withUserConfiguration(Observations.class)
                .withPropertyValues("memjay.telemetry.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Telemetry.class));
    }
}
