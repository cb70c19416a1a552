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
                "gets KEY a",
                "gat 0 KEY",
                "gats 0 a KEY",
                "add KEY 0 0 1",
                "append KEY 0 0 1",
                "prepend a 0 0 1.5",
                "replace a 0 0 99999999999",
                "cas KEY 0 0 1 1",
                "cas a 0 0 x 1",
                "delete KEY",
                "incr KEY 1",
                "decr KEY 1",
                "me KEY",
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

    @ParameterizedTest
    @ValueSource(strings = {"--hardened", "-o hardened", "-o modern,hardened"})
    void theCommandLineAsksForItToo(String options) throws IOException {
        try (MemcachedServer server = ServeOptions.parse(("--port=0 " + options).split(" "))
                        .builder()
                        .start();
                Client client = Client.of(server)) {
            assertThat(client.line("get " + LONG_KEY + "\r\nversion\r\n")).startsWith("CLIENT_ERROR bad ");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void memcachedGoesOnAndTakesTheValueForCommands() throws IOException {
        try (MemcachedServer server =
                        MemcachedServer.builder().version("1.6.18").start();
                Client client = Client.of(server)) {
            assertThat(client.ask("set " + LONG_KEY + " 0 0 9\r\nversion\r\n\r\n", "ERROR\r\n"))
                    .isEqualTo("CLIENT_ERROR bad command line format\r\nVERSION 1.6.18\r\nERROR\r\n");
            assertThat(server.violations()).isEmpty();
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
