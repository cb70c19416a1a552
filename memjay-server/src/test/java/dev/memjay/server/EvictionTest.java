package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who makes room in a full server: the oldest, never what was stored just now, and not what is in use. */
class EvictionTest {
    private static final int MEGABYTES = 4;
    /** In class 31, of which a page of a megabyte holds 12. */
    private static final int LENGTH = 66_560;

    private static final int FITTING = MEGABYTES * 12;

    private MemcachedServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = MemcachedServer.builder().memory(MEGABYTES << 20).start();
        client = Client.of(server);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private void store(String key) throws IOException {
        store(key, 0);
    }

    private void store(String key, int seconds) throws IOException {
        assertThat(client.line("set " + key + " 0 " + seconds + " " + LENGTH + "\r\n" + "x".repeat(LENGTH) + "\r\n"))
                .isEqualTo("STORED\r\n");
    }

    private boolean holds(String key) throws IOException {
        return client.line("mg " + key + " u\r\n").equals("HD\r\n");
    }

    private String stat(String group, String name) throws IOException {
        String stats = client.ask("stats" + group + "\r\n", "END\r\n");
        return stats.replaceAll("(?s).*STAT " + name + " ([^\r]*).*", "$1");
    }

    @Test
    void theOldestMakeRoomForTheNewest() throws IOException {
        for (int i = 0; i < FITTING + 20; i++) {
            store("key" + i, i < 10 ? 1000 : 0);
            assertThat(holds("key" + i)).as("what was stored just now").isTrue();
        }
        for (int i = 0; i < FITTING + 20; i++) {
            assertThat(holds("key" + i)).as("key" + i).isEqualTo(i >= 20);
        }
        assertThat(stat("", "evictions")).isEqualTo("20");
        assertThat(stat("", "evicted_unfetched")).isEqualTo("20");
        assertThat(stat("", "curr_items")).isEqualTo(Integer.toString(FITTING));
        assertThat(stat(" items", "items:31:number")).isEqualTo(Integer.toString(FITTING));
        assertThat(stat(" items", "items:31:evicted")).isEqualTo("20");
        assertThat(stat(" items", "items:31:evicted_nonzero")).isEqualTo("10");
        assertThat(stat(" slabs", "31:total_pages")).isEqualTo(Integer.toString(MEGABYTES));
    }

    @Test
    void whatIsReadTwiceStaysForAnotherRound() throws IOException {
        store("canary");
        store("once");
        client.ask("get canary\r\nget canary\r\nget once\r\nmn\r\n", "MN\r\n");
        for (int i = 0; i < FITTING; i++) {
            store("key" + i);
        }
        assertThat(holds("once")).isFalse();
        assertThat(holds("canary")).isTrue();
        for (int i = 0; i < FITTING; i++) {
            store("more" + i);
        }
        assertThat(holds("canary")).isFalse();
    }

    @Test
    void aValueThatChangesTakesItsPlaceOnlyOnce() throws IOException {
        for (int i = 0; i < 10 * FITTING; i++) {
            store("same");
        }
        client.ask(
                "incr n 1\r\nset n 0 0 1\r\n0\r\n" + "incr n 1\r\n".repeat(1000) + "touch same 100\r\nmn\r\n",
                "MN\r\n");
        assertThat(stat("", "curr_items")).isEqualTo("2");
        assertThat(stat("", "evictions")).isEqualTo("0");
        assertThat(stat(" slabs", "31:used_chunks")).isEqualTo("1");
        client.ask("delete same\r\nflush_all\r\nmn\r\n", "MN\r\n");
        assertThat(stat("", "bytes")).isEqualTo("0");
        assertThat(stat(" slabs", "active_slabs")).isEqualTo("2");
        assertThat(stat(" slabs", "total_malloced")).isEqualTo(Integer.toString(2 << 20));
    }

    @Test
    void watchersSeeWhoMakesRoom() throws IOException {
        try (Client watcher = Client.of(server)) {
            watcher.line("watch evictions\r\n");
            for (int i = 0; i < FITTING + 1; i++) {
                store("key" + i);
            }
            assertThat(watcher.ask("", "\n").replaceAll(" la=\\d+", " la=#"))
                    .endsWith(" type=eviction key=key0 fetch=no ttl=-1 la=# clsid=31 size=" + LENGTH + "\n");
        }
    }

    @Test
    void aLowerLimitMakesRoomAtOnce() throws IOException {
        client.line("cache_memlimit 16\r\n");
        for (int i = 0; i < 3 * FITTING; i++) {
            store("key" + i);
        }
        client.line("cache_memlimit 8\r\n");
        assertThat(stat("", "curr_items")).isEqualTo(Integer.toString(2 * FITTING));
    }

    @Test
    void theAccountsAreRightAfterManyClientsAtOnce() throws Exception {
        int clients = 4;
        int keys = 300;
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try (MemcachedServer busy = MemcachedServer.builder()
                .memory(MEGABYTES << 20)
                .threads(clients)
                .start()) {
            List<Future<String>> ends = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Random random = new Random(i);
                ends.add(pool.submit(() -> {
                    try (Client one = Client.of(busy)) {
                        for (int round = 0; round < 100; round++) {
                            one.ask(manyCommands(random, keys) + "mn\r\n", "MN\r\n");
                        }
                        return one.line("mn\r\n");
                    }
                }));
            }
            for (Future<String> end : ends) {
                assertThat(end.get()).isEqualTo("MN\r\n");
            }
            busy.clock().advance(Duration.ofMinutes(1));
            try (Client last = Client.of(busy)) {
                last.ask("stats\r\n", "END\r\n");
                StringBuilder deletes = new StringBuilder();
                for (int i = 0; i < keys; i++) {
                    deletes.append("delete key").append(i).append(" noreply\r\n");
                }
                assertThat(last.ask(deletes + "stats\r\n", "END\r\n"))
                        .contains("STAT curr_items 0\r\n", "STAT bytes 0\r\n")
                        .doesNotContain("STAT evictions 0\r\n");
                assertThat(last.ask("stats slabs\r\n", "END\r\n")).doesNotContainPattern("used_chunks [1-9]");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static String manyCommands(Random random, int keys) {
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            String key = "key" + random.nextInt(keys);
            int length = random.nextInt(50_000);
            commands.append(
                    switch (random.nextInt(8)) {
                        case 0, 1, 2, 3 ->
                            "set " + key + " 0 " + (random.nextInt(5) - 1) + " " + length + " noreply\r\n"
                                    + "x".repeat(length) + "\r\n";
                        case 4 -> "touch " + key + " " + (random.nextInt(5) - 1) + " noreply\r\n";
                        case 5 -> "ma " + key + " N0 q\r\nincr " + key + " 99 noreply\r\n";
                        case 6 -> "delete " + key + " noreply\r\n";
                        default -> "append " + key + " 0 0 1 noreply\r\n1\r\n";
                    });
        }
        return commands.toString();
    }

    @Test
    void theLimitHoldsForItemsOfAllSizes() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            int length = random.nextInt(1 << random.nextInt(20));
            client.line("set key" + random.nextInt(500) + " 0 " + (random.nextInt(4) == 0 ? -1 : 0) + " " + length
                    + "\r\n" + "x".repeat(length) + "\r\n");
        }
        assertThat(Long.parseLong(stat("", "bytes"))).isBetween((MEGABYTES << 20) / 2L, (long) MEGABYTES << 20);
        for (int i = 0; i < 500; i++) {
            client.line("delete key" + i + "\r\n");
        }
        assertThat(stat("", "bytes")).isEqualTo("0");
        assertThat(stat("", "curr_items")).isEqualTo("0");
    }
}
