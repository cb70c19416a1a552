package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What {@code flush_all} hides, and from when on. */
class FlushTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2030-01-01T12:00:00.250Z"));
    private static final String SET = "set a 0 0 1\r\nx\r\n";
    private static final String FOUND = "VALUE a 0 1\r\nx\r\nEND\r\n";

    @Test
    void aDelayedFlushSparesWhatIsStoredAfterIt() throws IOException {
        try (MemcachedServer server = MemcachedServer.builder().time(NOON).start();
                Client client = Client.of(server)) {
            assertThat(client.line("set other 0 0 1\r\nx\r\n")).isEqualTo("STORED\r\n");
            assertThat(client.line("flush_all 10\r\n")).isEqualTo("OK\r\n");
            server.clock().advance(Duration.ofSeconds(11));
            assertThat(client.line(SET)).isEqualTo("STORED\r\n");
            assertThat(client.ask("get a\r\n", "END\r\n")).isEqualTo(FOUND);
            assertThat(client.ask("get other\r\n", "END\r\n")).isEqualTo("END\r\n");
        }
    }

    @Test
    void withoutCasNumbersAnOldServerFlushesTheRestOfTheSecondToo() throws IOException {
        try (MemcachedServer server = MemcachedServer.builder()
                        .time(NOON)
                        .version("1.6.18")
                        .cas(false)
                        .start();
                Client client = Client.of(server)) {
            assertThat(client.line("flush_all\r\n")).isEqualTo("OK\r\n");
            assertThat(client.line(SET)).isEqualTo("STORED\r\n");
            assertThat(client.ask("get a\r\n", "END\r\n")).isEqualTo("END\r\n");
            server.clock().advance(Duration.ofMillis(750));
            assertThat(client.ask("get a\r\n", "END\r\n")).isEqualTo("END\r\n");
            assertThat(client.line(SET)).isEqualTo("STORED\r\n");
            assertThat(client.ask("get a\r\n", "END\r\n")).isEqualTo(FOUND);
        }
    }

    @Test
    void withoutCasNumbersTheNewestServerFlushesWhatWasThere() throws IOException {
        try (MemcachedServer server =
                        MemcachedServer.builder().time(NOON).cas(false).start();
                Client client = Client.of(server)) {
            client.line("set b 0 0 1\r\nx\r\n");
            assertThat(client.line("flush_all\r\n")).isEqualTo("OK\r\n");
            assertThat(client.line(SET)).isEqualTo("STORED\r\n");
            assertThat(client.ask("stats\r\n", "END\r\n")).contains("STAT curr_items 1\r\n");
            assertThat(client.ask("get a b\r\n", "END\r\n")).isEqualTo(FOUND);
        }
    }
}
