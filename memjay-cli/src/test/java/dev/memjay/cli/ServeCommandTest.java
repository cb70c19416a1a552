package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code serve}, from its start to its stop. */
final class ServeCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:\\d+");

    @Test
    void aSignalStopsItWithStatusZero() throws IOException, InterruptedException {
        try (ChildProcess serve = new ChildProcess(List.of(), "serve", "--port=0", "-m", "128")) {
            String address = address(serve);
            assertThat(CommandRun.of("set", "k", "v", "--servers", address).status())
                    .isZero();
            assertThat(CommandRun.of("stats", "settings", "--servers", address).lines())
                    .contains(address + "\tmaxbytes\t" + (128 << 20));
            serve.terminate();
            assertThat(serve.readLine()).isEqualTo("stopped");
            assertThat(serve.await()).isZero();
        }
    }

    /** What picocli leaves to memcached's own options: it takes {@code -V} alone for itself. */
    @ParameterizedTest
    @ValueSource(strings = {"-i", "--license", "-vV"})
    @Timeout(20)
    void askingForTheVersionStartsNoServer(String option) {
        CommandRun run = CommandRun.of("serve", option);

        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSize(1).first().asString().startsWith("memjay ");
    }

    @Test
    void ctrlCStopsItToo() throws IOException, InterruptedException {
        try (ChildProcess serve = new ChildProcess(List.of(), "serve", "--port=0")) {
            address(serve);
            serve.interrupt();
            assertThat(serve.readLine()).isEqualTo("stopped");
            assertThat(serve.await()).isZero();
        }
    }

    @Test
    void aUnixSocketIsToldAndReached(@TempDir Path folder) throws IOException, InterruptedException {
        Path socket = folder.resolve("memcached.sock");
        try (ChildProcess serve = new ChildProcess(List.of(), "serve", "-s", socket.toString())) {
            assertThat(serve.readLine())
                    .isEqualTo("memcached unix:" + socket + " is ready; memjay --servers unix:" + socket
                            + " set greeting hello; Ctrl-C stops it");
            assertThat(CommandRun.of("set", "k", "v", "--servers", "unix:" + socket)
                            .status())
                    .isZero();
            serve.terminate();
            assertThat(serve.await()).isZero();
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void filesTellThePortsAndTheProcess(@TempDir Path folder) throws IOException, InterruptedException {
        Path ports = folder.resolve("ports");
        Path pid = folder.resolve("pid");
        Map<String, String> environment = Map.of("MEMCACHED_PORT_FILENAME", ports.toString());
        try (ChildProcess serve = new ChildProcess(
                List.of(), environment, "serve", "-p", "-1", "-U", "-1", "-l", "127.0.0.1", "-P", pid.toString())) {
            String tcp = address(serve).replace("127.0.0.1:", "");
            serve.terminate();
            assertThat(serve.await()).isZero();
            assertThat(ports).content().startsWith("TCP INET: " + tcp + "\n").contains("\nUDP INET: ");
            assertThat(pid).content().isEqualTo(serve.pid() + "\n");
        }
    }

    @Test
    void aFileThatCannotBeWrittenEndsIt(@TempDir Path folder) throws IOException, InterruptedException {
        String pid = folder.resolve("none").resolve("pid").toString();
        try (ChildProcess serve = new ChildProcess(List.of(), "serve", "--port=0", "-P", pid)) {
            assertThat(serve.readLine()).isEqualTo("memjay: cannot write " + pid);
            assertThat(serve.await()).isEqualTo(ExitStatus.USAGE);
            assertThat(serve.readLine()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-p 65536", "-m none", "-I 1", "-c 0", "-t x", "-B both", "-Y /no/such/file", "-Z", "--nosuch"})
    void aBadValueEndsItAtOnce(String options) {
        CommandRun run = CommandRun.of(("serve " + options).split(" "));
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).startsWith("memjay: ").containsOnlyOnce("\n");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void saslThatLetsNobodyInIsTold() throws IOException, InterruptedException {
        try (ChildProcess serve = new ChildProcess(List.of(), "serve", "--port=0", "-S")) {
            address(serve);
            assertThat(serve.readLine()).startsWith("there is no user yet");
            serve.terminate();
            assertThat(serve.await()).isZero();
        }
    }

    @Test
    void usersOfSaslComeFromTheFileThatTheEnvironmentNames(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path users = Files.writeString(folder.resolve("users"), "fred:secret\n");
        Map<String, String> environment = Map.of("MEMCACHED_SASL_PWDB", users.toString());
        try (ChildProcess serve = new ChildProcess(List.of(), environment, "serve", "--port=0", "-S")) {
            address(serve);
            serve.terminate();
            assertThat(serve.readLine()).isEqualTo("stopped"); // and not that there is no user
        }
    }

    @Test
    void theShutdownCommandStopsItToo() throws IOException, InterruptedException {
        try (ChildProcess serve = new ChildProcess(List.of(), "serve", "--port=0", "-A");
                Memjay memjay = CommandRun.patient().servers(address(serve)).build()) {
            memjay.admin().shutdown(memjay.nodes().get(0));
            assertThat(serve.await()).isZero();
        }
    }

    @Test
    void aPortThatIsTakenIsUsage() {
        try (MemcachedServer other = MemcachedServer.start()) {
            CommandRun run = CommandRun.of("serve", "-p", Integer.toString(other.port()));
            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains(Integer.toString(other.port())).containsOnlyOnce("\n");
        }
    }

    private static String address(ChildProcess serve) throws IOException {
        String line = serve.readLine();
        Matcher matcher = ADDRESS.matcher(String.valueOf(line));
        assertThat(matcher.find()).as(line).isTrue();
        return matcher.group();
    }
}
