package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command {@code serve}, from its start to its stop. */
final class ServeCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:\\d+");

    @Test
    void aSignalStopsItWithStatusZero() throws IOException, InterruptedException {
        try (ChildProcess serve = new ChildProcess(List.of(), "serve", "-p", "0", "-m", "128")) {
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

    @Test
    void theShutdownCommandStopsItToo() throws IOException, InterruptedException {
        try (ChildProcess serve = new ChildProcess(List.of(), "serve", "--port=0", "-A");
                Memjay memjay = Memjay.builder().servers(address(serve)).build()) {
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
