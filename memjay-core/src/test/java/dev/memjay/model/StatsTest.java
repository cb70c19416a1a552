package dev.memjay.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statistics read as text, numbers, switches and times. */
class StatsTest {
    private final Stats stats = Stats.of(Map.of(
            "version", "1.6.18",
            "curr_items", "12",
            "limit", "18446744073709551615",
            "growth_factor", "1.25",
            "cas_enabled", "yes",
            "evictions", "off",
            "rusage_user", "1:500000",
            "uptime", "60"));

    @Test
    void readsWhatIsThere() {
        assertThat(stats.text("version")).contains("1.6.18");
        assertThat(stats.number("curr_items")).hasValue(12);
        assertThat(stats.number("limit")).hasValue(-1);
        assertThat(stats.fraction("growth_factor")).hasValue(1.25);
        assertThat(stats.flag("cas_enabled")).contains(true);
        assertThat(stats.flag("evictions")).contains(false);
        assertThat(stats.seconds("rusage_user")).contains(Duration.ofMillis(1_500));
        assertThat(stats.seconds("uptime")).contains(Duration.ofMinutes(1));
    }

    @Test
    void whatIsNotThereOrReadsOtherwiseIsEmpty() {
        assertThat(stats.text("none")).isEmpty();
        assertThat(stats.number("version")).isEmpty();
        assertThat(stats.fraction("version")).isEmpty();
        assertThat(stats.flag("version")).isEmpty();
        assertThat(stats.seconds("version")).isEmpty();
        assertThat(stats.number("none")).isEmpty();
    }
}
