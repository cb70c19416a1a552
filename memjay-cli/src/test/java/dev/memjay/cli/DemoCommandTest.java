package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The command {@code demo}: every step of the main job stands there with its result. */
final class DemoCommandTest {
    @Test
    void showsTheMainJobOnAnEmbeddedServer() {
        CommandRun run = CommandRun.of("demo", "--timeout", "20s");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertSteps(run);
    }

    @Test
    void showsItOnServersOfTheUserAndCleansUp() {
        try (MemcachedServer server = MemcachedServer.start();
                Memjay memjay = CommandRun.patient().servers(server.address()).build()) {
            CommandRun run = CommandRun.of("demo", "--servers", server.address(), "--protocol", "classic");
            assertThat(run.status()).as(run.err()).isZero();
            assertSteps(run);
            assertThat(run.out()).contains(server.address());
            for (String key : new String[] {"greeting", "visits", "user:42", "number:7", "load:7"}) {
                assertThat(memjay.bytes()
                                .inspect("memjay-demo:" + key)
                                .orElseThrow()
                                .ttl()
                                .orElseThrow())
                        .as(key)
                        .isLessThanOrEqualTo(Duration.ofMinutes(1));
            }
        }
    }

    private static void assertSteps(CommandRun run) {
        assertThat(run.out())
                .containsPattern("texts\\.set\\(.* -> true\n")
                .containsPattern("texts\\.get\\(\"greeting\"\\) +-> hello\n")
                .containsPattern("users\\.get\\(\"42\"\\) +-> User\\[name=Ada, born=1815\\]\n")
                .containsPattern("getAll\\(.* -> 1000 found, ")
                .containsPattern("cas\\(.* -> STORED\n")
                .containsPattern("cas\\(.* -> EXISTS\n")
                .containsPattern("incr\\(.* -> OptionalLong\\[42\\]\n")
                .containsPattern("async\\(\\).* -> HI\n")
                .containsPattern("\\{\"key\":\"memjay-demo:greeting\",\"value\":\"hi\",")
                .containsPattern("[\\d,]+ operations a second, p50 [\\d.]+ ms, p99 [\\d.]+ ms\n")
                .contains("memjay serve");
    }
}
