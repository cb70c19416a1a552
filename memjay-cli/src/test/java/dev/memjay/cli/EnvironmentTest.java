package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers, user and password from the environment. */
final class EnvironmentTest {
    private static int set(Map<String, String> environment, String servers) throws IOException, InterruptedException {
        try (ChildProcess set = new ChildProcess(
                List.of(), environment, "set", "key", "value", "--servers", servers, "--timeout", "20s")) {
            assertThat(set.readAll().toString()).doesNotContain("secret");
            return set.await();
        }
    }

    @Test
    void serversAreThoseOfTheVariableUnlessAnOptionNamesOthers() throws IOException, InterruptedException {
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start()) {
            for (String known : List.of(one.address(), "memcached://" + one.address() + "?timeout=20s")) {
                assertThat(version(known)).containsExactly(one.address() + "\t1.6.45");
                assertThat(version(known, "--servers", two.address())).containsExactly(two.address() + "\t1.6.45");
            }
            assertThat(version("h1:x")).hasSize(1).allMatch(line -> line.startsWith("memjay: "));
            for (String wrong :
                    List.of("memcached://bob:Zq7XwK9v@h:x", "memcached://bob:Zq7XwK9v@h?x=1", "bob:Zq7XwK9v@h")) {
                assertThat(version(wrong)).hasSize(1).noneMatch(line -> line.contains("Zq7"));
            }
        }
    }

    private static List<String> version(String servers, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("version"));
        arguments.addAll(List.of(options));
        try (ChildProcess version =
                new ChildProcess(List.of(), Map.of("MEMJAY_SERVERS", servers), arguments.toArray(String[]::new))) {
            List<String> lines = version.readAll();
            version.await();
            return lines;
        }
    }

    /** The demo writes, and puts load on a server: on one that is named for it, or on its own. */
    @Test
    void theDemoDoesNotTakeTheServersOfTheVariable() throws IOException, InterruptedException {
        try (ChildProcess demo = new ChildProcess(List.of(), Map.of("MEMJAY_SERVERS", "127.0.0.1:1"), "demo")) {
            assertThat(demo.readLine()).startsWith("Memjay on an embedded server, ");
            demo.readAll();
            assertThat(demo.await()).isZero();
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
