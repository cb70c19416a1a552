package dev.memjay.spring.boot;

import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the servers are, when a container, a compose file or a test knows. Takes the place of {@code memjay.servers} and of
 * the servers in {@code memjay.uri}; all other properties apply.
 */
@FunctionalInterface
public interface MemjayConnectionDetails extends ConnectionDetails {
    /** The servers as {@code memjay.servers} lists them, such as {@code localhost:32768}; at least one. */
    List<String> servers();
}
