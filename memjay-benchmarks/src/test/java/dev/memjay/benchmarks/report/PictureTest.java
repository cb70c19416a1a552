package dev.memjay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PictureTest {
    private static final String REPORT = """
            ### Memjay against what is demanded
            | get, 1 thread | op/s of the floor | 0.95 | - | 0.87 (0.86 - 0.87) | bare socket | missed |
            ### All figures
            | work | contender | settings | op/s | p50, us | p99, us |
            |------|-----------|----------|------|---------|---------|
            | get, 1 thread | bare socket | classic | 75,000 (68,879 - 80,068) | - | - |
            | get, 1 thread | Memjay | defaults | 50,000 (1 - 2) | - | - |
            | get, 1 thread | Memjay, metrics off | defaults | 62,235 (1 - 2) | - | - |
            | get, 1 thread | folsom 1.21.0 | 1 connection | 25,000 (1 - 2) | - | - |
            | get over a 0.5 ms round trip | Memjay | defaults | 100 (1 - 2) | 600 | 700 |
            <!-- bench: end -->
            | get, 1 thread | TCP | elsewhere | 1 (1 - 2) | - | - |
            """;

    @Test
    void readsTheThroughputsOfTheReport() {
        assertThat(Picture.throughputs(REPORT))
                .isEqualTo(Map.of(
                        "get, 1 thread", Map.of("bare socket", 75_000.0, "Memjay", 50_000.0, "folsom", 25_000.0)));
    }

    @Test
    void drawsThemOverMemjays() {
        assertThat(Picture.draw(REPORT)).contains("bare socket 1.50", "Memjay 1.00", "folsom 0.50");
    }
}
