package dev.memjay.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time as the options take them. */
final class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "2s,2000", "60,60000", "10m,600000", "1h,3600000", "30d,2592000000", "0s,0"})
    void readsNumberAndUnit(String text, long millis) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "1.5s", "-1s", "1 s", "1S", "1w", "1234567890s", "\u0661s"})
    void refusesAllElse(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("500ms");
    }

    @Test
    void timesToLiveMayBeNeverAndNotZero() {
        assertThat(new TtlConverter().convert("never")).isEqualTo(Memjay.NEVER);
        assertThat(new TtlConverter().convert("60")).isEqualTo(Duration.ofMinutes(1));
        assertThatThrownBy(() -> new TtlConverter().convert("0"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("never")
                .hasMessageContaining("delete");
    }
}
