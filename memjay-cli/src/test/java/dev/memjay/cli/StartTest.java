package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a start loads: classes that a command does not need cost the time of every start. */
final class StartTest {
    @Test
    void getLoadsNeitherServerNorJsonNorOtherCommands() throws IOException, InterruptedException {
        try (MemcachedServer server = MemcachedServer.start()) {
            List<String> lines;
            String[] arguments = {"get", "k", "--servers", server.address()};
            try (ChildProcess get = new ChildProcess(List.of("-Xlog:class+load:stdout"), arguments)) {
                lines = get.readAll();
                assertThat(get.await()).isEqualTo(ExitStatus.NOT_FOUND);
            }
            assertThat(lines).anyMatch(line -> line.contains("dev.memjay.cli.GetCommand"));
            assertThat(lines)
                    .noneMatch(line -> line.contains("io.netty."))
                    .noneMatch(line -> line.contains("com.fasterxml."))
                    .noneMatch(line -> line.contains("dev.memjay.server."))
                    .noneMatch(line -> line.contains("dev.memjay.cli.StoreCommand"));
        }
    }
}
