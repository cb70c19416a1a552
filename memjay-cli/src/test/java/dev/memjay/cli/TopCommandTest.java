package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code top}: in a pseudo-terminal, and as lines. */
final class TopCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aServerThatDiesAndComesBackIsSeen() throws Exception {
        try (MemcachedServer one = MemcachedServer.start()) {
            MemcachedServer two = MemcachedServer.start();
            int port = two.port();
            String servers = one.address() + "," + two.address();
            try (PtySession top = new PtySession(folder, 24, 80, "top", "--interval", "200ms", "--servers", servers)) {
                top.awaitText("2 servers, 2 up, 0 down");
                assertThat(top.screen().isAlternate()).isTrue();
                assertThat(top.screen().isCursorHidden()).isTrue();
                top.awaitText("^" + one.address() + " +up \\d+s +\\d+\\.\\d\\d +0 ");
                two.close();
                top.awaitText("1 up, 1 down");
                top.awaitText("^" + two.address() + " +down \\d+s +\\S.*refused");
                two = MemcachedServer.builder().port(port).start();
                top.awaitText("2 servers, 2 up, 0 down");
                top.awaitText("^" + two.address() + " +up \\d+s ");

                top.press("q");
                assertThat(top.awaitEnd())
                        .as("the status, and the terminal's mode")
                        .isZero();
                assertThat(top.screen().isAlternate()).isFalse();
                assertThat(top.screen().isCursorHidden()).isFalse();
            } finally {
                two.close();
            }
        }
    }

    @Test
    void keysSortAndShowOtherColumnsAndTheHottestKeys() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two =
                        MemcachedServer.builder().version("1.6.18").start();
                Memjay memjay = Memjay.builder().servers(two.address()).build();
                PtySession top = new PtySession(
                        folder,
                        24,
                        80,
                        "top",
                        "--interval",
                        "200ms",
                        "--servers",
                        one.address() + "," + two.address())) {
            Thread user = new Thread(() -> {
                while (!over.get()) {
                    memjay.strings().get("hot");
                }
            });
            user.start();
            try {
                top.awaitText("sorted by node");
                top.await(screen -> isOrder(screen, "sorted by node", one, two));
                top.press("sss");
                top.await(screen -> isOrder(screen, "sorted by gets/s", two, one));
                top.press("r");
                top.await(screen -> isOrder(screen, "sorted by gets/s, reversed", one, two));
                top.press("v");
                top.await(screen -> screen.text().contains("VERSION")
                        && screen.text().contains("1.6.18")
                        && !screen.text().contains("GETS/S"));
                top.press("v");
                top.awaitText("GETS/S");
                top.press("h");
                top.awaitText("watching the keys for 2 s");
                top.awaitText("hottest keys of 2\\.0 s");
                top.awaitText("% " + two.address() + " +hot");
                top.press("x");
                top.await(screen -> !screen.text().contains("hottest"));
                top.resize(30, 140);
                top.awaitText("GETS/S.*VERSION +UPTIME");
                top.awaitText("1\\.6\\.18");
                top.press("q");
                assertThat(top.awaitEnd()).isZero();
            } finally {
                over.set(true);
                user.join();
            }
        }
    }

    private static boolean isOrder(ScreenText screen, String head, MemcachedServer above, MemcachedServer below) {
        String text = screen.text();
        int first = text.indexOf(above.address());
        return text.contains(head) && first >= 0 && first < text.indexOf(below.address());
    }

    @ParameterizedTest
    @ValueSource(strings = {"keyboard", "SIGINT", "SIGTERM", "SIGHUP"})
    void aSignalLeavesTheTerminalAsItWas(String signal) throws Exception {
        try (MemcachedServer server = MemcachedServer.start();
                PtySession top = new PtySession(folder, 24, 80, "top", "--servers", server.address())) {
            top.awaitText("1 server, 1 up");
            if (signal.equals("keyboard")) {
                top.press("\u0003");
            } else {
                int sent = new ProcessBuilder(
                                "kill",
                                "-" + signal.substring(3),
                                Long.toString(top.program().pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
                assertThat(sent).isZero();
            }
            assertThat(top.awaitEnd()).isZero();
            assertThat(top.screen().isAlternate()).isFalse();
            assertThat(top.screen().isCursorHidden()).isFalse();
        }
    }

    @Test
    void whereItIsNoTerminalItPrintsLines() throws IOException, InterruptedException {
        try (MemcachedServer server = MemcachedServer.start();
                ChildProcess top =
                        new ChildProcess(List.of(), "top", "--interval", "100ms", "--servers", server.address())) {
            for (int i = 0; i < 3; i++) {
                assertThat(top.readLine())
                        .matches("\\S+Z\t" + server.address()
                                + "\tup \\d+s\t\\S+ ms\t\\S+ gets/s\t\\S+ hits\t0 items\t0 B of 64.0 MiB\t0 evictions/s\t"
                                + "\\d+ connections\t1.6.45\t\\d+s");
                assertThat(top.readLine()).matches("\\S+Z\ttotal\tall up\t.*");
            }
            top.interrupt();
            top.readAll();
            assertThat(top.await()).isZero();
        }
    }

    @Test
    void onceIsForScripts() {
        String dead = DeadServer.ADDRESS;
        try (MemcachedServer server = MemcachedServer.start()) {
            CommandRun up =
                    CommandRun.of("top", "--once", "--json", "--interval", "100ms", "--servers", server.address());
            assertThat(up.status()).isZero();
            assertThat(up.lines()).hasSize(2);
            assertThat(up.lines().get(0))
                    .matches("\\{\"time\":\"[^\"]+Z\",\"node\":\"" + server.address()
                            + "\",\"state\":\"up\",\"stateSeconds\":\\d+,\"pingMs\":\\d+\\.\\d{3},\"getsPerSecond\":0\\.0,"
                            + "\"evictionsPerSecond\":0\\.0,\"items\":0,\"bytes\":0,\"limit\":67108864,\"connections\":\\d+,"
                            + "\"version\":\"1.6.45\",\"uptime\":\\d+}");
            CommandRun down = CommandRun.of(
                    "top", "--once", "--json", "--interval", "100ms", "--servers", server.address() + "," + dead);
            assertThat(down.status()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(down.lines().get(1))
                    .contains("\"node\":\"" + dead + "\",\"state\":\"down\"", "\"error\":\"", "refused");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--interval 50ms", "--interval 2h", "--sort size", "--once --sort"})
    void wrongOptionsAreRefused(String options) {
        assertThat(CommandRun.of(("top --servers 127.0.0.1:1 " + options).split(" "))
                        .status())
                .isEqualTo(ExitStatus.USAGE);
    }
}
