package dev.memjay.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.spring.boot.MemjayConnectionDetails;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;
import org.testcontainers.containers.Container;

/**
 * Servers in containers are found by their image, or by name where the container is a bean, which Boot does not ask for its
 * image. The containers here answer what they would, and do not run.
 */
class ContainersTest {
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        @ServiceConnection("memcached")
        Container<?> cache() {
            return answering(
                    Container.class,
                    Map.of(
                            "getDockerImageName",
                            "memcached:1.6-alpine",
                            "getHost",
                            "10.0.0.5",
                            "getMappedPort",
                            32_768));
        }
    }

    @Test
    void aContainerWithServiceConnectionIsTheServer() {
        new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .run(context -> assertThat(
                                context.getBean(MemjayConnectionDetails.class).servers())
                        .containsExactly("10.0.0.5:32768"));
    }

    @Test
    void aServiceOfAComposeFileIsTheServer() throws Exception {
        ConnectionPorts ports = answering(ConnectionPorts.class, Map.of("get", 32_769));
        RunningService service = answering(
                RunningService.class,
                Map.of(
                        "name",
                        "cache",
                        "image",
                        ImageReference.of("memcached:1.6"),
                        "host",
                        "10.0.0.6",
                        "ports",
                        ports));

        Map<Class<?>, ?> details =
                Map.copyOf(new ConnectionDetailsFactories(getClass().getClassLoader())
                        .getConnectionDetails(source(service), true));

        assertThat(details.get(MemjayConnectionDetails.class))
                .isInstanceOfSatisfying(
                        MemjayConnectionDetails.class,
                        known -> assertThat(known.servers()).isEqualTo(List.of("10.0.0.6:32769")));
    }

    /** What Boot makes of a running service; only Boot can. */
    private static DockerComposeConnectionSource source(RunningService service) throws ReflectiveOperationException {
        Constructor<?> constructor = DockerComposeConnectionSource.class.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Object[] arguments = Arrays.stream(constructor.getParameterTypes())
                .map(type -> type == RunningService.class ? service : new MockEnvironment())
                .toArray();
        return (DockerComposeConnectionSource) constructor.newInstance(arguments);
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            case "toString" -> type.getSimpleName() + answers;
            default -> answers.getOrDefault(method.getName(), method.getReturnType() == Map.class ? Map.of() : null);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
