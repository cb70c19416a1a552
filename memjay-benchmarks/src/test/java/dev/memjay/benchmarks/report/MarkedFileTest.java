package dev.memjay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what stands between the markers is replaced. */
class MarkedFileTest {
    private static final String BLOCK = MarkedFile.BEGIN + "\nnew\n" + MarkedFile.END;

    @Test
    void keepsWhatStandsAroundTheMarkers() {
        String document = "# Title\n\n" + MarkedFile.BEGIN + "\nold\n" + MarkedFile.END + "\n\nMore.\n";
        assertThat(MarkedFile.replace(document, "new\n")).isEqualTo("# Title\n\n" + BLOCK + "\n\nMore.\n");
    }

    @Test
    void appendsToDocumentWithoutMarkers() {
        assertThat(MarkedFile.replace("# Title\n", "new")).isEqualTo("# Title\n\n" + BLOCK + "\n");
        assertThat(MarkedFile.replace("", "new")).isEqualTo(BLOCK + "\n");
    }

    @Test
    void makesTheFileAndItsFolder(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("docs/performance.md");
        MarkedFile.write(file, "old");
        MarkedFile.write(file, "new");
        assertThat(Files.readString(file)).isEqualTo(BLOCK + "\n");
    }

    @Test
    void theOtherWaysHaveMarkersOfTheirOwn(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("performance.md");
        MarkedFile.write(file, "old");
        MarkedFile.writePart(file, "ways", "ways");
        MarkedFile.write(file, "new");
        assertThat(Files.readString(file))
                .startsWith(BLOCK)
                .contains("<!-- bench ways: begin -->\nways\n<!-- bench ways: end -->")
                .doesNotContain("old");
    }
}
