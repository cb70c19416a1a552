package dev.memjay.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Memjay;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a duration to memcached's exptime. */
class TimeToLiveTest {
    private static final long NOW = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("2038-01-19T03:14:07Z").getEpochSecond();

    private static long exptime(Duration ttl) {
        return TimeToLive.exptime(ttl, () -> NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.000000001S, 1",
        "PT1S, 1",
        "PT1.000000001S, 2",
        "PT59.5S, 60",
        "P29DT23H59M59.5S, 2592000",
        "P30D, 2592000"
    })
    void upToThirtyDaysItIsRelativeAndRoundedUp(Duration ttl, long exptime) {
        assertThat(exptime(ttl)).isEqualTo(exptime);
    }

    @Test
    void beyondThirtyDaysItIsAbsolute() {
        assertThat(exptime(Duration.ofDays(30).plusSeconds(1))).isEqualTo(NOW + 30 * 86_400 + 1);
        assertThat(exptime(Duration.ofDays(30).plusNanos(1))).isEqualTo(NOW + 30 * 86_400 + 1);
        assertThat(exptime(Duration.ofDays(365 * 11))).isEqualTo(NOW + 365L * 11 * 86_400);
    }

    @Test
    void whatEndsAfterTheLastSecondOf32BitsIsNever() {
        assertThat(exptime(Duration.ofSeconds(LAST - NOW))).isEqualTo(LAST);
        assertThat(exptime(Duration.ofSeconds(LAST - NOW).plusNanos(1))).isZero();
        assertThat(exptime(Duration.ofDays(365 * 12))).isZero();
    }

    @Test
    void neverAndForeverAreNever() {
        assertThat(exptime(Memjay.NEVER)).isZero();
        assertThat(exptime(ChronoUnit.FOREVER.getDuration())).isZero();
        assertThat(exptime(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))).isZero();
        assertThat(exptime(Duration.ofSeconds(Long.MAX_VALUE - NOW + 1))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT-1S"})
    void zeroAndNegativeAreRefusedAndTheMessageSaysWhatWouldDo(Duration ttl) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> exptime(ttl))
                .withMessageContaining(ttl.toString())
                .withMessageContaining("delete")
                .withMessageContaining("Memjay.NEVER");
    }

    @Test
    void theClockIsReadOnlyWhereItIsNeeded() {
        TimeToLive.exptime(Duration.ofDays(30), () -> {
            throw new AssertionError("a relative time needs no clock");
        });
    }
}
