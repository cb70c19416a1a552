package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages in AsciiDoc: one for the command and one for each of its subcommands, with their options. */
final class ManPagesTest {
    @Test
    void everyCommandHasItsPage(@TempDir Path folder) throws IOException {
        ManPages.write(folder.toFile());
        try (Stream<Path> pages = Files.list(folder)) {
            assertThat(pages).hasSize(1 + Subcommands.NAMES.size());
        }
        assertThat(Files.readString(folder.resolve("memjay.adoc")))
                .contains("*--servers*", "74 the output cannot be written");
        for (String command : Subcommands.NAMES) {
            assertThat(Files.readString(folder.resolve("memjay-" + command + ".adoc")))
                    .contains("= memjay-" + command + "(1)", "== Synopsis", "== Description");
        }
        assertThat(Files.readString(folder.resolve("memjay-stats.adoc"))).contains("*--summary*");
        assertThat(Files.readString(folder.resolve("memjay-serve.adoc"))).contains("--max-item-size=SIZE");
    }
}
