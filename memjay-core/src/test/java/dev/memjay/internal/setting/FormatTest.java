package dev.memjay.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths of time as settings spell them. */
class FormatTest {
    @ParameterizedTest
    @CsvSource({
        "50ms, PT0.05S",
        "1s, PT1S",
        "90s, PT1M30S",
        "2m, PT2M",
        "1h, PT1H",
        "7d, P7D",
        "5us, PT0.000005S",
        "0s, PT0S"
    })
    void areReadWithTheirUnit(String text, Duration duration) {
        assertThat(Format.DURATION.parse(text)).isEqualTo(duration);
        assertThat(Format.DURATION.show(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "1 s", "-1s", "1.5s", "1S", "PT1S", "99999999999s"})
    void anythingElseIsNone(String text) {
        assertThat(Format.DURATION.parse(text)).isNull();
    }

    @Test
    void areShownInTheLongestUnitThatDividesThem() {
        assertThat(Format.DURATION.show(Duration.ofMinutes(120))).isEqualTo("2h");
        assertThat(Format.DURATION.show(Duration.ofMillis(1_500))).isEqualTo("1500ms");
        assertThat(Format.DURATION.show(Duration.ofSeconds(-5))).isEqualTo("-5s");
        assertThat(Format.DURATION.show(Memjay.NEVER)).startsWith("PT");
    }
}
