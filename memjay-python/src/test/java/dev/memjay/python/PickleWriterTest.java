package dev.memjay.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.error.CodecException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Python could not load is refused when it is written; what it does load, memjay-it has it say. */
class PickleWriterTest {
    static List<Object> impossible() {
        return List.of(
                Map.of(List.of(1), "a list as a key"),
                Map.of(Map.of(), "a dict as a key"),
                Map.of(Tuple.of(1, List.of(2)), "a list in a key"),
                Map.of(Set.of(Tuple.of(1, List.of())), "a list in a set in a key"),
                Set.of(List.of(1)),
                Set.of(Set.of(Map.of())),
                List.of(Collections.singletonMap(new Object[] {List.of()}, 1)),
                Duration.ofDays(1_000_000_000),
                Duration.ofDays(-999_999_999).minusNanos(1_000),
                LocalDate.of(10_000, 1, 1),
                "half a pair: \ud800");
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void whatPythonCannotLoadIsRefused(Object value) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> PickleCodec.of().encode(value));
    }

    @Test
    void theLongestTimesThatPythonHasAreWritten() {
        for (Duration duration : List.of(
                Duration.ofDays(999_999_999).plusSeconds(86_399).plusNanos(999_999_000),
                Duration.ofDays(-999_999_999))) {
            assertThat(PickleCodec.of().decode(PickleCodec.of().encode(duration)))
                    .isEqualTo(duration);
        }
    }

    @Test
    void sharedTuplesAreWrittenOnce() {
        Object value = Tuple.of(1);
        for (int i = 0; i < 40; i++) {
            value = Tuple.of(value, value);
        }

        assertThat(PickleCodec.of().encode(List.of(value)).length()).isLessThan(1_000);
    }

    @Test
    void keysOfEveryKindAreReadAsTheyWere() {
        Map<Object, Object> map = Map.of(
                Set.of(1, 2), "set", Tuple.of("a", Set.of(3)), "set in a tuple", Tuple.of(1, Tuple.of()), "tuples");

        assertThat(PickleCodec.of().decode(PickleCodec.of().encode(map))).isEqualTo(map);
    }
}
