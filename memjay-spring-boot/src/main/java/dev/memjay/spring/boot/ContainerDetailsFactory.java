package dev.memjay.spring.boot;

import java.util.List;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/**
 * {@link MemjayConnectionDetails} of a container in a field with {@code @ServiceConnection} whose image is {@code memcached},
 * and of any with {@code @ServiceConnection("memcached")}.
 */
final class ContainerDetailsFactory extends ContainerConnectionDetailsFactory<Container<?>, MemjayConnectionDetails> {
    private static final int PORT = 11211;

    ContainerDetailsFactory() {
        super("memcached");
    }

    @Override
    protected MemjayConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
        return new Details(source);
    }

    private static final class Details extends ContainerConnectionDetails<Container<?>>
            implements MemjayConnectionDetails {
        Details(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        @Override
        public List<String> servers() {
            return List.of(getContainer().getHost() + ":" + getContainer().getMappedPort(PORT));
        }
    }
}
