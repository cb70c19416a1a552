package dev.memjay.spring.boot;

import java.util.List;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/** {@link MemjayConnectionDetails} of a service in a compose file whose image is {@code memcached}. */
final class ComposeDetailsFactory extends DockerComposeConnectionDetailsFactory<MemjayConnectionDetails> {
    private static final int PORT = 11211;

    ComposeDetailsFactory() {
        super("memcached");
    }

    @Override
    protected MemjayConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new Details(source.getRunningService());
    }

    private static final class Details extends DockerComposeConnectionDetails implements MemjayConnectionDetails {
        private final List<String> servers;

        Details(RunningService service) {
            super(service);
            servers = List.of(service.host() + ":" + service.ports().get(PORT));
        }

        @Override
        public List<String> servers() {
            return servers;
        }
    }
}
