package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.NotNumericException;
import dev.memjay.error.UnsupportedByServerException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Counters: incr, decr and the view that reads them. */
interface CountVerbs extends VerbTests {
    /**
     * A number of which memcached 1.6.18 believes that it is negative if it finds a minus sign behind it, and it looks past
     * the item's end, into what an earlier item left in that memory. With these blanks the item is of a slab class that no
     * other test uses, whose memory held nothing but zeros.
     */
    String LARGE = "18446744073709551614" + " ".repeat(800);

    @Test
    default void countsUpAndDown() {
        Keyspace<String, Long> counters = texts().counters();
        counters.set("k", 10L);

        assertThat(counters.incr("k")).isEqualTo(OptionalLong.of(11));
        assertThat(counters.incr("k", 5)).isEqualTo(OptionalLong.of(16));
        assertThat(counters.decr("k")).isEqualTo(OptionalLong.of(15));
        assertThat(counters.decr("k", 7)).isEqualTo(OptionalLong.of(8));
        assertThat(counters.incr("k", 0)).isEqualTo(OptionalLong.of(8));
        assertThat(counters.get("k")).isEqualTo(8);
    }

    @Test
    default void aMissIsEmpty() {
        assertThat(texts().incr("k")).isEmpty();
        assertThat(texts().incr("k", 2)).isEmpty();
        assertThat(texts().decr("k")).isEmpty();
        assertThat(texts().decr("k", 2)).isEmpty();
        assertThat(texts().contains("k")).isFalse();
    }

    @Test
    default void incrWrapsRoundBehindSixtyFourBits() {
        texts().set("k", LARGE);

        assertThat(texts().incr("k")).isEqualTo(OptionalLong.of(-1));
        assertThat(texts().counters().get("k")).isEqualTo(-1L);
        assertThat(Long.toUnsignedString(texts().counters().get("k"))).isEqualTo("18446744073709551615");
        assertThat(texts().incr("k")).isEqualTo(OptionalLong.of(0));
        assertThat(texts().incr("k", Long.MAX_VALUE)).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
        assertThat(texts().incr("k")).isEqualTo(OptionalLong.of(Long.MIN_VALUE));
    }

    @Test
    default void largeCountersAreWrittenAsTheyWereRead() {
        Keyspace<String, Long> counters = texts().counters();
        texts().set("k", "18446744073709551614");

        assertThat(counters.get("k")).isEqualTo(-2L);
        assertThat(counters.update("k", count -> count)).isEqualTo(-2L);
        assertThat(storedText("k")).isEqualTo("18446744073709551614");
        assertThat(counters.update("k", count -> count + 1)).isEqualTo(-1L);
        assertThat(storedText("k")).isEqualTo("18446744073709551615");
        assertThat(counters.set("k", Long.MIN_VALUE)).isTrue();
        assertThat(storedText("k")).isEqualTo("9223372036854775808");
    }

    @Test
    default void decrStopsAtZero() {
        texts().set("k", "3");

        assertThat(texts().decr("k", 5)).isEqualTo(OptionalLong.of(0));
        assertThat(texts().decr("k", Long.MAX_VALUE)).isEqualTo(OptionalLong.of(0));
    }

    @Test
    default void blanksThatDecrLeavesAreTrimmed() {
        texts().set("k", "1000");
        texts().decr("k", 999);

        assertThat(texts().counters().get("k")).isEqualTo(1);
        assertThat(texts().counters().getAll(java.util.List.of("k"))).containsEntry("k", 1L);
        assertThat(storedText("k").strip()).isEqualTo("1");
    }

    @Test
    default void negativeDeltasAreRefusedAndTheOtherVerbIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts().incr("k", -1))
                .withMessageContaining("decr");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts().decr("k", -1))
                .withMessageContaining("incr");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts().incr("k", -1, 0, Memjay.NEVER))
                .withMessageContaining("decr");
    }

    @Test
    default void countingCanCreate() {
        if (spoken().isClassic()) {
            assertThatThrownBy(() -> texts().incr("k", 1, 5, Memjay.NEVER))
                    .isInstanceOf(UnsupportedByServerException.class);
            return;
        }
        assertThat(texts().incr("k", 3, 10, Duration.ofHours(1))).isEqualTo(OptionalLong.of(10));
        assertThat(ttlOf("k").orElseThrow())
                .isBetween(Duration.ofHours(1).minus(ReadVerbs.TOLERANCE), Duration.ofHours(1));
        assertThat(texts().incr("k", 3, 10, Duration.ofHours(9))).isEqualTo(OptionalLong.of(13));
        assertThat(ttlOf("k").orElseThrow()).isLessThanOrEqualTo(Duration.ofHours(1));
        assertThat(texts().decr("down", 3, 10, Memjay.NEVER)).isEqualTo(OptionalLong.of(10));
        assertThat(texts().decr("down", 3, 10, Memjay.NEVER)).isEqualTo(OptionalLong.of(7));
        assertThat(ttlOf("down")).isEmpty();
        assertThat(texts().incr("large", 1, -1, Memjay.NEVER)).isEqualTo(OptionalLong.of(-1));
        assertThat(storedText("large")).isEqualTo("18446744073709551615");
    }

    @Test
    default void whatIsNoNumberIsNotCounted() {
        texts().set("k", "text");

        assertThatThrownBy(() -> texts().incr("k")).isInstanceOf(NotNumericException.class);
        assertThatThrownBy(() -> texts().decr("k", 2)).isInstanceOf(NotNumericException.class);
        assertThat(texts().get("k")).isEqualTo("text");
    }

    @Test
    default void theCountersViewKeepsPrefixAndTimeToLive() {
        Keyspace<String, Long> counters =
                texts().withPrefix("p:").withTtl(Duration.ofHours(1)).counters();
        counters.set("k", 41L);
        counters.incr("k");

        assertThat(storedText("p:k")).isEqualTo("42");
        assertThat(ttlOf("p:k")).isPresent();
        assertThat(stored().get("p:k").flags()).isZero();
        assertThat(counters.add("k", 1L)).isFalse();
        assertThat(counters.update("k", n -> n * 2)).isEqualTo(84);
    }
}
