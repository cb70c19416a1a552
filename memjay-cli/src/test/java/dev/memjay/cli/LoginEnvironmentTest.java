package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** User and password from the environment. */
final class LoginEnvironmentTest {
    private static int set(Map<String, String> environment, String servers) throws IOException, InterruptedException {
        try (ChildProcess set = new ChildProcess(
                List.of(), environment, "set", "key", "value", "--servers", servers, "--timeout", "20s")) {
            assertThat(set.readAll().toString()).doesNotContain("secret");
            return set.await();
        }
    }

    @Test
    void theyLogIn() throws IOException, InterruptedException {
        try (MemcachedServer server =
                MemcachedServer.builder().asciiUser("ann", "secret").start()) {
            assertThat(set(Map.of("MEMJAY_USER", "ann", "MEMJAY_PASSWORD", "secret"), server.address()))
                    .isEqualTo(ExitStatus.DONE);
            assertThat(set(Map.of("MEMJAY_PASSWORD", "secret"), "memcached://ann@" + server.address()))
                    .isEqualTo(ExitStatus.DONE);
            assertThat(set(Map.of("MEMJAY_USER", "ann", "MEMJAY_PASSWORD", "other secret"), server.address()))
                    .isEqualTo(ExitStatus.UNREACHABLE);
        }
    }
}
