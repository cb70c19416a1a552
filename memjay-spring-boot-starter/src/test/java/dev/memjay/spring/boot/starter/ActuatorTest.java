package dev.memjay.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import dev.memjay.spring.boot.test.EmbeddedMemcached;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

/** What the actuator shows of the client, over HTTP. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.health.show-details=always",
            "memjay.tls-key-password=some_secret",
            "memjay.health.down-when=all",
            "memjay.timeout=10s",
            "memjay.connect-timeout=10s"
        })
@EmbeddedMemcached
class ActuatorTest {
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Autowired
    private Memjay memjay;

    @Autowired
    private MemcachedServer server;

    @Value("${local.server.port}")
    private int port;

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void healthHasEachNode() throws Exception {
        memjay.ping();

        assertThat(get("health").body())
                .contains(
                        "\"memjay\":{", "\"degraded\":false", server.address() + "\":{\"state\":\"UP\",\"latency\":\"");
    }

    @Test
    @DirtiesContext
    void healthIsDownWithItsServersWhereThatIsWanted() throws Exception {
        server.close();

        HttpResponse<String> health = get("health");

        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body())
                .contains("\"memjay\":{", "\"degraded\":true", "\"error\":\"")
                .contains("\"status\":\"DOWN\"");
    }

    @Test
    void metricsHaveTheClient() throws Exception {
        memjay.strings().set("key", "value");

        assertThat(get("metrics").body()).contains("\"memjay.nodes\"", "\"memjay.calls\"");
        assertThat(get("metrics/memjay.nodes?tag=client:memjay").body()).contains("\"value\":1.0");
    }

    @Test
    void theEndpointHasNodesAndSettingsWithoutSecrets() throws Exception {
        memjay.ping();

        HttpResponse<String> shown = get("memjay");

        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body())
                .contains("\"clients\":{\"memjay\":{")
                .contains("\"address\":\"" + server.address() + "\"")
                .contains("\"ttl\":{\"value\":\"never\",\"unit\":\"\",\"origin\":\"DEFAULT\"}")
                .contains("\"tlsKeyPassword\":{\"value\":\"***\"")
                .doesNotContain("some_secret");
    }

    @Test
    void theServerIsEmptyBeforeEachTest() {
        assertThat(memjay.strings().get("left")).isNull();
        memjay.strings().set("left", "by this test");
    }

    @Test
    void theServerIsEmptyBeforeEachTestInEitherOrder() {
        theServerIsEmptyBeforeEachTest();
    }
}
