package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCommandsTest {
    private MemcachedServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = MemcachedServer.builder().memory(1 << 20).shutdownCommand(true).start();
        client = Client.of(server);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void statsHasAsManyLinesAsMemcachedWithoutItsThreads() throws IOException {
        try (MemcachedServer quiet = ServeOptions.parse("--port=0", "-o", "no_lru_crawler,no_lru_maintainer")
                        .builder()
                        .start();
                Client other = Client.of(quiet)) {
            String stats = other.ask("stats\r\n", "END\r\n");
            assertThat(stats.lines().filter(line -> line.startsWith("STAT "))).hasSize(84);
        }
    }

    @Test
    void countersMove() throws IOException {
        client.ask(
                "set a 0 0 1\r\n5\r\nget a b\r\nincr a 1\r\ntouch a 5\r\ndelete a\r\ncas z 0 0 1 1\r\nx\r\n",
                "NOT_FOUND\r\n");
        assertThat(client.ask("stats\r\n", "END\r\n"))
                .contains("STAT cmd_get 2\r\n")
                .contains("STAT get_hits 1\r\n")
                .contains("STAT get_misses 1\r\n")
                .contains("STAT cmd_set 2\r\n")
                .contains("STAT incr_hits 1\r\n")
                .contains("STAT touch_hits 1\r\n")
                .contains("STAT delete_hits 1\r\n")
                .contains("STAT cas_misses 1\r\n")
                .contains("STAT curr_connections 1\r\n");
        assertThat(client.line("stats reset\r\n")).isEqualTo("RESET\r\n");
        assertThat(client.ask("stats\r\n", "END\r\n"))
                .contains("STAT cmd_get 0\r\n")
                .contains("STAT total_connections 1\r\n");
    }

    @Test
    void aSettingThatIsNoNumberBecomesZero() throws IOException {
        assertThat(client.ask("extstore item_age 5\r\nstats settings\r\n", "END\r\n"))
                .startsWith("OK\r\n")
                .contains("STAT ext_item_age 5\r\n");
        assertThat(client.ask("extstore item_age x\r\nextstore max_frag x\r\nstats settings\r\n", "END\r\n"))
                .startsWith("ERROR\r\nERROR\r\n")
                .contains("STAT ext_item_age 0\r\n", "STAT ext_max_frag 0.00\r\n");
    }

    @Test
    void fullServerEvictsAndCountsIt() throws IOException {
        String value = "x".repeat(10_000);
        for (int i = 0; i < 300; i++) {
            assertThat(client.line("set key" + i + " 0 0 10000\r\n" + value + "\r\n"))
                    .isEqualTo("STORED\r\n");
        }
        String stats = client.ask("stats\r\n", "END\r\n");
        assertThat(stats).doesNotContain("STAT evictions 0\r\n");
        long bytes = Long.parseLong(stats.replaceAll("(?s).*STAT bytes (\\d+).*", "$1"));
        assertThat(bytes).isBetween(500_000L, 1L << 20);
        assertThat(client.line("cache_memlimit 8\r\n")).isEqualTo("OK\r\n");
        assertThat(client.ask("stats\r\n", "END\r\n")).contains("STAT limit_maxbytes 8388608\r\n");
    }

    @Test
    void metadumpShowsEachKeyEncoded() throws IOException {
        client.line("set a%b 7 100 1\r\nx\r\n");
        assertThat(client.ask("lru_crawler metadump all\r\n", "END\r\n"))
                .matches("OK\\r\\nkey=a%25b exp=\\d+ la=\\d+ cas=1 fetch=no cls=1 size=67 flags=7\\nEND\\r\\n");
        assertThat(client.ask("lru_crawler mgdump all\r\n", "EN\r\n")).isEqualTo("OK\r\nmg a%b\r\nEN\r\n");
        assertThat(client.ask("stats cachedump 1 0\r\n", "END\r\n")).startsWith("ITEM a%b [1 b; ");
        assertThat(client.ask("stats items\r\n", "END\r\n")).contains("STAT items:1:number 1\r\n");
    }

    @Test
    void watcherSeesFetchesAndMutations() throws IOException {
        try (Client watcher = Client.of(server)) {
            assertThat(watcher.line("watch fetchers mutations deletions\r\n")).isEqualTo("OK\r\n");
            client.ask("set a 0 0 1\r\nx\r\nget a\r\ndelete a\r\n", "DELETED\r\n");
            assertThat(watcher.ask("", "type=deleted key=a cmd=delete clsid=1 cfd=1 size=1\n"))
                    .contains("type=item_get key=a status=not_found clsid=0 cfd=1 size=0\n")
                    .contains("type=item_store key=a status=stored cmd=set ttl=0 clsid=1 cfd=1 size=1\n")
                    .contains("type=item_get key=a status=found clsid=1 cfd=1 size=1\n");
            client.ask("set b 0 0 1\r\nx\r\nmd b\r\n", "HD\r\n");
            assertThat(watcher.ask("", "type=deleted key=b cmd=md clsid=1 cfd=1 size=1\n"))
                    .endsWith("type=deleted key=b cmd=md clsid=1 cfd=1 size=1\n");
        }
    }

    @Test
    void watcherSeesConnectionsComeAndGo() throws IOException {
        assertThat(client.line("watch connevents\r\n")).isEqualTo("OK\r\n");
        Client.of(server).close();
        assertThat(client.ask("", "\n") + client.ask("", "\n"))
                .matches(
                        "(?s)ts=\\S+ gid=\\d+ type=conn_new rip=127\\.0\\.0\\.1 rport=\\d+ transport=tcp cfd=2\n"
                                + "ts=\\S+ gid=\\d+ type=conn_close rip=127\\.0\\.0\\.1 rport=\\d+ transport=tcp reason=normal cfd=2\n");
    }

    @Test
    void detailCountsByPrefix() throws IOException {
        client.line("stats detail on\r\n");
        client.ask("set p:a 0 0 1\r\nx\r\nget p:a p:b\r\ndelete p:a\r\n", "DELETED\r\n");
        assertThat(client.ask("stats detail dump\r\n", "END\r\n"))
                .isEqualTo("PREFIX p get 2 hit 1 set 1 del 1\r\nEND\r\n");
    }

    @Test
    void connectionsAreListed() throws IOException {
        try (Client sending = Client.of(server)) {
            sending.line("mn\r\n");
            sending.send("set a 0 0 10\r\n");
            String conns;
            do {
                conns = client.ask("stats conns\r\n", "END\r\n");
            } while (!conns.contains("STAT 2:state conn_nread\r\n"));
            assertThat(conns)
                    .contains("addr tcp:127.0.0.1:" + server.port() + "\r\n")
                    .contains(":state conn_listening\r\n")
                    .contains("STAT 1:state conn_parse_cmd\r\n");
        }
    }

    @Test
    void idleConnectionsAreClosed() throws IOException {
        try (MemcachedServer idle = ServeOptions.parse("--port=0", "-o", "idle_timeout=100,debugtime")
                        .builder()
                        .start();
                Client lazy = Client.of(idle);
                Client busy = Client.of(idle)) {
            lazy.line("mn\r\n");
            assertThat(busy.line("debugtime 60\r\n")).isEqualTo("OK\r\n");
            assertThat(busy.line("debugtime 60\r\n")).isEqualTo("OK\r\n");
            assertThat(lazy.ended()).isTrue();
            assertThat(busy.ask("stats\r\n", "END\r\n")).contains("STAT idle_kicks 1\r\n");
        }
    }

    @Test
    void sizesAreCountedFromTheMomentTheyAreAskedFor() throws IOException {
        assertThat(client.ask("stats sizes\r\n", "END\r\n")).isEqualTo("STAT sizes_status disabled\r\nEND\r\n");
        assertThat(client.line("stats sizes_enable\r\n")).isEqualTo("ERROR\r\n");
        try (MemcachedServer debian =
                        MemcachedServer.builder().version("1.6.18").start();
                Client other = Client.of(debian)) {
            other.line("set before 0 0 1\r\nx\r\n");
            assertThat(other.line("stats sizes_enable\r\n")).isEqualTo("STAT sizes_status enabled\r\n");
            other.ask(
                    "set a 0 0 1\r\nx\r\nset b 0 0 1\r\nx\r\nset c 0 0 50\r\n" + "x".repeat(50) + "\r\nset d 0 0 20\r\n"
                            + "x".repeat(20) + "\r\nmn\r\n",
                    "MN\r\n");
            assertThat(other.ask("stats sizes\r\n", "END\r\n"))
                    .isEqualTo("STAT 64 2\r\nSTAT 96 1\r\nSTAT 128 1\r\nEND\r\n");
            assertThat(other.line("stats sizes_disable\r\n")).isEqualTo("STAT sizes_status disabled\r\n");
        }
    }

    @Test
    void slabClassesTellOfTheirItems() throws IOException {
        client.ask(
                "set a 0 0 1\r\n5\r\nset b 0 0 500\r\n" + "x".repeat(500) + "\r\nget b b\r\nincr a 1\r\nmn\r\n",
                "MN\r\n");
        assertThat(client.ask("stats slabs\r\n", "END\r\n"))
                .contains("STAT 1:chunk_size 96\r\n", "STAT 1:used_chunks 1\r\n", "STAT 1:incr_hits 1\r\n")
                .contains("STAT 1:get_hits 0\r\n", "STAT 9:get_hits 2\r\n", "STAT 9:cmd_set 1\r\n")
                .contains("STAT active_slabs 2\r\n", "STAT total_malloced 2097152\r\n");
        assertThat(client.ask("stats items\r\n", "END\r\n"))
                .contains(
                        "STAT items:1:number 1\r\n", "STAT items:9:number 1\r\n", "STAT items:9:mem_requested 560\r\n");
        assertThat(client.line("me b\r\n")).contains(" cls=9 ");
        assertThat(client.ask("stats cachedump 9 0\r\n", "END\r\n")).isEqualTo("ITEM b [500 b; 0 s]\r\nEND\r\n");
        assertThat(client.ask("lru_crawler metadump 1\r\n", "END\r\n"))
                .contains("key=a ")
                .doesNotContain("key=b ");
        assertThat(client.ask("stats\r\n", "END\r\n")).contains("STAT get_hits 2\r\n", "STAT cmd_set 2\r\n");
        client.line("stats reset\r\n");
        assertThat(client.ask("stats slabs\r\n", "END\r\n")).contains("STAT 9:get_hits 0\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shutdown\r\n", "shutdown graceful\r\n"})
    void shutdownEndsTheServer(String command) throws Exception {
        assertThat(client.line("shutdown now\r\n")).isEqualTo("CLIENT_ERROR invalid shutdown mode\r\n");
        client.send(command);
        assertThat(client.ended()).isTrue();
        assertThat(server.awaitClosed(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void clusterConfigIsAnswered() throws IOException {
        assertThat(client.line("config get cluster\r\n")).isEqualTo("ERROR\r\n");
        server.cluster(3, "localhost|127.0.0.1|11211", "other||11212");
        assertThat(client.ask("config get cluster\r\n", "END\r\n"))
                .isEqualTo("CONFIG cluster 0 41\r\n3\nlocalhost|127.0.0.1|11211 other||11212\n\r\nEND\r\n");
    }

    @Test
    void requestsAreRecorded() throws IOException {
        client.ask("set a 0 0 1\r\nx\r\nget a\r\n", "END\r\n");
        assertThat(server.requests())
                .containsExactly(new ReceivedRequest(1, "set a 0 0 1"), new ReceivedRequest(1, "get a"));
        server.clearRequests();
        assertThat(server.requests()).isEmpty();
    }
}
