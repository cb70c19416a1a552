package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every subcommand with every status that it can end with. */
final class EveryCommandStatusTest {
    /** A status and a command; LIVE, DEAD, DENYING and FILE stand for what the test makes. */
    private static final String TABLE = """
            0 get there --servers LIVE
            1 get nope --servers LIVE
            2 get --servers LIVE
            3 get k --servers DEAD
            0 gat there never --servers LIVE
            1 gat nope 60 --servers LIVE
            2 gat there --servers LIVE
            3 gat k 60 --servers DEAD
            0 set k v --servers LIVE
            2 set k --servers LIVE
            3 set k v --servers DEAD
            4 set k FAR_TOO_LARGE --servers LIVE
            0 add new v --servers LIVE
            1 add there v --servers LIVE
            2 add k v --ttl 0 --servers LIVE
            3 add k v --servers DEAD
            4 add k FAR_TOO_LARGE --servers LIVE
            0 replace there v --servers LIVE
            1 replace nope v --servers LIVE
            2 replace k v w --servers LIVE
            3 replace k v --servers DEAD
            4 replace k FAR_TOO_LARGE --servers LIVE
            0 append there v --servers LIVE
            1 append nope v --servers LIVE
            2 append k v --codec json --servers LIVE
            3 append k v --servers DEAD
            4 append there FAR_TOO_LARGE --servers LIVE
            0 prepend there v --servers LIVE
            1 prepend nope v --servers LIVE
            2 prepend k --servers LIVE
            3 prepend k v --servers DEAD
            4 prepend there FAR_TOO_LARGE --servers LIVE
            0 cas there v 1 --servers LIVE
            1 cas there v 999999 --servers LIVE
            1 cas nope v 1 --servers LIVE
            2 cas there v x --servers LIVE
            3 cas k v 1 --servers DEAD
            4 cas there FAR_TOO_LARGE 1 --servers LIVE
            0 delete there --servers LIVE
            1 delete nope --servers LIVE
            2 delete a b --cas 1 --servers LIVE
            3 delete k --servers DEAD
            0 touch there 60 --servers LIVE
            1 touch nope 60 --servers LIVE
            2 touch there --servers LIVE
            3 touch k 60 --servers DEAD
            0 incr count --servers LIVE
            1 incr nope --servers LIVE
            2 incr count --ttl 60 --servers LIVE
            3 incr k --servers DEAD
            4 incr there --servers LIVE
            0 decr count --servers LIVE
            1 decr nope --servers LIVE
            2 decr count x --servers LIVE
            3 decr k --servers DEAD
            4 decr there --servers LIVE
            0 flush --yes --servers LIVE
            2 flush --servers LIVE
            3 flush --yes --servers DEAD
            4 flush --yes --servers DENYING
            0 stats --servers LIVE
            2 stats items --summary --servers LIVE
            3 stats --servers DEAD
            4 stats nonsense --servers DENYING
            0 version --servers LIVE
            2 version too much --servers LIVE
            3 version --servers DEAD
            0 ping --servers LIVE
            2 ping --rounds 0 --servers LIVE
            3 ping --servers DEAD
            0 settings --servers DEAD
            2 settings --servers memcached://h?nonsense=1
            0 nodes --servers LIVE
            0 nodes k --servers DEAD
            2 nodes --keys-from /nonexistent --servers LIVE
            3 nodes --servers DEAD
            3 nodes k --state --servers DEAD
            0 top --once --interval 100ms --servers LIVE
            2 top --interval 1ms --servers LIVE
            3 top --once --interval 100ms --servers DEAD
            0 hot --for 100ms --servers LIVE
            2 hot --top 0 --servers LIVE
            3 hot --for 100ms --servers DEAD
            4 hot --for 100ms --servers DENYING
            0 train-dictionary DICTIONARY --lines-of SAMPLES
            2 train-dictionary DICTIONARY
            3 train-dictionary DICTIONARY --keys-from SAMPLES --servers DEAD
            74 train-dictionary /nonexistent/file --lines-of SAMPLES
            0 demo --servers LIVE
            2 demo --nonsense
            3 demo --servers DEAD
            2 serve --nonsense
            0 completion bash
            2 completion fish
            0 help get
            2 help nonsense
            """;

    @TempDir
    private static Path folder;

    private static final String DEAD = DeadServer.ADDRESS;

    static List<String> lines() {
        return TABLE.lines().toList();
    }

    @BeforeAll
    static void start() throws IOException {
        StringBuilder samples = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            samples.append("{\"name\":\"user:").append(i).append("\"}\n");
        }
        Files.writeString(folder.resolve("samples"), samples);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void endsWithItsStatus(String line) {
        try (MemcachedServer live = MemcachedServer.builder().itemSizeMax(2_048).start();
                MemcachedServer denying = MemcachedServer.builder()
                        .flushAll(false)
                        .watching(false)
                        .start()) {
            CommandRun.of("set", "there", "v", "--servers", live.address(), "--timeout", "20s");
            CommandRun.of("set", "count", "7", "--servers", live.address(), "--timeout", "20s");
            List<String> words = new ArrayList<>();
            for (String word : line.split(" ")) {
                words.add(
                        switch (word) {
                            case "LIVE" -> "memcached://" + live.address() + "?timeout=20s";
                            case "DENYING" -> denying.address();
                            case "DEAD" -> DEAD;
                            case "FAR_TOO_LARGE" -> "x".repeat(10_000);
                            case "SAMPLES" -> folder.resolve("samples").toString();
                            case "DICTIONARY" -> folder.resolve("dictionary").toString();
                            default -> word;
                        });
            }
            CommandRun run = CommandRun.of(words.subList(1, words.size()).toArray(String[]::new));
            assertThat(Integer.toString(run.status())).as(run.err() + run.out()).isEqualTo(words.get(0));
            if (run.status() != ExitStatus.DONE && !line.startsWith("3 nodes") && !line.startsWith("3 top")) {
                assertThat(run.err()).startsWith("memjay: ").containsOnlyOnce("\n");
            }
        }
    }

    /** How serve ends with 0 is in its own test, since it takes a process and a signal. */
    @Test
    void everyCommandIsInTheTable() {
        Set<String> commands = new TreeSet<>();
        lines().forEach(line -> commands.add(line.split(" ")[1]));
        assertThat(commands).containsExactlyInAnyOrderElementsOf(Subcommands.NAMES);
        for (String command : Subcommands.NAMES) {
            assertThat(lines()).as(command).anyMatch(line -> line.startsWith("2 " + command));
        }
    }
}
