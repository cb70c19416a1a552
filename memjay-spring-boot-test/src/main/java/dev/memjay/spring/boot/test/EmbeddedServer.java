package dev.memjay.spring.boot.test;

import dev.memjay.server.MemcachedServer;
import dev.memjay.spring.boot.MemjayConnectionDetails;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that {@link EmbeddedMemcached} adds to the context of a test. */
@Configuration(proxyBeanMethods = false)
class EmbeddedServer {
    static final String BEAN = "memjayTestServer";

    @Bean(name = BEAN, destroyMethod = "close")
    MemcachedServer memjayTestServer() {
        return MemcachedServer.start();
    }

    @Bean
    MemjayConnectionDetails memjayTestConnectionDetails(MemcachedServer server) {
        return () -> List.of(server.address());
    }
}
