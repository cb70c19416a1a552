package dev.memjay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Columns line up and no cell can break the table. */
class MarkdownTableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertThat(new MarkdownTable("work", "op/s").row("get", "1,000,000").row("getAll", "5"))
                .hasToString("""
                        | work   | op/s      |
                        |--------|-----------|
                        | get    | 1,000,000 |
                        | getAll | 5         |
                        """);
    }

    @Test
    void barsAndLineFeedsAreMadeHarmless() {
        assertThat(new MarkdownTable("a").row("x|y\nz").toString()).contains("| x\\|y z |");
    }

    @Test
    void rowOfAnotherWidthIsRefused() {
        MarkdownTable table = new MarkdownTable("a", "b");
        assertThatIllegalArgumentException().isThrownBy(() -> table.row("1")).withMessageContaining("1 cells");
    }
}
