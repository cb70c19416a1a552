package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HardenedTest {
    private static final String LONG_KEY = "k".repeat(251);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set KEY 0 0 1",
                "set a 0 0 one",
                "set a 0 0 -1",
                "get a KEY",
                "delete KEY",
                "incr KEY 1",
                "touch KEY 1",
                "ms KEY 1",
                "ms a x",
                "mg KEY v",
                "md KEY",
                "ma KEY",
                "set a 0 0 1\r\nxyz",
                "ms a 1\r\nxyz"
            })
    void carelessClientLosesItsConnection(String text) throws IOException {
        String request = text.replace("KEY", LONG_KEY);
        try (MemcachedServer server = MemcachedServer.builder().hardened().start();
                Client client = Client.of(server)) {
            assertThat(client.line(request + "\r\nflush_all\r\n")).startsWith("CLIENT_ERROR bad ");
            assertThat(client.ended()).isTrue();
            assertThat(server.violations()).containsExactly(request.split("\r\n")[0]);
        }
    }

    @Test
    void otherMistakesAreAnsweredAsEver() throws IOException {
        try (MemcachedServer server = MemcachedServer.builder().hardened().start();
                Client client = Client.of(server)) {
            assertThat(client.line("bogus\r\n")).isEqualTo("ERROR\r\n");
            assertThat(client.line("incr a x\r\n")).startsWith("CLIENT_ERROR");
            assertThat(client.line("mn\r\n")).isEqualTo("MN\r\n");
            assertThat(server.violations()).isEmpty();
        }
    }
}
